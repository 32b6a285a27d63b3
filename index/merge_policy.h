// merge_policy.h - which segments to merge next. Tiered: segments of about one size are merged
// together, so that a document is rewritten O(log n) times. Pure; thread-safe. Source: O'Neil et
// al., "The Log-Structured Merge-Tree" (1996); Lucene's TieredMergePolicy.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace modelzoo::index {

inline constexpr std::size_t kSegmentsPerTier = 4;
inline constexpr std::size_t kMaxSegments = 11;

struct SegmentSize {
  std::uint32_t documents = 0;  // deleted ones included
  std::uint32_t live = 0;
};

// Indexes into `segments` to merge into one, ascending; empty when nothing needs it. A tier holds
// segments within a factor of 4; a tier with more than kSegmentsPerTier, an index with more than
// kMaxSegments, or a segment that is more than half deleted, is merged. `busy` more segments count
// but cannot be chosen: a merge has them already.
[[nodiscard]] std::vector<std::size_t> choose_merge(std::span<const SegmentSize> segments,
                                                    std::size_t busy = 0);

}  // namespace modelzoo::index
