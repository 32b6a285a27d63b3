// segment_search.h - a ranked search within one segment: the words' lists, the best hits so far and
// the bounds that let most documents be passed over. The kernels that use it:
// one_word_search.cc, any_words_search.cc, all_words_search.cc.
//
// One thread at a time.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "index/snapshot.h"
#include "query/hit_heap.h"
#include "query/ranked_query.h"
#include "query/star_prior.h"
#include "query/word_lane.h"
#include "schemas/result.h"

namespace modelzoo::query {

// Memory that a thread's searches use again and again.
struct SearchScratch {
  std::vector<std::unique_ptr<WordLane>> lanes;
  std::vector<std::uint32_t> chunk_priors;
  std::vector<std::uint32_t> scores;      // of stored best postings
  std::vector<std::uint64_t> candidates;  // of phrases
  alignas(64) std::array<std::uint16_t, kScoreWindow> window{};  // 0 between uses
  alignas(64) std::array<std::uint16_t, kScoreWindow + 64> places;
};

// Stars that no document has more of.
inline constexpr std::uint32_t kAnyStars = 0xffffffffU;

class SegmentSearch {
 public:
  // `k`: hits wanted.
  SegmentSearch(const index::Snapshot& snapshot, std::uint32_t segment, const RankedQuery& query,
                const StarPrior& prior, std::size_t k, HitHeap& heap, SearchScratch& scratch);
  ~SegmentSearch();
  SegmentSearch(const SegmentSearch&) = delete;
  SegmentSearch& operator=(const SegmentSearch&) = delete;

  // Adds this segment's hits to the heap. kCorrupt, kIo.
  Status run();

  [[nodiscard]] const RankedQuery& query() const { return query_; }
  [[nodiscard]] const index::SegmentView& view() const { return view_; }
  [[nodiscard]] std::vector<WordLane*>& lanes() { return lanes_; }
  [[nodiscard]] SearchScratch& scratch() { return scratch_; }
  [[nodiscard]] std::size_t wanted() const { return k_; }

  // The least score with which a document from `first` on, with at most `stars`, is among the best.
  [[nodiscard]] std::uint32_t needed(index::DocId first, std::uint32_t stars = kAnyStars) const {
    if (!heap_.full()) return floor_;
    const Hit& worst = heap_.worst();
    bool tie_wins = stars >= worst.stars;
    if (as_built_ && worst.at.segment == segment_ && first > worst.at.doc) tie_wins = false;
    return std::max(floor_, worst.score + (tie_wins ? 0 : 1));
  }
  // k documents of this segment score at least so much.
  void raise_floor(std::uint32_t score) { floor_ = std::max(floor_, score); }

  // Upper bounds of the prior, of documents and of all.
  [[nodiscard]] std::uint32_t prior_at(index::DocId doc) {
    return most_prior_ == 0 ? 0 : chunk_prior(doc / index::kNumbersPerChunk);
  }
  // `last` may lie behind the segment's last document, as the end of a window does.
  [[nodiscard]] std::uint32_t prior_between(index::DocId first, index::DocId last);
  [[nodiscard]] std::uint32_t most_prior() const { return most_prior_; }
  // The document's own. REQUIRES: doc < documents.
  [[nodiscard]] std::uint32_t prior_of(index::DocId doc) const {
    return most_prior_ == 0 ? 0 : prior_.of(view_.doc_numbers(doc).stars);
  }
  [[nodiscard]] bool as_built() const { return as_built_; }

  // Takes a document whose text scores `text` when it is live and among the best. No document may
  // be offered twice.
  void offer(index::DocId doc, std::uint32_t text);

 private:
  [[nodiscard]] std::uint32_t chunk_prior(std::size_t chunk);
  Result<bool> open_lanes();

  const index::SegmentView& view_;
  const std::uint32_t segment_;
  const RankedQuery& query_;
  const StarPrior& prior_;
  const std::size_t k_;
  HitHeap& heap_;
  SearchScratch& scratch_;
  std::vector<WordLane*> lanes_;
  std::uint32_t floor_ = 1;
  std::uint32_t most_prior_ = 0;
  bool as_built_ = true;
};

// The kernels. REQUIRES: lanes.
void search_one_word(SegmentSearch& search);
void search_any_word(SegmentSearch& search);
// All words; with `phrase`, at their distances.
void search_all_words(SegmentSearch& search, bool phrase);

}  // namespace modelzoo::query
