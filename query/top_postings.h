// top_postings.h - what the stored best postings of the words (index/posting_list.h) say of a
// search before it begins.
#pragma once

#include <algorithm>
#include <cstdint>

#include "query/segment_search.h"

namespace modelzoo::query {

// The least impact, at least 1, with which a word of this weight lifts `have` to `need`; 255 when
// none does, which callers have ruled out.
[[nodiscard]] inline std::uint8_t least_impact(std::uint32_t need, std::uint32_t have,
                                               std::uint32_t weight) {
  if (need <= have) return 1;
  const std::uint32_t least = (need - have + weight - 1) / weight;
  return static_cast<std::uint8_t>(std::clamp<std::uint32_t>(least, 1, 255));
}

// Raises the search's floor to what the k-th best of each single word scores. Valid for a search of
// any of the words.
void raise_floor_by_best(SegmentSearch& search);

}  // namespace modelzoo::query
