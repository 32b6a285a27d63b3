// segment_matcher.h - which documents of one segment match a plan, window by window.
//
// Documents are taken in windows of 4,096. For each, every word and filter gives a bit set, the
// tree combines them, and impacts lie ready in arrays: no call and no branch per posting and
// document beyond the decoding of the lists. It is exhaustive; what prunes stands above it. Source
// of the idea: windows over score arrays, as in Strohman & Croft, "Efficient document retrieval in
// main memory" (2007) and Lucene's BooleanScorer.
//
// One thread at a time. View and plan must outlive it.
#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "index/snapshot.h"
#include "query/search_plan.h"

namespace modelzoo::query {

inline constexpr std::uint32_t kWindow = 4096;

// A set of the documents of a window.
struct WindowBits {
  std::array<std::uint64_t, kWindow / 64> words{};
  void set(std::uint32_t i) { words[i >> 6] |= std::uint64_t{1} << (i & 63); }
  [[nodiscard]] bool test(std::uint32_t i) const { return (words[i >> 6] >> (i & 63)) & 1; }
  [[nodiscard]] bool any() const;
  [[nodiscard]] std::uint64_t count() const;
  WindowBits& operator&=(const WindowBits& other);
  WindowBits& operator|=(const WindowBits& other);
  void remove(const WindowBits& other);
};

// Beside a match's fields, none of which it is: a label says so (TermAlternative::label), whatever
// the text says.
inline constexpr index::FieldMask kFoundAsLabel = 0x80;
static_assert((kFoundAsLabel & index::kAllFields) == 0);

struct WordMatch {
  std::uint8_t impact = 0;
  index::FieldMask fields = 0;
};

// Calls `use` with each place of the set, ascending.
template <typename Use>
void for_each_place(const WindowBits& bits, Use use) {
  for (std::size_t w = 0; w < bits.words.size(); ++w) {
    for (std::uint64_t rest = bits.words[w]; rest != 0; rest &= rest - 1) {
      use(static_cast<std::uint32_t>(w * 64) + static_cast<std::uint32_t>(std::countr_zero(rest)));
    }
  }
}

// A word in a window: `matches` is valid where `present` is set.
struct WordWindow {
  const WindowBits& present;
  std::span<const WordMatch> matches;
};

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
  // Where word `word` of the plan stands in the window, and what it found there. The view holds
  // until next_window().
  [[nodiscard]] WordWindow word(std::size_t word) const;

 private:
  struct Impl;
  explicit SegmentMatcher(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace modelzoo::query
