#include "crawler/record_join.h"

#include <algorithm>
#include <chrono>
#include <iterator>
#include <map>

#include "schemas/rfc3339.h"

namespace modelzoo::crawler {
namespace {

bool has(const std::optional<std::vector<std::string>>& list, const char* field) {
  return list && std::find(list->begin(), list->end(), field) != list->end();
}

void join_history(Record& fresh, const Record& stored) {
  if (!stored.star_history) return;
  std::map<std::string, std::uint64_t> by_date;
  for (const StarCount& count : *stored.star_history) by_date[count.date] = count.stars;
  for (const StarCount& count : fresh.star_history.value_or(std::vector<StarCount>{}))
    by_date[count.date] = count.stars;
  std::vector<StarCount> joined;
  for (const auto& [date, stars] : by_date) joined.push_back({date, stars});
  fresh.star_history = std::move(joined);
}

// At least kLongestSilence days from one date to the other; of what are no dates nothing is known.
bool is_long_before(const std::string& date, const std::string& today) {
  const auto begin = parse_rfc3339(date);
  return !begin || format_date(*begin + std::chrono::days(kLongestSilence)) <= today;
}

// A label of the stored record that no classifier has set was given by a person.
template <typename Label>
void keep_given_label(Record& fresh, const Record& stored, Label Record::*label,
                      const char* field) {
  if (!(stored.*label) || has(stored.classified, field)) return;
  fresh.*label = stored.*label;
  if (fresh.classified) std::erase(*fresh.classified, field);
}

}  // namespace

void keep_what_github_does_not_tell(Record& fresh, const Record& stored) {
  join_history(fresh, stored);
  keep_given_label(fresh, stored, &Record::frameworks, "frameworks");
  keep_given_label(fresh, stored, &Record::categories, "categories");
  keep_given_label(fresh, stored, &Record::kind, "kind");
  if (!fresh.imports) fresh.imports = stored.imports;
  for (const auto& field : stored.unknown) {
    const bool is_told = std::any_of(fresh.unknown.begin(), fresh.unknown.end(),
                                     [&](const auto& own) { return own.first == field.first; });
    if (!is_told) fresh.unknown.push_back(field);
  }
}

bool add_star_count(Record& stored, const StarCount& count) {
  std::vector<StarCount>& history =
      stored.star_history ? *stored.star_history : stored.star_history.emplace();
  const auto newest =
      std::max_element(history.begin(), history.end(),
                       [](const StarCount& a, const StarCount& b) { return a.date < b.date; });
  if (newest != history.end()) {
    const bool same = newest->stars == count.stars;
    if (newest->date > count.date) return false;  // a clock that was set back
    if (same && !is_long_before(newest->date, count.date)) return false;
  }
  Record fresh;
  fresh.star_history = std::vector<StarCount>{count};
  join_history(fresh, stored);
  stored.star_history = std::move(fresh.star_history);
  return true;
}

}  // namespace modelzoo::crawler
