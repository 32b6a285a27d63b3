// The scorer alone: blocks of impacts added into a window, and the window searched for the few
// documents that reach a bound.
#include <benchmark/benchmark.h>

#include <memory>
#include <random>

#include "query/score_window.h"

namespace modelzoo::query {
namespace {

index::DecodedBlock block_of(std::uint32_t stride) {
  index::DecodedBlock block;
  std::mt19937 random(stride);
  block.count = index::kPostingsPerBlock;
  for (std::uint32_t i = 0; i < index::kPostingsPerBlock; ++i) {
    block.docs[i] = i * stride + static_cast<std::uint32_t>(random() % stride);
    block.impacts[i] = static_cast<std::uint8_t>(1 + random() % 200);
  }
  return block;
}

void add(benchmark::State& state) {
  const auto block = block_of(static_cast<std::uint32_t>(state.range(0)));
  const auto window = std::make_unique<ScoreWindow>();
  for (auto step : state) {
    window->clear();
    for (std::uint32_t word = 1; word <= 3; ++word) window->add(block, 0, block.count, 0, word);
    benchmark::DoNotOptimize(window->score(block.docs[0]));
  }
  state.SetItemsProcessed(state.iterations() * 3 *
                          static_cast<std::int64_t>(index::kPostingsPerBlock));
}
BENCHMARK(add)->Name("ScoreWindow/clear_and_add")->Arg(1)->Arg(8)->Arg(32);

// `portable`: without the processor's wide registers; the places are the same.
void search(benchmark::State& state, bool portable) {
  const auto block = block_of(32);
  const auto window = std::make_unique<ScoreWindow>();
  window->clear();
  window->add(block, 0, block.count, 0, 1);
  for (auto step : state) {
    const auto places = portable ? window->reaching_portable_for_test(195) : window->reaching(195);
    benchmark::DoNotOptimize(places.data());
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(kScoreWindow));
}
BENCHMARK_CAPTURE(search, wide, false)->Name("ScoreWindow/reaching");
BENCHMARK_CAPTURE(search, portable, true)->Name("ScoreWindow/reaching_portable");

}  // namespace
}  // namespace modelzoo::query
