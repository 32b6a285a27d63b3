#include "query/ranking/hit_order.h"

#include <algorithm>

namespace modelzoo::query {
namespace {

// ASCII case does not matter, unless it is all that differs.
int compare_names(std::string_view a, std::string_view b) {
  const auto lower = [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  };
  for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i) {
    const auto x = static_cast<unsigned char>(lower(a[i]));
    const auto y = static_cast<unsigned char>(lower(b[i]));
    if (x != y) return x < y ? -1 : 1;
  }
  if (a.size() != b.size()) return a.size() < b.size() ? -1 : 1;
  return a.compare(b);
}

}  // namespace

double sort_key(Sort sort, const index::DocNumbers& numbers, const ScoreParts& parts) {
  switch (sort) {
    case Sort::kRelevance:
      return parts.score();
    case Sort::kStars:
      return numbers.stars;
    case Sort::kTrending:
      return numbers.stars_month;
    case Sort::kUpdated:
      return std::max(numbers.pushed_at, numbers.updated_at);
    case Sort::kCreated:
      return numbers.created_at;
    case Sort::kName:
      return 0;
  }
  return 0;
}

bool HitOrder::operator()(const Candidate& a, const Candidate& b) const {
  if (by_name) return compare_names(a.full_name, b.full_name) < 0;
  if (a.key != b.key) return a.key > b.key;
  if (a.stars != b.stars) return a.stars > b.stars;
  return a.full_name < b.full_name;
}

}  // namespace modelzoo::query
