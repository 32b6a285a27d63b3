// hit_heap.h - the best documents of a ranked search so far, over all segments, and what the next
// one has to score.
//
// Order: score, then stars of today, then name. A bound that equals the k-th score is enough only
// for a document that would win the tie: more stars, or a better name. Of documents of a segment
// whose numbers are as built, later ones have neither. One thread at a time.
#pragma once

#include <algorithm>
#include <cstdint>
#include <utility>

#include "index/segments/snapshot.h"
#include "query/ranking/topk_heap.h"

namespace modelzoo::query {

struct Hit {
  std::uint32_t score = 0;
  std::uint32_t stars = 0;
  index::DocAddress at;
  const index::SegmentReader* reader = nullptr;
  bool as_built = false;  // its numbers: two such of a segment stand in the order of ties
};

struct BetterHit {
  bool operator()(const Hit& a, const Hit& b) const {
    if (a.score != b.score) return a.score > b.score;
    if (a.as_built && b.as_built && a.at.segment == b.at.segment) return a.at.doc < b.at.doc;
    if (a.stars != b.stars) return a.stars > b.stars;
    const std::string_view x = a.reader->full_name(a.at.doc);
    const std::string_view y = b.reader->full_name(b.at.doc);
    if (x != y) return x < y;
    return std::pair(a.at.segment, a.at.doc) < std::pair(b.at.segment, b.at.doc);
  }
};

using HitHeap = TopkHeap<Hit, BetterHit>;

}  // namespace modelzoo::query
