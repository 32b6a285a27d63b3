#include "tools/newsletter_month.h"

#include <charconv>
#include <cstdio>

namespace modelzoo::tools {
namespace {

std::string first_day(int year, int month) {
  char text[16];
  std::snprintf(text, sizeof text, "%04d-%02d-01", year % 10'000, month % 100);
  return text;
}

}  // namespace

std::string Month::text() const { return begin().substr(0, 7); }
std::string Month::begin() const { return first_day(year, month); }
std::string Month::end() const {
  return month == 12 ? first_day(year + 1, 1) : first_day(year, month + 1);
}

std::optional<Month> parse_month(std::string_view text) {
  const auto number = [](std::string_view digits) -> std::optional<int> {
    int value = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    const bool whole = error == std::errc() && end == digits.data() + digits.size();
    return whole && digits.front() != '-' ? std::optional(value) : std::nullopt;
  };
  if (text.size() != 7 || text[4] != '-') return std::nullopt;
  const auto year = number(text.substr(0, 4));
  const auto month = number(text.substr(5));
  if (!year || !month || *year < 1 || *month < 1 || *month > 12) return std::nullopt;
  return Month{*year, *month};
}

std::optional<MonthGain> month_gain(const Record& record, const Month& month) {
  if (!record.star_history) return std::nullopt;
  const std::string begin = month.begin();
  const std::string end = month.end();
  const StarCount* before = nullptr;  // the last one up to the first day
  const StarCount* first = nullptr;   // the first one in the month
  const StarCount* last = nullptr;    // the last one up to the day after
  for (const StarCount& count : *record.star_history) {
    if (count.date <= begin) {
      if (before == nullptr || count.date > before->date) before = &count;
      continue;
    }
    if (count.date > end) continue;
    if (first == nullptr || count.date < first->date) first = &count;
    if (last == nullptr || count.date > last->date) last = &count;
  }
  const StarCount* from = before != nullptr ? before : first;
  if (last == nullptr || from == last) return std::nullopt;
  return MonthGain{last->stars > from->stars ? last->stars - from->stars : 0, last->stars};
}

}  // namespace modelzoo::tools
