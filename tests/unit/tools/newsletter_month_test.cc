#include "tools/newsletter_month.h"

#include <gtest/gtest.h>

#include "tests/support/record_builder.h"

namespace modelzoo::tools {
namespace {

std::optional<MonthGain> gain(std::vector<StarCount> history, const char* month) {
  Record record = modelzoo::testing::record("a/b");
  record.star_history = std::move(history);
  return month_gain(record, *parse_month(month));
}

TEST(NewsletterMonth, ReadsMonthsOnly) {
  EXPECT_EQ(parse_month("2026-12")->end(), "2027-01-01");
  EXPECT_EQ(parse_month("2026-02")->begin(), "2026-02-01");
  EXPECT_EQ(parse_month("2026-02")->text(), "2026-02");
  for (const char* text : {"", "2026", "2026-13", "2026-00", "2026-1", "26-01-01", "-026-01",
                           "2026--1", "2026-1x", "2026/01", "0000-01"})
    EXPECT_FALSE(parse_month(text)) << text;
}

TEST(NewsletterMonth, GainsAreBetweenTheCountsAroundTheMonth) {
  const std::vector<StarCount> history = {
      {"2026-03-20", 160}, {"2026-01-15", 100}, {"2026-03-01", 150}, {"2026-02-01", 120}};
  EXPECT_EQ(gain(history, "2026-02")->gained, 30U);
  EXPECT_EQ(gain(history, "2026-02")->stars, 150U);
  EXPECT_EQ(gain(history, "2026-03")->gained, 10U);
  EXPECT_EQ(gain(history, "2026-01")->gained, 20U) << "nothing before: from its first count";
  EXPECT_FALSE(gain(history, "2025-12"));
  EXPECT_FALSE(gain(history, "2026-04")) << "no count in the month";
}

TEST(NewsletterMonth, LostStarsAreNoGain) {
  EXPECT_EQ(gain({{"2026-01-01", 10}, {"2026-01-31", 4}}, "2026-01")->gained, 0U);
  EXPECT_FALSE(gain({{"2026-01-05", 10}}, "2026-01"));
  EXPECT_FALSE(month_gain(modelzoo::testing::record("a/b"), *parse_month("2026-01")));
}

}  // namespace
}  // namespace modelzoo::tools
