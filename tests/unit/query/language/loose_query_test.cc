#include "query/language/loose_query.h"

#include <gtest/gtest.h>

#include "query/language/query_parser.h"
#include "tests/support/memory_segment.h"
#include "tests/support/record_builder.h"
#include "tests/support/snapshot_searches.h"

namespace modelzoo::query {
namespace {

using modelzoo::testing::memory_view;
using modelzoo::testing::names_of;
using modelzoo::testing::record;
using modelzoo::testing::searched;

using Names = std::vector<std::string>;

// "" when there is nothing to loosen.
std::string loose(const std::string& text) {
  const auto query = loosened(parse_query(text));
  return query ? print_query(query->query) : "";
}

SearchResult search(const std::vector<Record>& records, const std::string& query) {
  const index::Snapshot snapshot(1, {memory_view(records)});
  SearchRequest request;
  request.query = query;
  return searched(snapshot, request);
}

TEST(LooseQuery, TakesQuotationsOfALongTextByTheirWords) {
  EXPECT_EQ(loose("\"exceeding yolo series in 2021\""), "exceeding yolo series in 2021");
  EXPECT_EQ(loose("code of “deep nets” for the paper"), "code of deep nets for the paper");
  EXPECT_EQ(loose("\"a b c\" d \"e"), "a b c d e");
}

TEST(LooseQuery, TakesOthersAtTheirWord) {
  for (const char* text : {"", "gan", "\"learning reinforcement\"", "gan \"deep nets\"",
                           "many words but -\"a quotation without\" them", "topic:\"a b c d e\""})
    EXPECT_EQ(loose(text), "") << text;
  EXPECT_EQ(loose("one two three \"four five\" -\"six seven\" license:\"mit\""),
            "one two three four five -\"six seven\" license:\"mit\"");
}

// What stands between quotes was no syntax and becomes none.
TEST(LooseQuery, ReadsNoSyntaxIntoAQuotation) {
  EXPECT_EQ(loose("\"nets (fast) -slow a* b\""), "nets fast slow a b");
  EXPECT_EQ(loose("\"image-to-image nets of today now\""), "image-to-image nets of today now");
}

TEST(LooseQuery, KeepsPlaces) {
  const ParsedQuery query = parse_query("code “of five words or more” gan");
  const auto found = loosened(query);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->query.text.size(), query.text.size());
  EXPECT_EQ(found->query.text.find("gan"), query.text.find("gan"));
}

TEST(LooseQuery, IsAskedWhereNothingIsFoundAndSaid) {
  const std::vector<Record> records = {record("a/yolox").description("Exceeding the YOLO series"),
                                       record("b/nets").description("Deep nets")};
  const SearchResult found = search(records, "\"YOLOX: exceeding YOLO series in 2021\"");
  EXPECT_EQ(names_of(found.hits), Names{"a/yolox"});
  ASSERT_FALSE(found.warnings.empty());
  EXPECT_EQ(found.warnings[0],
            "no model has it as it is written; what is quoted was searched by its words");
  EXPECT_TRUE(search(records, "\"nets deep\"").hits.empty());
  EXPECT_TRUE(search(records, "\"exceeding series the yolo\"").warnings.empty());
  EXPECT_TRUE(search(records, "\"not one of all these words\"").warnings.empty());
}

// A quotation that stands somewhere is kept to, and a condition that nothing meets stays one.
TEST(LooseQuery, IsNotAskedWhereSomethingIsFound) {
  const std::vector<Record> records = {
      record("a/yolox").description("Exceeding the YOLO series in 2021"),
      record("b/other").description("The series in 2021 exceeding YOLO")};
  EXPECT_EQ(names_of(search(records, "\"the yolo series in 2021\"").hits), Names{"a/yolox"});
  EXPECT_EQ(search(records, "\"the series yolo in 2021\" stars:>5").total, 0U);
}

// A dictionary sees 人脸 and 识别, and no word in 可视化.
TEST(LooseQuery, KnowsTasksAndWhatNoDictionaryHas) {
  const std::vector<Record> records = {record("a/faces").description("Face recognition"),
                                       record("b/plots").description("可视化工具")};
  EXPECT_EQ(names_of(search(records, "人脸识别系统").hits), Names{"a/faces"});
  EXPECT_EQ(names_of(search(records, "神经网络可视化").hits), Names{"b/plots"});
}

TEST(LooseQuery, CutsCharactersThatStandNowhereInARow) {
  const std::vector<Record> records = {record("a/one").description("图像分割 分割模型"),
                                       record("b/two").description("图像分割"),
                                       record("c/three").description("检测")};
  const SearchResult found = search(records, "图像分割模型");
  EXPECT_EQ(names_of(found.hits), (Names{"a/one", "b/two"}));
  ASSERT_FALSE(found.warnings.empty());
  EXPECT_EQ(found.warnings[0],
            "no model has it as it is written; characters in a row were searched by their words");
  EXPECT_TRUE(search(records, "\"图像分割模型\"").hits.empty());
  EXPECT_EQ(names_of(search(records, "检测的").hits), Names{"c/three"});
  EXPECT_EQ(search(records, "图像分割").warnings, Names{});
}

}  // namespace
}  // namespace modelzoo::query
