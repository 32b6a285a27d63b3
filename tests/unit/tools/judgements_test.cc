#include "tools/modelzoo_bench/judgements.h"

#include <gtest/gtest.h>

#include <fstream>

#include "tests/support/temporary_folder.h"

namespace modelzoo::tools {
namespace {

using modelzoo::testing::TemporaryFolder;

Result<std::vector<JudgedQuery>> read(const std::string& queries, const std::string& qrels) {
  const TemporaryFolder folder;
  const std::string queries_path = (folder.path() / "queries.tsv").string();
  const std::string qrels_path = (folder.path() / "qrels.tsv").string();
  std::ofstream(queries_path) << queries;
  std::ofstream(qrels_path) << qrels;
  return read_judgements(queries_path, qrels_path);
}

TEST(Judgements, JoinQueriesWithTheirGradesInTheOrderOfTheFile) {
  const auto judged = read("q2\tmask rcnn\r\n\nq1\tgan\nq9\tunjudged\n",
                           "q1\tA/One\t2\nq2\tB/Two\t1\nq1\tc/three\t0\n");
  ASSERT_TRUE(judged);
  ASSERT_EQ(judged->size(), 2U);
  EXPECT_EQ((*judged)[0].id, "q2");
  EXPECT_EQ((*judged)[0].text, "mask rcnn");
  EXPECT_EQ((*judged)[1].grades, (Grades{{"a/one", 2}, {"c/three", 0}}));
}

TEST(Judgements, NameTheLineThatIsNone) {
  const auto query = read("q1\tgan\nq2\n", "q1\ta/b\t1\n");
  ASSERT_FALSE(query);
  EXPECT_NE(query.error().message.find("queries.tsv:2: needs 2 fields"), std::string::npos);
  const auto grade = read("q1\tgan\n", "q1\ta/b\n");
  ASSERT_FALSE(grade);
  EXPECT_NE(grade.error().message.find("qrels.tsv:1: needs 3 fields"), std::string::npos);
  EXPECT_EQ(read_judgements("/nonexistent", "/nonexistent").error().code, ErrorCode::kIo);
}

}  // namespace
}  // namespace modelzoo::tools
