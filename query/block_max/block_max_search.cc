#include "query/block_max/block_max_search.h"

#include <algorithm>
#include <numeric>

#include "query/block_max/segment_search.h"

namespace modelzoo::query {

Result<std::vector<RankedDoc>> search_top_k(const index::Snapshot& snapshot,
                                            const RankedQuery& query, std::size_t k,
                                            Ranking ranking) {
  thread_local SearchScratch scratch;
  std::uint64_t best = 0;
  for (const RankedWord& word : query.words) best += std::uint64_t{word.weight} * 255;
  const StarPrior prior(ranking == Ranking::kStar ? best : 0);
  k = static_cast<std::size_t>(std::min<std::uint64_t>(k, snapshot.live_count()));
  std::vector<RankedDoc> found;
  if (k == 0 || query.words.empty()) return found;
  HitHeap heap(k, {});
  // Large ones first: what the others have to reach is known then.
  std::vector<std::uint32_t>& order = scratch.order;
  order.resize(snapshot.segments().size());
  std::iota(order.begin(), order.end(), 0U);
  std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    return snapshot.segments()[a].reader->doc_count() > snapshot.segments()[b].reader->doc_count();
  });
  for (const std::uint32_t segment : order) {
    MODELZOO_RETURN_IF_ERROR(
        SegmentSearch(snapshot, segment, query, prior, k, heap, scratch).run());
  }
  for (const Hit& hit : heap.take_sorted()) found.push_back({hit.at, hit.score});
  return found;
}

}  // namespace modelzoo::query
