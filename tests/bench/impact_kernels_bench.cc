// The loops of a ranked search alone, with the processor's wide registers and without: filtering a
// block of impacts, finding a document in a block, scoring and intersecting rows of a window.
#include <benchmark/benchmark.h>

#include <array>
#include <functional>
#include <memory>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "query/block_max/impact_kernels.h"

namespace modelzoo::query {
namespace {

struct Window {
  std::vector<std::vector<std::uint8_t>> impacts;
  std::vector<WeightedRow> rows;
  std::array<std::uint16_t, kScoreWindow> scores{};
  std::array<std::uint16_t, kScoreWindow + 64> places;
};

// Rows of words in every fourth document.
std::unique_ptr<Window> window_of(std::size_t words) {
  auto window = std::make_unique<Window>();
  std::mt19937 random(7);
  for (std::size_t w = 0; w < words; ++w) {
    window->impacts.emplace_back(kScoreWindow);
    for (std::uint8_t& impact : window->impacts.back()) {
      impact = static_cast<std::uint8_t>(random() % 4 == 0 ? random() % 256 : 0);
    }
  }
  for (const auto& impacts : window->impacts) window->rows.push_back({impacts.data(), 50});
  return window;
}

void reaching(benchmark::State& state, const ImpactKernels& kernels) {
  const auto window = window_of(1);
  for (auto step : state) {
    benchmark::DoNotOptimize(kernels.reaching(window->impacts[0].data(), 200));
    benchmark::DoNotOptimize(kernels.reaching(window->impacts[0].data() + 64, 200));
  }
  state.SetItemsProcessed(state.iterations() * 128);
}

void count_below(benchmark::State& state, const ImpactKernels& kernels) {
  std::array<index::DocId, 128> docs;
  for (index::DocId i = 0; i < docs.size(); ++i) docs[i] = i * 30;
  index::DocId doc = 0;
  for (auto step : state) {
    benchmark::DoNotOptimize(kernels.count_below(docs.data(), doc));
    doc = (doc + 977) % 3840;
  }
}

void find_scores(benchmark::State& state, const ImpactKernels& kernels) {
  const auto window = window_of(static_cast<std::size_t>(state.range(0)));
  for (auto step : state) {
    benchmark::DoNotOptimize(kernels.find_scores(window->scores.data(), window->rows.data(),
                                                 window->rows.size(), kScoreWindow, 40'000,
                                                 window->places.data()));
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(kScoreWindow));
}

void find_common(benchmark::State& state, const ImpactKernels& kernels) {
  const auto window = window_of(static_cast<std::size_t>(state.range(0)));
  for (auto step : state) {
    benchmark::DoNotOptimize(kernels.find_common(window->rows.data(), window->rows.size(),
                                                 kScoreWindow, 20'000, window->places.data()));
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(kScoreWindow));
}

// Each kind that this processor runs.
[[maybe_unused]] const bool kRegistered = [] {
  const std::pair<const char*, const ImpactKernels*> kinds[] = {
      {"portable", &portable_impact_kernels()},
      {"avx2", avx2_impact_kernels()},
      {"avx512", avx512_impact_kernels()}};
  for (const auto& [name, kind] : kinds) {
    if (kind == nullptr) continue;
    const auto add = [&](const char* kernel, auto* run) {
      return benchmark::RegisterBenchmark((std::string(kernel) + '/' + name).c_str(), run,
                                          std::cref(*kind));
    };
    add("reaching", reaching);
    add("count_below", count_below);
    add("find_scores", find_scores)->Arg(1)->Arg(3)->Arg(5);
    add("find_common", find_common)->Arg(2)->Arg(4);
  }
  return true;
}();

}  // namespace
}  // namespace modelzoo::query
