#include "index/store/merge_policy.h"

#include <algorithm>
#include <bit>
#include <numeric>

namespace modelzoo::index {
namespace {

// Below this a segment costs more by being one than by its documents.
constexpr std::uint32_t kFloorDocuments = 64;

// Places that are made free beyond what is needed, so that the next write does not merge again.
constexpr std::size_t kRoom = 2;

int tier_of(const SegmentSize& segment) {
  return std::bit_width(std::max(segment.live, kFloorDocuments)) / 2;
}

}  // namespace

std::vector<std::size_t> choose_merge(std::span<const SegmentSize> segments, std::size_t busy) {
  std::vector<std::size_t> by_size(segments.size());
  std::iota(by_size.begin(), by_size.end(), std::size_t{0});
  std::stable_sort(by_size.begin(), by_size.end(), [&](std::size_t a, std::size_t b) {
    return segments[a].live < segments[b].live;
  });
  std::vector<std::size_t> chosen;
  for (std::size_t begin = 0; begin < by_size.size() && chosen.empty();) {
    std::size_t end = begin;
    while (end < by_size.size() &&
           tier_of(segments[by_size[end]]) == tier_of(segments[by_size[begin]])) {
      ++end;
    }
    if (end - begin > kSegmentsPerTier) {
      // With all that is smaller: it would have to be merged soon in any case.
      chosen.assign(by_size.begin(), by_size.begin() + static_cast<std::ptrdiff_t>(end));
    }
    begin = end;
  }
  if (const std::size_t all = segments.size() + busy; chosen.empty() && all > kMaxSegments) {
    const std::size_t count = std::min(all - kMaxSegments + 1 + kRoom, segments.size());
    if (count > 1)
      chosen.assign(by_size.begin(), by_size.begin() + static_cast<std::ptrdiff_t>(count));
  }
  for (std::size_t i = 0; i < segments.size() && chosen.empty(); ++i) {
    if (segments[i].live * 2 < segments[i].documents) chosen.push_back(i);
  }
  std::sort(chosen.begin(), chosen.end());
  return chosen;
}

}  // namespace modelzoo::index
