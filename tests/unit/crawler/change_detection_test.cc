#include "crawler/change_detection.h"

#include <gtest/gtest.h>

#include "schemas/utf8.h"

namespace modelzoo::crawler {
namespace {

RepositoryFacts facts_of(const std::string& name, std::uint64_t stars) {
  RepositoryFacts facts;
  facts.record.full_name = name;
  facts.record.github_id = 7;
  facts.record.stars = stars;
  facts.record.topics = std::vector<std::string>{"gan", "pytorch"};
  return facts;
}

RepositoryState state_after(const RepositoryFacts& facts, const std::string& oid) {
  RepositoryState state;
  state.name = facts.record.full_name;
  state.github_id = *facts.record.github_id;
  state.readme_oid = oid;
  state.facts_digest = facts_digest(facts.record);
  state.stored = true;
  return state;
}

TEST(ChangeDetection, StarsAloneAreNoChange) {
  const RepositoryState known = state_after(facts_of("a/b", 10), "oid");
  EXPECT_FALSE(is_changed(known, facts_of("a/b", 999), "oid"));
}

TEST(ChangeDetection, AnotherReadmeTopicNameOrIdIsAChange) {
  const RepositoryState known = state_after(facts_of("a/b", 10), "oid");
  EXPECT_TRUE(is_changed(known, facts_of("a/b", 10), "other"));
  EXPECT_TRUE(is_changed(known, facts_of("a/c", 10), "oid"));
  RepositoryFacts retagged = facts_of("a/b", 10);
  retagged.record.topics = std::vector<std::string>{"ganpytorch"};
  EXPECT_TRUE(is_changed(known, retagged, "oid"));
  RepositoryFacts reused = facts_of("a/b", 10);
  reused.record.github_id = 8;
  EXPECT_TRUE(is_changed(known, reused, "oid")) << "another repository under a known name";
}

TEST(BoundedText, CutsOnACharacterBorder) {
  const BoundedText bounded = bounded_text("abécd", 3);
  EXPECT_EQ(bounded.text, "ab");
  EXPECT_TRUE(bounded.cut);
  EXPECT_FALSE(bounded.repaired);
  EXPECT_EQ(bounded_text("日本語", 8).text, "日本");
  EXPECT_EQ(bounded_text("日本語", 9).text, "日本語");
}

TEST(BoundedText, RepairsWhatIsNotUtf8) {
  const BoundedText bounded = bounded_text("caf\xE9 au lait", 100);
  EXPECT_TRUE(bounded.repaired);
  EXPECT_TRUE(is_valid_utf8(bounded.text));
  EXPECT_LE(bounded_text(std::string(100, '\xff'), 100).text.size(), 100u);
}

}  // namespace
}  // namespace modelzoo::crawler
