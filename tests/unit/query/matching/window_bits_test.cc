#include "query/matching/window_bits.h"

#include <gtest/gtest.h>

#include <random>
#include <vector>

namespace modelzoo::query {
namespace {

TEST(WindowBits, CountsAndVisitsWhatIsSet) {
  std::mt19937 random(3);
  for (unsigned every : {1U, 2U, 9U, 700U, 100'000U}) {
    WindowBits bits;
    std::vector<std::uint32_t> set;
    for (std::uint32_t i = 0; i < kWindow; ++i) {
      if (random() % every != 0) continue;
      bits.set(i);
      set.push_back(i);
    }
    EXPECT_EQ(bits.count(), set.size());
    EXPECT_EQ(bits.any(), !set.empty());
    std::vector<std::uint32_t> visited;
    for_each_place(bits, [&](std::uint32_t i) { visited.push_back(i); });
    EXPECT_EQ(visited, set);
  }
}

}  // namespace
}  // namespace modelzoo::query
