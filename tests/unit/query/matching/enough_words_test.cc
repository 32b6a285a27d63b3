#include "query/matching/enough_words.h"

#include <gtest/gtest.h>

#include <random>

namespace modelzoo::query {
namespace {

struct Sum {
  unsigned value = 0;
  Sum& operator+=(const Sum& other) {
    value += other.value;
    return *this;
  }
};

TEST(EnoughWords, AreTheDocumentsWhoseWordsAddUpToIt) {
  std::mt19937 random(5);
  for (int round = 0; round < 200; ++round) {
    std::vector<WindowBits> sets(random() % 7);
    std::vector<CountedWord<Sum>> words;
    for (WindowBits& set : sets) {
      for (std::uint32_t i = 0; i < kWindow; ++i) {
        if (random() % 3 == 0) set.set(i);
      }
      words.push_back({&set, {static_cast<unsigned>(random() % 20)}});
    }
    WindowBits documents;
    for (std::uint32_t i = 0; i < kWindow; ++i) {
      if (random() % 2 == 0) documents.set(i);
    }
    const Sum held{static_cast<unsigned>(random() % 10)};
    const unsigned least = static_cast<unsigned>(random() % 60);
    const auto enough = [&](const Sum& sum) { return sum.value >= least; };
    const WindowBits found = EnoughWords(words, enough).of(documents, held);
    for (std::uint32_t i = 0; i < kWindow; ++i) {
      unsigned sum = held.value;
      for (const auto& word : words) sum += word.documents->test(i) ? word.held.value : 0;
      ASSERT_EQ(found.test(i), documents.test(i) && sum >= least) << i;
    }
  }
}

}  // namespace
}  // namespace modelzoo::query
