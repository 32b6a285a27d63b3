#include <time.h>

#include <chrono>
#include <cstdio>

#include "index/store/index_store.h"
#include "query/embedded_backend.h"
#include "query/search_backend.h"
#include "schemas/json_writer.h"
#include "schemas/taxonomy.h"
#include "tools/commands.h"
#include "tools/modelzoo_bench/benchmarks.h"
#include "tools/modelzoo_bench/latencies.h"
#include "tools/modelzoo_bench/process_memory.h"
#include "tools/modelzoo_bench/query_file.h"
#include "tools/opened_index.h"

namespace modelzoo::tools {
namespace {

using Clock = std::chrono::steady_clock;

struct Measured {
  std::uint64_t queries = 0, hits = 0, total = 0;
  Latencies latencies;
  double cpu_us = 0;  // of this thread, a query: says the same when the machine is busy
};

double thread_cpu_us() {
  timespec now{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return 1e6 * static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e3;
}

Status measure(const query::SearchBackend& backend, const std::string& kind,
               const std::vector<TimedQuery>& queries, const SearchBenchmark& options,
               Measured& measured) {
  measured.queries = queries.size();
  query::SearchRequest request;
  request.limit = options.limit;
  request.highlight = options.highlight;
  // Round 0 warms up and counts.
  double cpu_began = 0;
  for (std::size_t round = 0; round <= options.repeat; ++round) {
    if (round == 1) cpu_began = thread_cpu_us();
    for (const TimedQuery& timed : queries) {
      request.query = in_query_language(kind, timed.text);
      const Clock::time_point began = Clock::now();
      const auto found = backend.search(request);
      const Clock::time_point ended = Clock::now();
      if (!found) return Error(found.error()).with_context("query \"" + request.query + "\"");
      if (round == 0) {
        measured.hits += found->hits.size();
        measured.total += found->total;
      } else {
        measured.latencies.add(ended - began);
      }
    }
  }
  measured.cpu_us = (thread_cpu_us() - cpu_began) / static_cast<double>(measured.latencies.count());
  return Ok{};
}

}  // namespace

int run_search_benchmark(const SearchBenchmark& options) {
  auto kinds = read_query_file(options.queries);
  if (!kinds) return fail(kinds.error().message);
  if (!options.kind.empty()) {
    std::erase_if(*kinds, [&](const auto& kind) { return kind.first != options.kind; });
    if (kinds->empty()) return fail(options.queries + " has no queries of kind " + options.kind);
  }
  const Clock::time_point began = Clock::now();
  const auto store = open_store_to_read(options.data_dir, options.cache_bytes);
  if (!store) return fail(store.error().message);
  const double open_ms = std::chrono::duration<double, std::milli>(Clock::now() - began).count();
  const auto backend = query::make_embedded_backend(**store, builtin_taxonomy());
  std::string out;
  JsonWriter json(out);
  json.begin_object().member("open_ms", open_ms);
  for (const auto& [kind, queries] : *kinds) {
    Measured measured;
    const Status status = measure(*backend, kind, queries, options, measured);
    if (!status) return fail(status.error().message);
    json.key(kind).begin_object().member("queries", measured.queries);
    measured.latencies.write(json);
    json.member("cpu_us", measured.cpu_us);
    json.member("hits", measured.hits).member("total", measured.total).end_object();
  }
  json.member("rss_bytes", rss_bytes()).member("peak_rss_bytes", peak_rss_bytes()).end_object();
  std::puts(out.c_str());
  return 0;
}

}  // namespace modelzoo::tools
