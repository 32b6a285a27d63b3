// segment_search.h - a ranked search within one segment: the words' lists, the best hits so far and
// the bounds that let most documents be passed over. The kernels that use it:
// one_word_search.cc, any_words_search.cc, all_words_search.cc.
//
// Documents whose numbers changed since the segment was built are bounded by their stars of today,
// a chunk of them at a time; all others by the stars that the segment was built with, in whose
// order they stand. So what some documents gained since does not loosen the bounds of the others.
//
// One thread at a time.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "index/segments/snapshot.h"
#include "query/block_max/hit_heap.h"
#include "query/block_max/ranked_query.h"
#include "query/block_max/star_prior.h"
#include "query/block_max/word_lane.h"
#include "schemas/result.h"

namespace modelzoo::query {

// Memory that a thread's searches use again and again.
struct SearchScratch {
  std::vector<std::uint32_t> order;  // of segments
  std::vector<std::unique_ptr<WordLane>> lanes;
  std::vector<std::optional<index::TermInfo>> terms;
  std::vector<std::uint32_t> scores;                             // of stored best postings
  std::vector<std::uint64_t> candidates;                         // of phrases
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
    if (changed_ == nullptr && worst.at.segment == segment_ && first > worst.at.doc) {
      tie_wins = false;
    }
    return std::max(floor_, worst.score + (tie_wins ? 0 : 1));
  }
  // k documents of this segment score at least so much.
  void raise_floor(std::uint32_t score) { floor_ = std::max(floor_, score); }

  // Documents whose numbers changed since the segment was built; null: none.
  [[nodiscard]] const index::ChangedNumbers* changed() const { return changed_; }
  [[nodiscard]] bool is_changed(index::DocId doc) const {
    return changed_ != nullptr && changed_->has(doc);
  }

  // Upper bounds of the prior, of documents and of all.
  [[nodiscard]] std::uint32_t prior_at(index::DocId doc) const {
    if (most_prior_ == 0) return 0;
    const std::size_t chunk = doc / index::kNumbersPerChunk;
    return prior_.at_most(is_changed(doc) ? changed_->most_stars_of(chunk) : built_stars(chunk));
  }
  // `last` may lie behind the segment's last document, as the end of a window does.
  [[nodiscard]] std::uint32_t prior_between(index::DocId first, index::DocId last) const;
  [[nodiscard]] std::uint32_t most_prior() const { return most_prior_; }
  // Of documents that did not change, and of a chunk of those that did. REQUIRES, for these: some.
  [[nodiscard]] std::uint32_t most_built_prior() const { return prior_.at_most(built_stars_); }
  [[nodiscard]] std::uint32_t changed_prior(std::size_t chunk) const {
    return prior_.at_most(changed_->most_stars_of(chunk));
  }
  // Any document's own. REQUIRES: doc < documents.
  [[nodiscard]] std::uint32_t prior_of(index::DocId doc) const {
    return prior_.none() ? 0 : prior_.of(view_.doc_numbers(doc).stars);
  }

  // Takes a document whose text scores `text` when it is live and among the best. No document may
  // be offered twice.
  void offer(index::DocId doc, std::uint32_t text);

 private:
  Result<bool> open_lanes();
  // The most that a document of the chunk was built with: the first one's. Each document's own
  // would be a tighter bound, and a wait for memory.
  [[nodiscard]] std::uint32_t built_stars(std::size_t chunk) const {
    return built_stars_ == 0 ? 0 : view_.built[chunk * index::kNumbersPerChunk].stars;
  }
  [[nodiscard]] bool may_reach(std::uint32_t text) const;

  const index::SegmentView& view_;
  const std::uint32_t segment_;
  const RankedQuery& query_;
  const StarPrior& prior_;
  const std::size_t k_;
  HitHeap& heap_;
  SearchScratch& scratch_;
  const index::ChangedNumbers* const changed_;  // null: none
  const std::uint32_t built_stars_;             // the most that a document was built with
  const std::uint32_t most_prior_;
  std::vector<WordLane*> lanes_;
  std::uint32_t floor_ = 1;
};

// Of a query of one word with so many postings: its row would be of use to search_one_word.
[[nodiscard]] bool row_finds_changed(const index::SegmentView& view, std::uint32_t postings);

// The kernels. REQUIRES: lanes.
void search_one_word(SegmentSearch& search);
void search_any_word(SegmentSearch& search);
// All words; with `phrase`, at their distances.
void search_all_words(SegmentSearch& search, bool phrase);

}  // namespace modelzoo::query
