#include <chrono>
#include <cstdio>

#include "index/index_store.h"
#include "schemas/json_writer.h"
#include "schemas/record_reader.h"
#include "tools/commands.h"
#include "tools/modelzoo_bench/benchmarks.h"
#include "tools/modelzoo_bench/process_memory.h"
#include "tools/ndjson_input.h"
#include "tools/progress_bar.h"

namespace modelzoo::tools {
namespace {

constexpr std::size_t kBatchBytes = std::size_t{128} << 20;

struct Counts {
  std::uint64_t docs = 0, bytes = 0, skipped = 0;
};

Status load(NdjsonInput& input, index::IndexStore& store, bool quiet, Counts& counts) {
  ProgressBar progress("indexing", quiet);
  RecordReader reader;
  index::WriteBatch batch;
  std::size_t batch_bytes = 0;
  const auto apply = [&]() -> Status {
    if (batch.puts.empty()) return Ok{};
    auto receipt = store.apply(std::move(batch));
    batch = {};
    batch_bytes = 0;
    if (!receipt) return std::move(receipt).error();
    return Ok{};
  };
  std::string line;
  for (;;) {
    auto more = input.next_line(line);
    if (!more) return std::move(more).error();
    if (!*more) break;
    auto record = reader.read(line);
    if (!record) {
      ++counts.skipped;
      continue;
    }
    ++counts.docs;
    counts.bytes += line.size() + 1;
    batch_bytes += line.size();
    batch.puts.push_back(std::move(record).value());
    if (batch_bytes >= kBatchBytes) MODELZOO_RETURN_IF_ERROR(apply());
    const double part = input.bytes_total() > 0 ? static_cast<double>(input.bytes_read()) /
                                                      static_cast<double>(input.bytes_total())
                                                : -1;
    progress.show(part, counts.docs);
  }
  MODELZOO_RETURN_IF_ERROR(apply());
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
  store_options.sync_writes = false;  // flush() at the end syncs
  auto store = index::IndexStore::open(store_options);
  if (!store) return fail(store.error().message);
  const auto began = std::chrono::steady_clock::now();
  Counts counts;
  const Status loaded = load(**input, **store, options.quiet, counts);
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
      .member("docs", counts.docs)
      .member("skipped", counts.skipped)
      .member("bytes", counts.bytes)
      .member("seconds", seconds)
      .member("docs_per_s", static_cast<double>(counts.docs) / seconds)
      .member("mb_per_s", static_cast<double>(counts.bytes) / 1e6 / seconds)
      .member("index_bytes", (*again)->stats().bytes_on_disk)
      .member("peak_rss_bytes", peak_rss_bytes())
      .member("threads", std::uint64_t{1})  // that were used
      .end_object();
  std::puts(out.c_str());
  return 0;
}

}  // namespace modelzoo::tools
