#include "index/postings/impact.h"

#include <gtest/gtest.h>

#include <cmath>

namespace modelzoo::index {
namespace {

constexpr std::size_t kName = static_cast<std::size_t>(Field::kName);
constexpr std::size_t kBody = static_cast<std::size_t>(Field::kBody);

std::uint8_t in_body(std::uint32_t count, std::uint32_t length) {
  FieldCounts counts{};
  FieldCounts lengths{};
  counts[kBody] = count;
  lengths[kBody] = length;
  return DocumentImpacts(lengths).of(counts);
}

TEST(Impact, GrowsWithTheFrequencyAndFallsWithTheLength) {
  for (std::uint32_t count = 1; count < 100; ++count)
    EXPECT_LE(in_body(count, 500), in_body(count + 1, 500));
  for (std::uint32_t length = 1; length < 10'000; length *= 2)
    EXPECT_GE(in_body(3, length), in_body(3, length * 2));
}

TEST(Impact, IsTheFormula) {
  FieldCounts counts{};
  FieldCounts lengths{};
  counts[kName] = 1;
  counts[kBody] = 4;
  lengths[kName] = 4;
  lengths[kBody] = 600;
  const double w = kFieldNorms[kName].weight +
                   4 * kFieldNorms[kBody].weight * std::sqrt(kFieldNorms[kBody].reference / 600);
  EXPECT_EQ(DocumentImpacts(lengths).of(counts), std::lround(255 * w / (kSaturation + w)));
}

TEST(Impact, IsNeverNothing) { EXPECT_EQ(in_body(1, 4'000'000'000U), 1); }

TEST(AddedImpacts, AreNearTheImpactOfAllOccurrences) {
  for (std::uint32_t a = 1; a < 30; ++a) {
    for (std::uint32_t b = 1; b < 30; ++b) {
      const int sum = added_impacts(in_body(a, 300), in_body(b, 300));
      EXPECT_NEAR(sum, in_body(a + b, 300), 3) << a << ' ' << b;
    }
  }
}

TEST(AddedImpacts, NeverFallBelowOneOfThem) {
  for (unsigned a = 0; a < 256; ++a) {
    for (unsigned b = 0; b < 256; ++b) {
      const std::uint8_t sum =
          added_impacts(static_cast<std::uint8_t>(a), static_cast<std::uint8_t>(b));
      EXPECT_GE(sum, a);
      EXPECT_GE(sum, b);
    }
  }
}

}  // namespace
}  // namespace modelzoo::index
