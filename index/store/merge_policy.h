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
// A write is seen before the merge that it makes necessary: readers meet one more, never two
// (RocksIndexStore::make_room). Fewer cost more merging than they save: with 7, query p99 in a living
// index of L is 148 us instead of 138.
inline constexpr std::size_t kMaxSegments = 10;

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
