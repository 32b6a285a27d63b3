// segment_matcher.h - which documents of one segment match a plan, window by window.
//
// Documents are taken in windows of 4,096. For each, every word and filter gives a bit set and the
// tree combines them; what words found is looked up for the documents that a ranking still wants.
// The matches are exhaustive; what prunes stands above it. Source of the idea: windows over score
// arrays, as in Strohman & Croft, "Efficient document retrieval in main memory" (2007) and Lucene's
// BooleanScorer.
//
// One thread at a time. View and plan must outlive it.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>

#include "index/segments/snapshot.h"
#include "query/matching/window_bits.h"
#include "query/matching/word_matcher.h"
#include "query/planning/search_plan.h"

namespace modelzoo::query {

class SegmentMatcher {
 public:
  // kCorrupt, kIo when a posting list cannot be read.
  [[nodiscard]] static Result<std::unique_ptr<SegmentMatcher>> open(const index::SegmentView& view,
                                                                    const SearchPlan& plan);
  ~SegmentMatcher();

  // Moves to the next window with a match of the query, request filters aside. False at the end.
  bool next_window();
  [[nodiscard]] index::DocId base() const;
  // Live documents that match the query and all request filters, but for those of `ignored`.
  [[nodiscard]] WindowBits matches(std::optional<FacetKind> ignored = {}) const;
  // Word `word` of the plan in the window: its documents, what it found in those that are `wanted`,
  // and the most that it found anywhere, as word_matcher.h has them; until next_window().
  [[nodiscard]] const WindowBits& documents(std::size_t word) const;
  [[nodiscard]] std::span<const WordMatch> word_matches(std::size_t word,
                                                        const WindowBits& wanted) const;
  [[nodiscard]] std::uint8_t most_impact(std::size_t word) const;

 private:
  struct Impl;
  explicit SegmentMatcher(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace modelzoo::query
