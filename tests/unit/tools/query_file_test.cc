#include "tools/modelzoo_bench/query_file.h"

#include <gtest/gtest.h>

#include <fstream>

#include "tests/support/temporary_folder.h"

namespace modelzoo::tools {
namespace {

using modelzoo::testing::TemporaryFolder;

Result<QueriesByKind> read(const std::string& text) {
  const TemporaryFolder folder;
  const std::string path = (folder.path() / "queries.tsv").string();
  std::ofstream(path) << text;
  return read_query_file(path);
}

TEST(QueryFile, GivesTheQueriesByKind) {
  const auto kinds = read("or\ta b\nterm\tx\n\nor\tc\nphrase\td e\nand\tf g\n");
  ASSERT_TRUE(kinds);
  EXPECT_EQ(kinds->size(), 4U);
  ASSERT_EQ(kinds->at("or").size(), 2U);
  EXPECT_EQ(kinds->at("or")[1].text, "c");
  EXPECT_EQ(kinds->at("or")[0].mode, query::MatchMode::kAny);
  EXPECT_EQ(kinds->at("and")[0].mode, query::MatchMode::kAll);
  EXPECT_EQ(kinds->at("phrase")[0].mode, query::MatchMode::kPhrase);
}

TEST(QueryFile, NamesTheLineThatIsNone) {
  const auto kind = read("or\ta\nnear\tb\n");
  ASSERT_FALSE(kind);
  EXPECT_NE(kind.error().message.find(":2: kind \"near\""), std::string::npos);
  const auto tab = read("or\ta\nor\n");
  ASSERT_FALSE(tab);
  EXPECT_NE(tab.error().message.find(":2: no tab"), std::string::npos);
  EXPECT_FALSE(read_query_file("/nonexistent/queries.tsv"));
}

TEST(QueryFile, PutsAQueryInTheLanguageOfTheApi) {
  EXPECT_EQ(in_query_language("or", "a  b c"), "a OR b OR c");
  EXPECT_EQ(in_query_language("and", "a b"), "a b");
  EXPECT_EQ(in_query_language("term", "a"), "a");
  EXPECT_EQ(in_query_language("phrase", "a b"), "\"a b\"");
}

}  // namespace
}  // namespace modelzoo::tools
