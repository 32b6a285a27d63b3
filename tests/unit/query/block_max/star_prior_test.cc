#include "query/block_max/star_prior.h"

#include <gtest/gtest.h>

#include <random>

namespace modelzoo::query {
namespace {

TEST(StarPrior, IsBoundedByWhatTakesNoLogarithm) {
  std::mt19937 random(5);
  for (const std::uint64_t best : {1ULL, 700ULL, 255ULL * 4000, 255ULL * 4000 * 64}) {
    const StarPrior prior(best);
    for (std::uint32_t stars = 0; stars < 3000; ++stars) {
      ASSERT_GE(prior.at_most(stars), prior.of(stars)) << stars;
    }
    for (int i = 0; i < 20'000; ++i) {
      const auto stars = static_cast<std::uint32_t>(random() >> (random() % 32));
      ASSERT_GE(prior.at_most(stars), prior.of(stars)) << stars;
      ASSERT_LE(prior.at_most(stars), prior.of(stars + stars / 16)) << stars;
    }
    EXPECT_GE(prior.at_most(0xffffffffU), prior.of(0xffffffffU));
  }
}

TEST(StarPrior, IsNothingWithoutStarsOrWithoutText) {
  EXPECT_EQ(StarPrior(1000).at_most(0), 0U);
  EXPECT_EQ(StarPrior(0).at_most(1000), 0U);
  EXPECT_EQ(StarPrior(0).of(1000), 0U);
}

}  // namespace
}  // namespace modelzoo::query
