#include "query/block_max/impact_kernels.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <memory>
#include <vector>

#include "tests/support/random_numbers.h"

namespace modelzoo::query {
namespace {

using modelzoo::testing::Random;

// All kinds that this processor runs, against the definition.
std::vector<const ImpactKernels*> kinds() {
  std::vector<const ImpactKernels*> kinds = {&portable_impact_kernels()};
  for (const ImpactKernels* kind : {avx2_impact_kernels(), avx512_impact_kernels()}) {
    if (kind != nullptr) kinds.push_back(kind);
  }
  return kinds;
}

TEST(ImpactKernels, AreTheFastestThatThereAre) { EXPECT_EQ(&impact_kernels(), kinds().back()); }

TEST(ImpactKernels, FindTheImpactsThatReachABound) {
  Random random(1);
  for (int round = 0; round < 2000; ++round) {
    std::array<std::uint8_t, 64> impacts;
    for (std::uint8_t& impact : impacts) impact = static_cast<std::uint8_t>(random.below(256));
    const auto least = static_cast<std::uint8_t>(1 + random.below(255));
    Mask64 wanted = 0;
    for (unsigned i = 0; i < 64; ++i) {
      if (impacts[i] >= least) wanted |= Mask64{1} << i;
    }
    for (const ImpactKernels* kernels : kinds()) {
      ASSERT_EQ(kernels->reaching(impacts.data(), least), wanted);
    }
  }
}

TEST(ImpactKernels, FindThePostingsThatMayStandBesideAWord) {
  Random random(5);
  const auto classes = [&](std::uint32_t most) {
    index::WordClasses some = 0;
    for (std::uint32_t n = random.below(most + 1); n > 0; --n)
      some |= static_cast<index::WordClasses>(1U << random.below(index::kWordClasses));
    return some;
  };
  for (int round = 0; round < 2000; ++round) {
    std::array<char, 64> codes;
    std::array<std::uint32_t, 64> sets;
    const index::Neighbours test{classes(2), classes(2)};
    Mask64 by_code = 0;
    Mask64 by_set = 0;
    for (unsigned i = 0; i < 64; ++i) {
      index::Neighbours n{classes(3), classes(3)};
      if (random.below(3) == 0) n.before |= test.before;
      if (random.below(3) == 0) n.after |= test.after;
      codes[i] = static_cast<char>(index::to_code(n));
      sets[i] = index::to_sets(n);
      if (index::from_code(index::to_code(n)).include(test)) by_code |= Mask64{1} << i;
      if (n.include(test)) by_set |= Mask64{1} << i;
    }
    for (const ImpactKernels* kernels : kinds()) {
      ASSERT_EQ(kernels->codes_beside(codes.data(), NeighbourTest(test)), by_code);
      ASSERT_EQ(
          kernels->sets_beside(reinterpret_cast<const char*>(sets.data()), NeighbourTest(test)),
          by_set);
    }
  }
}

TEST(ImpactKernels, CountTheDocumentsBelowOne) {
  Random random(2);
  for (int round = 0; round < 2000; ++round) {
    std::array<index::DocId, 128> docs;
    index::DocId doc = random.below(2) == 0 ? 0 : 0xf0000000U;
    for (index::DocId& d : docs) d = doc += 1 + random.below(20);
    const index::DocId target = docs[random.below(128)] + random.below(3) - 1;
    const auto wanted =
        static_cast<std::size_t>(std::lower_bound(docs.begin(), docs.end(), target) - docs.begin());
    for (const ImpactKernels* kernels : kinds()) {
      ASSERT_EQ(kernels->count_below(docs.data(), target), wanted);
    }
  }
}

struct Rows {
  std::vector<std::vector<std::uint8_t>> impacts;
  std::vector<WeightedRow> weighted;
  std::uint32_t most = 0;
};

Rows random_rows(Random& random, std::uint32_t size) {
  Rows rows;
  const std::uint32_t count = 1 + random.below(5);
  const std::uint32_t sparsity = 1 + random.below(10);
  for (std::uint32_t r = 0; r < count; ++r) {
    rows.impacts.emplace_back(size);
    for (std::uint8_t& impact : rows.impacts.back()) {
      impact = static_cast<std::uint8_t>(random.below(sparsity) == 0 ? random.below(256) : 0);
    }
    const auto weight = static_cast<std::uint16_t>(1 + random.below(40));
    rows.weighted.push_back({rows.impacts.back().data(), weight});
    rows.most += 255U * weight;
  }
  for (std::size_t r = 0; r < rows.impacts.size(); ++r)
    rows.weighted[r].impacts = rows.impacts[r].data();
  return rows;
}

std::uint32_t sum_at(const Rows& rows, std::uint32_t i) {
  std::uint32_t sum = 0;
  for (const WeightedRow& row : rows.weighted) sum += std::uint32_t{row.impacts[i]} * row.weight;
  return sum;
}

TEST(ImpactKernels, FindTheScoresThatReachABound) {
  Random random(3);
  auto places = std::make_unique<std::array<std::uint16_t, kScoreWindow + 64>>();
  for (int round = 0; round < 600; ++round) {
    const std::uint32_t size = 64 * (1 + random.below(kScoreWindow / 64));
    Rows rows = random_rows(random, size);
    std::vector<std::uint16_t> added(size);
    for (std::uint16_t& score : added) {
      score =
          static_cast<std::uint16_t>(random.below(4) == 0 ? random.below(65'536 - rows.most) : 0);
    }
    const bool with_added = random.below(2) == 0;
    if (random.below(8) == 0) rows.weighted.clear();
    const auto least = static_cast<std::uint16_t>(1 + random.below(30'000));
    std::vector<std::uint16_t> wanted;
    for (std::uint32_t i = 0; i < size; ++i) {
      const std::uint32_t score = (with_added ? added[i] : 0U) + sum_at(rows, i);
      if (score >= least) wanted.push_back(static_cast<std::uint16_t>(i));
    }
    for (const ImpactKernels* kernels : kinds()) {
      std::vector<std::uint16_t> scores = added;
      const std::size_t found =
          kernels->find_scores(with_added ? scores.data() : nullptr, rows.weighted.data(),
                               rows.weighted.size(), size, least, places->data());
      ASSERT_EQ(std::vector<std::uint16_t>(places->begin(),
                                           places->begin() + static_cast<std::ptrdiff_t>(found)),
                wanted);
      if (with_added) {
        EXPECT_EQ(std::count(scores.begin(), scores.end(), 0), size);
      }
    }
  }
}

TEST(ImpactKernels, FindTheDocumentsOfAllRows) {
  Random random(4);
  auto places = std::make_unique<std::array<std::uint16_t, kScoreWindow + 64>>();
  for (int round = 0; round < 600; ++round) {
    const std::uint32_t size = 64 * (1 + random.below(kScoreWindow / 64));
    const Rows rows = random_rows(random, size);
    const auto least = static_cast<std::uint16_t>(1 + random.below(20'000));
    std::vector<std::uint16_t> wanted;
    for (std::uint32_t i = 0; i < size; ++i) {
      bool all = true;
      for (const auto& row : rows.impacts) all = all && row[i] > 0;
      if (all && sum_at(rows, i) >= least) wanted.push_back(static_cast<std::uint16_t>(i));
    }
    for (const ImpactKernels* kernels : kinds()) {
      const std::size_t found = kernels->find_common(rows.weighted.data(), rows.weighted.size(),
                                                     size, least, places->data());
      ASSERT_EQ(std::vector<std::uint16_t>(places->begin(),
                                           places->begin() + static_cast<std::ptrdiff_t>(found)),
                wanted);
    }
  }
}

}  // namespace
}  // namespace modelzoo::query
