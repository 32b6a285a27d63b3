#include "index/documents/stored_document.h"

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "tests/support/record_builder.h"

namespace modelzoo::index {
namespace {

using modelzoo::testing::record;

Record read(const StoredDocument& stored) {
  Record whole = *parse_stored(stored.summary);
  EXPECT_TRUE(add_long_fields(stored.long_fields, whole));
  return whole;
}

TEST(StoredDocument, GivesEveryFieldBack) {
  Record whole = record("o/n").id(3).stars(5).description("d").topics({"t"}).readme("# T\n\nx");
  whole.manifests = std::map<std::string, std::string>{{"requirements.txt", "torch"}};
  whole.imports = std::map<std::string, std::uint64_t>{{"torch", 2}};
  whole.star_history = std::vector<StarCount>{{"2026-01-01", 4}};
  whole.nulls = {"license"};
  whole.unknown = {{"extra", "[1]"}};
  EXPECT_EQ(read(to_stored(whole, {})), whole);
  whole.readme.reset();
  whole.nulls = {"readme", "license"};  // in the order in which fields are written
  EXPECT_EQ(read(to_stored(whole, {})), whole);
}

TEST(StoredDocument, HasNothingBesideTheSummaryWithoutLongFields) {
  const Record plain = record("o/n").stars(5).description("d");
  const StoredDocument stored = to_stored(plain, {});
  EXPECT_TRUE(stored.long_fields.empty());
  EXPECT_EQ(read(stored), plain);
  EXPECT_TRUE(text_of_readme(stored.long_fields)->text.empty());
}

TEST(StoredDocument, KeepsTheTextOfTheReadme) {
  const std::string readme = "# Title\n\nSome words.";
  const PlainText text = plain_text(readme, "README.md");
  const auto again = text_of_readme(to_stored(record("o/n").readme(readme), text).long_fields);
  ASSERT_TRUE(again);
  EXPECT_EQ(again->text, text.text);
  EXPECT_EQ(again->blocks.size(), text.blocks.size());
}

TEST(StoredDocument, RefusesDamage) {
  const StoredDocument stored = to_stored(record("o/n").readme("words and words"), {});
  Record other = record("o/other");
  EXPECT_EQ(add_long_fields(stored.long_fields, other).error().code, ErrorCode::kCorrupt);
  Record same = record("o/n");
  EXPECT_FALSE(add_long_fields(stored.long_fields.substr(0, stored.long_fields.size() / 2), same));
  EXPECT_FALSE(add_long_fields(std::string("\x7f{", 2), same));
  EXPECT_FALSE(text_of_readme(std::string_view("\x7f", 1)));
  EXPECT_FALSE(parse_stored("[]"));
}

}  // namespace
}  // namespace modelzoo::index
