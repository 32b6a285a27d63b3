#include "query/suggestions/completion_index.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <random>
#include <set>

#include "query/planning/edit_distance_automaton.h"

namespace modelzoo::query {
namespace {

using Items = std::vector<std::uint32_t>;
using Key = CompletionIndex::Key;

Items found(const CompletionIndex& index, std::string_view prefix, bool similar = false) {
  Items items;
  const auto take = [&](std::uint32_t item, std::uint32_t) {
    items.push_back(item);
    return true;
  };
  similar ? index.visit_similar(prefix, take) : index.visit(prefix, take);
  return items;
}

TEST(CompletionIndex, GivesTheHeaviestFirst) {
  const CompletionIndex index({{"maskrcnn", 0, 5}, {"rcnn", 0, 5}, {"mask", 1, 9}, {"net", 2, 7}});
  EXPECT_EQ(found(index, "mask"), (Items{1, 0}));
  EXPECT_EQ(found(index, "r"), Items{0});
  EXPECT_EQ(found(index, ""), (Items{1, 2, 0}));
  EXPECT_EQ(found(index, "x"), Items{});
  EXPECT_EQ(found(CompletionIndex(), ""), Items{});
  EXPECT_EQ(found(CompletionIndex(), "abcd", true), Items{});
}

TEST(CompletionIndex, StopsWhenAsked) {
  const CompletionIndex index({{"aa", 0, 1}, {"ab", 1, 2}, {"ac", 2, 3}});
  Items items;
  index.visit("a", [&](std::uint32_t item, std::uint32_t) {
    items.push_back(item);
    return items.size() < 2;
  });
  EXPECT_EQ(items, (Items{2, 1}));
}

// Against a scan of all keys, exact and similar beginnings.
TEST(CompletionIndex, FindsWhatAScanFinds) {
  std::mt19937 random(31);
  for (int round = 0; round < 60; ++round) {
    std::vector<Key> keys;
    for (auto n = random() % 400; n > 0; --n) {
      std::string text;
      for (auto k = 1 + random() % 8; k > 0; --k) text += static_cast<char>('a' + random() % 3);
      if (random() % 10 == 0) text += "目标";
      const auto item = static_cast<std::uint32_t>(random() % 150);
      keys.push_back({text, item, item * 7 % 50});  // an item has one weight
    }
    const CompletionIndex index(keys);
    for (int query = 0; query < 20; ++query) {
      std::string prefix;
      for (auto k = random() % 6; k > 0; --k) prefix += static_cast<char>('a' + random() % 3);
      const auto ordered = [](const std::set<std::pair<std::uint32_t, std::uint32_t>>& matches) {
        Items items;  // by falling weight, which is stored negated
        for (const auto& [weight, item] : matches) items.push_back(item);
        return items;
      };
      std::set<std::pair<std::uint32_t, std::uint32_t>> exact;
      std::set<std::uint32_t> similar;
      for (const Key& key : keys) {
        if (key.text.starts_with(prefix)) exact.emplace(1000 - key.weight, key.item);
        if (prefix.size() < kLeastCorrectable) continue;
        const EditDistanceAutomaton automaton(std::u16string(prefix.begin(), prefix.end()), 1);
        const std::u16string text = index::spelled_characters(key.text);
        for (std::size_t length = 0; length <= text.size(); ++length) {
          if (automaton.cost(text.substr(0, length)) != kNoMatch) similar.insert(key.item);
        }
      }
      ASSERT_EQ(found(index, prefix), ordered(exact)) << prefix;
      const Items got = found(index, prefix, true);
      // Keys of other scripts may lie between two that are similar.
      ASSERT_TRUE(std::all_of(similar.begin(), similar.end(), [&](std::uint32_t item) {
        return std::find(got.begin(), got.end(), item) != got.end();
      })) << prefix;
    }
  }
}

}  // namespace
}  // namespace modelzoo::query
