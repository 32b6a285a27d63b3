#include <chrono>
#include <cstdio>
#include <vector>

#include "index/store/index_store.h"
#include "query/block_max/block_max_search.h"
#include "schemas/json_writer.h"
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
  std::uint64_t queries = 0, hits = 0, checksum = 0;
  Latencies latencies;
};

// FNV-1a over names and scores of the hits, in order: the same index and engine give the same one.
void add_to_checksum(const index::Snapshot& snapshot, const std::vector<query::RankedDoc>& hits,
                     std::uint64_t& checksum) {
  const auto add = [&](std::uint64_t v) { checksum = (checksum ^ v) * 0x100000001b3ULL; };
  for (const query::RankedDoc& hit : hits) {
    for (const char c : snapshot.segments()[hit.at.segment].reader->full_name(hit.at.doc)) {
      add(static_cast<unsigned char>(c));
    }
    add(hit.score);
  }
}

Status measure(const index::Snapshot& snapshot, const std::vector<TimedQuery>& queries,
               const QueryBenchmark& options, Measured& measured) {
  measured.checksum = 0xcbf29ce484222325ULL;
  measured.queries = queries.size();
  // Round 0 warms up and makes the checksum.
  for (std::size_t round = 0; round <= options.repeat; ++round) {
    for (const TimedQuery& q : queries) {
      const Clock::time_point began = Clock::now();
      const auto ranked = query::make_ranked_query(q.text, q.mode, snapshot);
      const auto hits = query::search_top_k(snapshot, ranked, options.k, options.ranking);
      const Clock::time_point ended = Clock::now();
      if (!hits) return Error(hits.error()).with_context("query \"" + q.text + "\"");
      if (round == 0) {
        add_to_checksum(snapshot, *hits, measured.checksum);
        measured.hits += hits->size();
      } else {
        measured.latencies.add(ended - began);
      }
    }
  }
  return Ok{};
}

void write(JsonWriter& json, const Measured& measured) {
  char checksum[17];
  std::snprintf(checksum, sizeof checksum, "%016llx",
                static_cast<unsigned long long>(measured.checksum));
  json.begin_object().member("queries", measured.queries);
  measured.latencies.write(json);
  json.member("hits", measured.hits)
      .member("hits_checksum", std::string_view(checksum))
      .end_object();
}

}  // namespace

int run_query_benchmark(const QueryBenchmark& options) {
  const auto kinds = read_query_file(options.queries);
  if (!kinds) return fail(kinds.error().message);
  const Clock::time_point began = Clock::now();
  const auto store = open_store_to_read(options.data_dir, options.cache_bytes);
  if (!store) return fail(store.error().message);
  const double open_ms = std::chrono::duration<double, std::milli>(Clock::now() - began).count();
  const auto snapshot = (*store)->snapshot();
  std::string out;
  JsonWriter json(out);
  json.begin_object()
      .member("segments", std::uint64_t{snapshot->segments().size()})
      .member("open_ms", open_ms);
  Measured all;
  for (const auto& [kind, queries] : *kinds) {
    Measured measured;
    const Status status = measure(*snapshot, queries, options, measured);
    if (!status) return fail(status.error().message);
    all.queries += measured.queries;
    all.checksum = (all.checksum ^ measured.checksum) * 0x100000001b3ULL;
    all.hits += measured.hits;
    all.latencies.add_all(measured.latencies);
    json.key(kind);
    write(json, measured);
  }
  json.key("all");
  write(json, all);
  json.member("rss_bytes", rss_bytes()).member("peak_rss_bytes", peak_rss_bytes()).end_object();
  std::puts(out.c_str());
  return 0;
}

}  // namespace modelzoo::tools
