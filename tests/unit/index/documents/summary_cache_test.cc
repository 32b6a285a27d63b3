#include "index/documents/summary_cache.h"

#include <gtest/gtest.h>

namespace modelzoo::index {
namespace {

std::shared_ptr<const std::string> bytes(std::string text) {
  return std::make_shared<const std::string>(std::move(text));
}

TEST(SummaryCache, KeepsTheBlocksThatCameLast) {
  SummaryCache cache;
  EXPECT_EQ(cache.find(0), nullptr);
  for (std::uint32_t block = 0; block < SummaryCache::kSlots; ++block)
    cache.keep(block, bytes(std::to_string(block)));
  for (std::uint32_t block = 0; block < SummaryCache::kSlots; ++block)
    EXPECT_EQ(*cache.find(block), std::to_string(block));
  cache.keep(5 + SummaryCache::kSlots, bytes("other"));
  EXPECT_EQ(cache.find(5), nullptr);
  EXPECT_EQ(*cache.find(5 + SummaryCache::kSlots), "other");
  EXPECT_EQ(*cache.find(6), "6");
}

TEST(SummaryCache, LeavesABlockToThoseWhoStillReadIt) {
  SummaryCache cache;
  cache.keep(1, bytes("first"));
  const auto held = cache.find(1);
  cache.keep(1 + SummaryCache::kSlots, bytes("second"));
  EXPECT_EQ(*held, "first");
}

TEST(SummaryCache, TakesNoBlockThatIsTooLarge) {
  SummaryCache cache;
  cache.keep(1, bytes(std::string(SummaryCache::kMostBytes, 'x')));
  EXPECT_NE(cache.find(1), nullptr);
  cache.keep(2, bytes(std::string(SummaryCache::kMostBytes + 1, 'x')));
  EXPECT_EQ(cache.find(2), nullptr);
}

}  // namespace
}  // namespace modelzoo::index
