#include "index/segments/word_family.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <set>

namespace modelzoo::index {
namespace {

using Frequencies = std::map<std::string, std::uint32_t>;

TermDictionary dictionary_of(const Frequencies& terms) {
  TermDictionaryBuilder builder;
  for (const auto& [term, frequency] : terms) builder.add(term, frequency, 1, 1, 1);
  return TermDictionary::read(builder.finish()).value();
}

std::vector<std::string> family(const Frequencies& terms, const std::string& word) {
  const TermDictionary dictionary = dictionary_of(terms);
  std::vector<std::string> out;
  const WordFamilies families;
  const std::string wanted = stem(StemLanguage::kEnglish, word);
  for (const std::uint32_t i : families.find(dictionary, StemLanguage::kEnglish, wanted))
    out.emplace_back(dictionary.term(i));
  return out;
}

using Words = std::vector<std::string>;

TEST(WordFamilies, HoldTheWordsOfOneStemMostFrequentFirst) {
  const Frequencies terms = {{"mode", 1},    {"model", 50},   {"modeling", 3},
                             {"models", 70}, {"modelzoo", 2}, {"modern", 9}};
  EXPECT_EQ(family(terms, "modeling"), (Words{"models", "model", "modeling"}));
  EXPECT_EQ(family(terms, "nothing"), Words{});
}

TEST(WordFamilies, FollowAChangedLastLetter) {
  EXPECT_EQ(family({{"happier", 1}, {"happiness", 2}, {"happy", 3}}, "happy"),
            (Words{"happy", "happiness"}));
}

TEST(WordFamilies, KeepTheMostFrequentOfMany) {
  Frequencies terms;
  const char* endings[] = {"",      "s",   "ing",   "ed",    "er",     "ers",    "able",
                           "ings",  "ely", "ment",  "ments", "ful",    "fully",  "edly",
                           "ingly", "ive", "ively", "ation", "ations", "ational"};
  std::uint32_t frequency = 1;
  for (const char* ending : endings) terms["connect" + std::string(ending)] = frequency++;
  const Words found = family(terms, "connect");
  EXPECT_LE(found.size(), kMaxFamily);
  EXPECT_TRUE(std::is_sorted(found.begin(), found.end(),
                             [&](const auto& a, const auto& b) { return terms[a] > terms[b]; }));
}

// The scan of a few words finds what a look at every word finds.
TEST(WordFamilies, AreThoseOfAWholeSearch) {
  const Words roots = {"gener", "relat", "happ", "train", "detect", "segment", "quantiz", "cop"};
  const Words endings = {"",    "e",   "y",    "ies",   "s",     "ing",   "ed",      "ion",
                         "ate", "al",  "ally", "ative", "ation", "ators", "ational", "izer",
                         "er",  "ers", "able", "or",    "ion",   "ment",  "ied",     "ier"};
  Frequencies terms;
  std::mt19937 random(7);
  for (const std::string& root : roots) {
    for (const std::string& ending : endings)
      terms[root + ending] = 1 + static_cast<std::uint32_t>(random() % 1000);
  }
  const TermDictionary dictionary = dictionary_of(terms);
  const WordFamilies families;
  for (const auto& [word, unused] : terms) {
    const std::string wanted = stem(StemLanguage::kEnglish, word);
    std::set<std::string> all;
    for (const auto& [other, frequency] : terms) {
      if (stem(StemLanguage::kEnglish, other) == wanted) all.insert(other);
    }
    if (all.size() > kMaxFamily) continue;
    for (int repeat = 0; repeat < 2; ++repeat) {  // found, then remembered
      std::set<std::string> found;
      for (const std::uint32_t i : families.find(dictionary, StemLanguage::kEnglish, wanted))
        found.emplace(dictionary.term(i));
      EXPECT_EQ(found, all) << word;
    }
  }
}

}  // namespace
}  // namespace modelzoo::index
