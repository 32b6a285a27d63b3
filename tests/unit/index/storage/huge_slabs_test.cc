#include "index/storage/huge_slabs.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <cstring>
#include <vector>

namespace modelzoo::index {
namespace {

TEST(HugeSlabs, GiveArraysThatDoNotOverlap) {
  for (const std::size_t slab : {std::size_t{1}, std::size_t{5000}, std::size_t{3} << 20}) {
    HugeSlabs slabs(slab);
    std::vector<std::pair<char*, std::size_t>> taken;
    for (std::size_t i = 0; i < 200; ++i) {
      const std::size_t bytes = 1 + i * i * 7 % 60'000;
      auto* const memory = static_cast<char*>(slabs.take(bytes));
      ASSERT_EQ(reinterpret_cast<std::uintptr_t>(memory) % 64, 0U);
      std::memset(memory, static_cast<int>(i), bytes);
      taken.emplace_back(memory, bytes);
    }
    for (std::size_t i = 0; i < taken.size(); ++i) {
      for (std::size_t b = 0; b < taken[i].second; ++b) {
        ASSERT_EQ(taken[i].first[b], static_cast<char>(i)) << i;
      }
    }
  }
}

TEST(HugeSlabs, GiveAgainWhatWasGivenBack) {
  HugeSlabs slabs(1 << 20);
  void* const first = slabs.take(1000);
  void* const second = slabs.take(1000);
  EXPECT_NE(first, second);
  slabs.give_back(first, 1000);
  EXPECT_NE(slabs.take(1001), first);
  EXPECT_EQ(slabs.take(1000), first);
}

}  // namespace
}  // namespace modelzoo::index
