#include <chrono>
#include <cstdio>

#include "index/store/index_store.h"
#include "schemas/json_writer.h"
#include "tools/commands.h"
#include "tools/modelzoo_bench/benchmarks.h"
#include "tools/modelzoo_bench/process_memory.h"
#include "tools/ndjson_input.h"
#include "tools/ndjson_records.h"
#include "tools/progress_bar.h"

namespace modelzoo::tools {
namespace {

// What the engines that this is compared with take, at least.
constexpr std::size_t kBuildBytes = std::size_t{384} << 20;
// Each further thread has a table of terms of its own.
constexpr std::size_t kBuildBytesOfThread = std::size_t{64} << 20;

Status load(NdjsonRecords& records, index::IndexStore& store, unsigned threads) {
  auto receipt = store.bulk_load(records, threads);
  if (!receipt) return std::move(receipt).error();
  MODELZOO_RETURN_IF_ERROR(store.merge_all());
  return store.flush();
}

}  // namespace

int run_index_benchmark(const IndexBenchmark& options) {
  auto input = NdjsonInput::open(options.input);
  if (!input) return fail(input.error().message);
  index::StoreOptions store_options;
  store_options.data_dir = options.data_dir;
  store_options.background_merges = false;
  store_options.store_documents = options.documents;
  store_options.build_memory_bytes = kBuildBytes + (options.threads - 1) * kBuildBytesOfThread;
  store_options.sync_writes = false;  // flush() at the end syncs
  auto store = index::IndexStore::open(store_options);
  if (!store) return fail(store.error().message);
  const auto began = std::chrono::steady_clock::now();
  ProgressBar progress("indexing", options.quiet);
  NdjsonRecords records(**input, {.skipped = nullptr,
                                  .prepare = nullptr,
                                  .progress = [&](const NdjsonInput& read, std::uint64_t count) {
                                    progress.show(read.part_read(), count);
                                  }});
  const Status loaded = load(records, **store, options.threads);
  if (!loaded) return fail(loaded.error().message);
  const double seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
  // Closed and opened again: what is measured is what is needed, not files about to be deleted.
  store->reset();
  auto again = index::IndexStore::open(store_options);
  if (!again) return fail(again.error().message);
  std::string out;
  JsonWriter(out)
      .begin_object()
      .member("docs", records.records())
      .member("skipped", records.skipped())
      .member("bytes", records.record_bytes())
      .member("seconds", seconds)
      .member("docs_per_s", static_cast<double>(records.records()) / seconds)
      .member("mb_per_s", static_cast<double>(records.record_bytes()) / 1e6 / seconds)
      .member("index_bytes", (*again)->stats().bytes_on_disk)
      .member("peak_rss_bytes", peak_rss_bytes())
      .member("threads", std::uint64_t{options.threads})
      .end_object();
  std::puts(out.c_str());
  return 0;
}

}  // namespace modelzoo::tools
