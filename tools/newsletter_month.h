// newsletter_month.h - a month, and how many stars a repository gained in it. Values; thread-safe.
// Tested by: tests/unit/tools/newsletter_month_test.cc
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "schemas/record.h"

namespace modelzoo::tools {

struct Month {
  int year = 0;
  int month = 0;                            // 1..12
  [[nodiscard]] std::string text() const;   // "2026-11"
  [[nodiscard]] std::string begin() const;  // its first day: "2026-11-01"
  [[nodiscard]] std::string end() const;    // the first day after it: "2026-12-01"
};

// "2026-11"; nullopt when it is none.
[[nodiscard]] std::optional<Month> parse_month(std::string_view text);

struct MonthGain {
  std::uint64_t gained = 0;  // 0 also where stars were lost
  std::uint64_t stars = 0;   // at the month's end
};

// Between the last count up to the month's first day, or else the first count in the month, and the
// last count up to the first day after it. nullopt: there are no two such counts, or none in the
// month.
[[nodiscard]] std::optional<MonthGain> month_gain(const Record& record, const Month& month);

}  // namespace modelzoo::tools
