// word_matcher.h - where a word of a plan stands in a segment, window by window: first its
// documents, as bits, then, for those that somebody still wants to know of, what it found there.
//
// Common words have their documents as bits already (index/segments/common_words.h), and the impact
// and the fields of one posting are found by its rank, so that what no one wants is not unpacked.
// Of other words a window holds few postings.
//
// One thread at a time. View and word must outlive it.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "index/segments/snapshot.h"
#include "query/matching/window_bits.h"
#include "query/planning/search_plan.h"

namespace modelzoo::query {

// Beside a match's fields, none of which it is: a label says so (TermAlternative::label), whatever
// the text says.
inline constexpr index::FieldMask kFoundAsLabel = 0x80;
static_assert((kFoundAsLabel & index::kAllFields) == 0);

struct WordMatch {
  std::uint8_t impact = 0;
  index::FieldMask fields = 0;  // 0: not there
};

class WordMatcher {
 public:
  // Of words in `fields`. kCorrupt, kIo when a posting list cannot be read.
  [[nodiscard]] static Result<WordMatcher> open(const index::SegmentView& view,
                                                const QueryWord& word, index::FieldMask fields);
  WordMatcher(WordMatcher&&) noexcept;
  WordMatcher& operator=(WordMatcher&&) noexcept;
  ~WordMatcher();

  // The documents of the window from `base` on that have the word; deleted ones included. `base`
  // never falls. Valid until another window is asked for.
  [[nodiscard]] const WindowBits& documents(index::DocId base);
  // By place in that window: what the word found in those that are `wanted`; nothing anywhere else.
  // Valid until the next call.
  [[nodiscard]] std::span<const WordMatch> matches(const WindowBits& wanted);
  // No impact in that window is larger.
  [[nodiscard]] std::uint8_t most_impact() const;

 private:
  struct Impl;
  explicit WordMatcher(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace modelzoo::query
