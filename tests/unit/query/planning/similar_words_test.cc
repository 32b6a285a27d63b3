#include "query/planning/similar_words.h"

#include <gmock/gmock.h>

#include <map>
#include <random>
#include <set>

#include "index/segments/spelling_words.h"
#include "tests/support/memory_segment.h"
#include "tests/support/record_builder.h"

namespace modelzoo::query {
namespace {

using modelzoo::testing::memory_view;
using modelzoo::testing::record;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;

std::vector<std::string> terms(const std::vector<SimilarWord>& words) {
  std::vector<std::string> out;
  for (const SimilarWord& word : words) out.push_back(word.term);
  return out;
}

std::u16string random_word(std::mt19937& random) {
  std::u16string word;
  for (auto n = 1 + random() % 11; n > 0; --n)
    word += static_cast<char16_t>(random() % 20 == 0 ? u'é' : u'a' + random() % 4);
  return word;
}

// The walk finds what asking for each word finds, and prefixes likewise.
TEST(SimilarWords, AreThoseOfAScan) {
  std::mt19937 random(23);
  for (int round = 0; round < 40; ++round) {
    std::set<std::u16string> distinct;
    for (auto n = random() % 3000; n > 0; --n) distinct.insert(random_word(random));
    const std::vector<std::u16string> words(distinct.begin(), distinct.end());
    const index::SpellingTrie trie(words);
    for (int query = 0; query < 20; ++query) {
      const std::u16string typed = random_word(random);
      if (!EditDistanceAutomaton::is_correctable(typed)) continue;
      const EditDistanceAutomaton automaton(typed);
      std::map<std::uint32_t, unsigned> found;
      visit_similar(trie, automaton, [&](std::uint32_t word, unsigned cost) {
        EXPECT_TRUE(found.emplace(word, cost).second);
      });
      std::map<std::uint32_t, unsigned> prefixes;
      visit_similar_prefixes(trie, automaton,
                             [&](std::uint32_t begin, std::uint32_t end, unsigned cost) {
                               for (; begin < end; ++begin) {
                                 const auto at = prefixes.emplace(begin, cost).first;
                                 at->second = std::min(at->second, cost);
                               }
                             });
      std::map<std::uint32_t, unsigned> scanned;
      std::map<std::uint32_t, unsigned> scanned_prefixes;
      for (std::uint32_t w = 0; w < words.size(); ++w) {
        const unsigned cost = automaton.cost(words[w]);
        if (cost != kNoMatch) scanned[w] = cost;
        unsigned least = kNoMatch;
        for (std::size_t length = 0; length <= words[w].size(); ++length)
          least = std::min(least, automaton.cost(words[w].substr(0, length)));
        if (least != kNoMatch) scanned_prefixes[w] = least;
      }
      ASSERT_EQ(found, scanned);
      ASSERT_EQ(prefixes, scanned_prefixes);
    }
  }
}

index::Snapshot snapshot() {
  return index::Snapshot(
      1, {memory_view({record("a/keras").readme("tensorflow pytorch seldom"),
                       record("b/b").readme("tensorflow pytorch 目标检测 2017 seldom"),
                       record("c/c").readme("tensorflow kerass once")}),
          memory_view({record("d/kera").readme("tensorflow pytorch pytorsh"),
                       record("e/e").readme("pytorsh")},
                      2)});
}

TEST(SimilarWords, ComeWithFewestEditsThenMostDocuments) {
  EXPECT_THAT(terms(similar_words(snapshot(), "pytroch", 5)), ElementsAre("pytorch"));
  EXPECT_THAT(terms(similar_words(snapshot(), "pytorch", 5)), ElementsAre("pytorsh"));
  EXPECT_THAT(terms(similar_words(snapshot(), "pytorah", 5)), ElementsAre("pytorch", "pytorsh"));
  EXPECT_THAT(terms(similar_words(snapshot(), "pytorah", 1)), ElementsAre("pytorch"));
}

TEST(SimilarWords, AddTheDocumentsOfAllSegments) {
  const auto found = similar_words(snapshot(), "tensorflwo", 5);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].doc_freq, 4U);
  EXPECT_EQ(found[0].cost, kEditCost);
}

// A word of one README is as often an error itself; one of a name is somebody's name.
TEST(SimilarWords, AreThoseOfSeveralDocumentsOrOfNames) {
  EXPECT_THAT(terms(similar_words(snapshot(), "keraz", 5)), ElementsAre("kera", "keras"));
  EXPECT_THAT(terms(similar_words(snapshot(), "oncee", 5)), IsEmpty());
  EXPECT_THAT(terms(similar_words(snapshot(), "seldon", 5)), ElementsAre("seldom"));
}

TEST(SimilarWords, AreNoneForWhatHasNoLetters) {
  EXPECT_THAT(similar_words(snapshot(), "2018", 5), IsEmpty());
  EXPECT_THAT(similar_words(snapshot(), "目标检侧", 5), IsEmpty());
  EXPECT_THAT(similar_words(snapshot(), "\xff\xfe\xfd\xfc", 5), IsEmpty());
  EXPECT_THAT(similar_words(snapshot(), "", 5), IsEmpty());
  EXPECT_THAT(similar_words(index::Snapshot(1, {}), "keras", 5), IsEmpty());
}

TEST(SimilarPrefixes, CompleteWhatWasMistyped) {
  EXPECT_THAT(terms(similar_prefixes(snapshot(), "tesnor", 5)), ElementsAre("tensorflow"));
  EXPECT_THAT(terms(similar_prefixes(snapshot(), "pytro", 5)), ElementsAre("pytorch", "pytorsh"));
}

}  // namespace
}  // namespace modelzoo::query
