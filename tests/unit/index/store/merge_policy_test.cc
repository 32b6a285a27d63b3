#include "index/store/merge_policy.h"

#include <gtest/gtest.h>

#include <random>

#include "index/store/manifest.h"

namespace modelzoo::index {
namespace {

TEST(MergePolicy, LeavesFewSegmentsAlone) {
  const SegmentSize sizes[] = {{100, 100}, {100, 100}, {5000, 5000}};
  EXPECT_TRUE(choose_merge(sizes).empty());
}

TEST(MergePolicy, MergesAFullTierAndLeavesTheLargeOnes) {
  const SegmentSize sizes[] = {{90000, 90000}, {10, 10}, {10, 10}, {10, 10}, {10, 10}, {10, 10}};
  EXPECT_EQ(choose_merge(sizes), (std::vector<std::size_t>{1, 2, 3, 4, 5}));
}

TEST(MergePolicy, RewritesASegmentThatIsMostlyDeleted) {
  const SegmentSize sizes[] = {{1000, 400}, {90000, 90000}};
  EXPECT_EQ(choose_merge(sizes), (std::vector<std::size_t>{0}));
}

TEST(MergePolicy, CountsSegmentsThatAreBeingMerged) {
  const SegmentSize sizes[] = {{70000, 70000}, {9000, 9000}, {2000, 2000}, {500, 500}, {100, 100}};
  EXPECT_TRUE(choose_merge(sizes, 5).empty());
  EXPECT_EQ(choose_merge(sizes, 6), (std::vector<std::size_t>{1, 2, 3, 4}));
}

TEST(MergePolicy, NeverLeavesTwelveSegments) {
  std::mt19937 random(5);
  std::vector<SegmentSize> sizes;
  for (int round = 0; round < 2000; ++round) {
    const std::uint32_t size = 1U << (random() % 18);
    sizes.push_back({size, size});
    for (;;) {
      const auto chosen = choose_merge(sizes);
      if (chosen.empty()) break;
      SegmentSize merged;
      for (auto i = chosen.rbegin(); i != chosen.rend(); ++i) {
        merged.live += sizes[*i].live;
        sizes.erase(sizes.begin() + static_cast<std::ptrdiff_t>(*i));
      }
      merged.documents = merged.live;
      sizes.push_back(merged);
    }
    ASSERT_LT(sizes.size(), 12U);
  }
}

TEST(Manifest, ReadsWhatItWrote) {
  Manifest manifest;
  manifest.sequence = 1'000'000'007;
  manifest.next_segment = 300;
  manifest.segments = {1, 7, 299};
  EXPECT_EQ(*decode_manifest(encode_manifest(manifest)), manifest);
}

TEST(Manifest, RefusesTruncation) {
  const std::string bytes = encode_manifest({5, 3, {1, 2}});
  for (std::size_t n = 0; n < bytes.size(); ++n)
    EXPECT_FALSE(decode_manifest(bytes.substr(0, n))) << n;
}

TEST(Manifest, NamesTheWayUpFromANewerFormat) {
  std::string bytes = encode_manifest({});
  bytes[0] = 50;
  EXPECT_NE(decode_manifest(bytes).error().message.find("reindex"), std::string::npos);
}

}  // namespace
}  // namespace modelzoo::index
