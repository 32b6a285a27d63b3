// The scorer's loops alone: rows of impacts searched for the documents that reach a score, by the
// processor's wide registers and by the portable code that gives the same places.
#include <benchmark/benchmark.h>

#include <array>
#include <random>
#include <vector>

#include "query/impact_kernels.h"

namespace modelzoo::query {
namespace {

constexpr std::size_t kRows = 3;

// Few documents of a row have a word, and fewer have it often.
std::vector<std::uint8_t> row_of(unsigned seed) {
  std::mt19937 random(seed);
  std::vector<std::uint8_t> row(kScoreWindow, 0);
  for (std::uint8_t& impact : row) {
    if (random() % 8 == 0) impact = static_cast<std::uint8_t>(1 + random() % 200);
  }
  return row;
}

using Find = std::size_t (*)(const ImpactKernels&, const WeightedRow*, std::uint16_t*);

void find(benchmark::State& state, const ImpactKernels& kernels, Find run) {
  std::array<std::vector<std::uint8_t>, kRows> impacts;
  std::array<WeightedRow, kRows> rows;
  for (unsigned r = 0; r < kRows; ++r) {
    impacts[r] = row_of(r + 1);
    rows[r] = {impacts[r].data(), static_cast<std::uint16_t>(10 * (r + 1))};
  }
  std::vector<std::uint16_t> places(kScoreWindow + 32);
  for (auto step : state) benchmark::DoNotOptimize(run(kernels, rows.data(), places.data()));
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(kRows * kScoreWindow));
}

std::size_t any(const ImpactKernels& kernels, const WeightedRow* rows, std::uint16_t* places) {
  constexpr std::uint16_t kRare = 7000;
  return kernels.find_scores(nullptr, rows, kRows, kScoreWindow, kRare, places);
}
std::size_t all(const ImpactKernels& kernels, const WeightedRow* rows, std::uint16_t* places) {
  return kernels.find_common(rows, kRows, kScoreWindow, 1, places);
}

BENCHMARK_CAPTURE(find, wide, impact_kernels(), any)->Name("ImpactKernels/find_scores");
BENCHMARK_CAPTURE(find, portable, portable_impact_kernels(), any)
    ->Name("ImpactKernels/find_scores_portable");
BENCHMARK_CAPTURE(find, wide, impact_kernels(), all)->Name("ImpactKernels/find_common");
BENCHMARK_CAPTURE(find, portable, portable_impact_kernels(), all)
    ->Name("ImpactKernels/find_common_portable");

}  // namespace
}  // namespace modelzoo::query
