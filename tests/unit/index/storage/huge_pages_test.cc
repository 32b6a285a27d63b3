#include "index/storage/huge_pages.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <random>

namespace modelzoo::index {
namespace {

TEST(HugePages, HoldWhatAnyVectorWouldHold) {
  std::mt19937 random(1);
  std::vector<std::uint32_t> plain;
  HugeVector<std::uint32_t> huge;
  // Through the sizes at which memory comes from the system.
  for (int i = 0; i < 3'000'000; ++i) {
    plain.push_back(static_cast<std::uint32_t>(random()));
    huge.push_back(plain.back());
  }
  EXPECT_TRUE(std::equal(plain.begin(), plain.end(), huge.begin(), huge.end()));
}

TEST(HugePages, AreAlignedWhereTheyFillOne) {
  constexpr std::size_t kPage = std::size_t{2} << 20;
  for (const std::size_t size : {std::size_t{1}, kPage - 1, kPage, kPage + 1, 5 * kPage}) {
    char* const memory = static_cast<char*>(take_memory(size));
    if (size >= kPage) {
      EXPECT_EQ(reinterpret_cast<std::uintptr_t>(memory) % kPage, 0U);
    }
    memory[0] = memory[size - 1] = 'x';
    give_back_memory(memory, size);
  }
}

}  // namespace
}  // namespace modelzoo::index
