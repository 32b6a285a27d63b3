#include "index/terms/term_table.h"

#include <gtest/gtest.h>

#include <map>
#include <random>
#include <string>

namespace modelzoo::index {
namespace {

TEST(TermTable, NumbersTermsAsTheyComeAndKnowsThemAgain) {
  std::mt19937 random(5);
  TermTable table;
  std::map<std::string, std::uint32_t> expected;
  for (int i = 0; i < 200'000; ++i) {
    // Few letters: terms that share heads, lengths and ends; NULs are bytes like others.
    std::string term;
    for (std::size_t length = random() % 20; length > 0; --length) {
      term.push_back("ab\0"[random() % 3]);
    }
    const auto next = static_cast<std::uint32_t>(expected.size());
    const std::uint32_t number = expected.try_emplace(term, next).first->second;
    ASSERT_EQ(table.number_of(term), number);
  }
  ASSERT_EQ(table.size(), expected.size());
  for (const auto& [term, number] : expected) ASSERT_EQ(table.text(number), term);
}

TEST(TermTable, HoldsTermsOfEveryLength) {
  TermTable table;
  for (std::uint32_t length = 0; length <= 255; ++length) {
    ASSERT_EQ(table.number_of(std::string(length, 'x')), length);
  }
  for (std::uint32_t length = 0; length <= 255; ++length) {
    ASSERT_EQ(table.number_of(std::string(length, 'x')), length);
  }
}

}  // namespace
}  // namespace modelzoo::index
