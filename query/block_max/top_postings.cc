#include "query/block_max/top_postings.h"

#include <functional>

namespace modelzoo::query {

void raise_floor_by_best(SegmentSearch& search) {
  std::vector<std::uint32_t>& scores = search.scratch().scores;
  for (const WordLane* lane : search.lanes()) {
    if (lane->list.top_count() < search.wanted()) continue;
    scores.clear();
    for (std::size_t i = 0; i < lane->list.top_count(); ++i) {
      const index::TopPosting best = lane->list.top(i);
      if (!search.view().is_live(best.doc)) continue;
      scores.push_back(lane->weight * best.impact + search.prior_of(best.doc));
    }
    if (scores.size() < search.wanted()) continue;
    const auto kth = scores.begin() + static_cast<std::ptrdiff_t>(search.wanted() - 1);
    std::nth_element(scores.begin(), kth, scores.end(), std::greater<>());
    search.raise_floor(*kth);
  }
}

}  // namespace modelzoo::query
