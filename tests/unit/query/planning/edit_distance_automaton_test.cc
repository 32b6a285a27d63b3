#include "query/planning/edit_distance_automaton.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <vector>

namespace modelzoo::query {
namespace {

// Optimal string alignment by the textbook, with the weights of the header.
unsigned plain_cost(std::u16string_view word, std::u16string_view typed) {
  const auto edit = [](std::size_t i) { return i == 0 ? kFirstCharacterCost : kEditCost; };
  std::vector<std::vector<unsigned>> d(word.size() + 1,
                                       std::vector<unsigned>(typed.size() + 1, 1000));
  for (std::size_t i = 0; i <= word.size(); ++i) {
    for (std::size_t k = 0; k <= typed.size(); ++k) {
      if (i == 0 && k == 0) d[i][k] = 0;
      if (i > 0) d[i][k] = std::min(d[i][k], d[i - 1][k] + edit(i - 1));
      if (k > 0) d[i][k] = std::min(d[i][k], d[i][k - 1] + edit(i));
      if (i > 0 && k > 0) {
        const bool same = word[i - 1] == typed[k - 1];
        d[i][k] = std::min(d[i][k], d[i - 1][k - 1] + (same ? 0 : edit(i - 1)));
      }
      if (i > 1 && k > 1 && word[i - 1] == typed[k - 2] && word[i - 2] == typed[k - 1]) {
        d[i][k] = std::min(d[i][k], d[i - 2][k - 2] + edit(i - 2));
      }
    }
  }
  const unsigned budget = word.size() >= kLeastTwoEdits ? 2 * kEditCost : kFirstCharacterCost;
  const unsigned cost = d[word.size()][typed.size()];
  return cost <= budget ? cost : kNoMatch;
}

struct Case {
  const char* name;
  std::u16string_view word, other;
  unsigned cost;
};
class EditDistance : public ::testing::TestWithParam<Case> {};

TEST_P(EditDistance, IsThatOfTheTextbook) {
  const auto& [name, word, other, cost] = GetParam();
  EXPECT_EQ(EditDistanceAutomaton(word).cost(other), cost);
  EXPECT_EQ(plain_cost(word, other), cost);
}

INSTANTIATE_TEST_SUITE_P(
    Cases, EditDistance,
    ::testing::Values(
        Case{"Same", u"keras", u"keras", 0}, Case{"LeftOut", u"kers", u"keras", 2},
        Case{"Inserted", u"kerras", u"keras", 2}, Case{"Changed", u"keres", u"keras", 2},
        Case{"Exchanged", u"pytroch", u"pytorch", 2}, Case{"FirstChanged", u"jeras", u"keras", 3},
        Case{"FirstLeftOut", u"eras", u"keras", 3}, Case{"FirstInserted", u"xkeras", u"keras", 3},
        Case{"FirstExchanged", u"ekras", u"keras", 3},
        Case{"TwoInAShortWord", u"krs", u"keras", kNoMatch},
        Case{"TwoInALongWord", u"tensrflw", u"tensorflow", 4},
        Case{"FirstAndAnother", u"densrflow", u"tensorflow", kNoMatch},
        Case{"ThreeInALongWord", u"tnsrflow", u"tensorlow", kNoMatch}),
    [](const auto& given) { return given.param.name; });

TEST(EditDistanceAutomaton, AgreesWithTheDynamicProgramme) {
  std::mt19937 random(17);
  std::size_t matches = 0;
  for (int round = 0; round < 200'000; ++round) {
    std::u16string word;
    for (auto n = kLeastCorrectable + random() % 9; n > 0; --n) {
      constexpr char16_t kAlphabet[] = {u'a', u'b', u'c', u'ö', u'я'};
      word += kAlphabet[random() % 5];
    }
    std::u16string other = word;
    for (auto edits = random() % 4; edits > 0; --edits) {
      const std::size_t at = random() % (other.size() + 1);
      switch (random() % 4) {
        case 0:
          other.insert(at, 1, static_cast<char16_t>(u'a' + random() % 3));
          break;
        case 1:
          if (at < other.size()) other.erase(at, 1);
          break;
        case 2:
          if (at < other.size()) other[at] = static_cast<char16_t>(u'a' + random() % 3);
          break;
        default:
          if (at + 1 < other.size()) std::swap(other[at], other[at + 1]);
      }
    }
    const unsigned cost = EditDistanceAutomaton(word).cost(other);
    ASSERT_EQ(cost, plain_cost(word, other));
    matches += cost != kNoMatch ? 1 : 0;
  }
  EXPECT_GT(matches, 50'000U);
}

TEST(EditDistanceAutomaton, TakesTheLongestWord) {
  const std::u16string word(kMostCorrectable, u'a');
  const EditDistanceAutomaton automaton(word);
  EXPECT_EQ(automaton.cost(word), 0U);
  EXPECT_EQ(automaton.cost(word + u"aa"), 4U);
  EXPECT_EQ(automaton.cost(word + u"aaa"), kNoMatch);
  EXPECT_FALSE(EditDistanceAutomaton::is_correctable(word + u"a"));
  EXPECT_FALSE(EditDistanceAutomaton::is_correctable(u"gan"));
}

}  // namespace
}  // namespace modelzoo::query
