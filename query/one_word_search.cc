// One word. A long list names its best postings: when nothing stands between them and the ranking
// (no stars that count, no deleted document among them), they are the answer. Else they give the
// score that a hit has to reach, and the blocks whose largest impact reaches it are looked through,
// impacts first.
#include <algorithm>
#include <bit>

#include "query/segment_search.h"
#include "query/top_postings.h"

namespace modelzoo::query {
namespace {

using index::DocId;

// Offers the stored best; true when no other posting can be among the k best.
bool answered_by_best(SegmentSearch& search) {
  const WordLane& lane = *search.lanes()[0];
  if (lane.list.top_count() == 0 || search.most_prior() > 0 || !search.as_built()) return false;
  std::size_t live = 0;
  for (std::size_t i = 0; i < lane.list.top_count(); ++i) {
    live += search.view().is_live(lane.list.top(i).doc) ? 1 : 0;
  }
  if (live < search.wanted()) return false;
  for (std::size_t i = 0; i < lane.list.top_count(); ++i) {
    const index::TopPosting best = lane.list.top(i);
    search.offer(best.doc, lane.weight * best.impact);
  }
  return true;
}

void search_block(SegmentSearch& search, WordLane& lane, std::size_t b, std::uint8_t least) {
  Mask64 masks[2];
  lane.reaching(b, least, masks);
  if ((masks[0] | masks[1]) == 0) return;
  const index::DecodedBlock& block = lane.load(b);
  if (block.count == 0) return;
  for (unsigned half = 0; half < 2; ++half) {
    for (Mask64 rest = masks[half]; rest != 0; rest &= rest - 1) {
      const std::size_t i = half * 64 + static_cast<std::size_t>(std::countr_zero(rest));
      const std::uint32_t text = lane.weight * block.impacts[i];
      if (text + search.most_prior() >= search.needed(block.docs[i])) {
        search.offer(block.docs[i], text);
      }
    }
  }
}

}  // namespace

void search_one_word(SegmentSearch& search) {
  if (answered_by_best(search)) return;
  WordLane& lane = *search.lanes()[0];
  raise_floor_by_best(search);
  DocId first = 0;
  for (std::size_t b = 0; b < lane.list.block_count(); ++b) {
    const DocId last = lane.list.last_doc_of(b);
    const std::uint32_t need = search.needed(first);
    if (lane.bound + search.most_prior() < need) return;
    const std::uint32_t bound = lane.weight * lane.list.max_impact_of(b);
    if (bound + search.most_prior() >= need) {
      const std::uint32_t prior = search.prior_between(first, last);
      if (bound + prior >= need) {
        search_block(search, lane, b, least_impact(need, prior, lane.weight));
      }
    }
    first = last + 1;
  }
}

}  // namespace modelzoo::query
