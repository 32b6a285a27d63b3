// hit_order.h - the order of hits for each sort. Ties go by stars, then by name, so that every
// order is total and paging neither repeats nor drops a hit. By name means by its bytes, as
// documents stand in a segment (index/documents/star_order.h), but for sort=name, where case does
// not matter. Thread-safe.
#pragma once

#include <cstdint>
#include <string_view>

#include "index/segments/snapshot.h"
#include "query/ranking/ranking.h"
#include "query/search_request.h"

namespace modelzoo::query {

struct Candidate {
  double key = 0;  // larger is better; 0 for sort=name
  std::uint32_t stars = 0;
  index::DocAddress at;
  std::string_view full_name;  // of the segment's reader
  ScoreParts parts;
};

// What a document is sorted by.
[[nodiscard]] double sort_key(Sort sort, const index::DocNumbers& numbers, const ScoreParts& parts);

struct HitOrder {
  bool by_name = false;
  bool operator()(const Candidate& a, const Candidate& b) const;
};

}  // namespace modelzoo::query
