#include <algorithm>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <map>
#include <vector>

#include "index/index_store.h"
#include "query/block_max_search.h"
#include "schemas/json_writer.h"
#include "tools/commands.h"
#include "tools/modelzoo_bench/benchmarks.h"
#include "tools/opened_index.h"

namespace modelzoo::tools {
namespace {

using Clock = std::chrono::steady_clock;

struct Query {
  query::MatchMode mode;
  std::string text;
};

struct Measured {
  std::uint64_t queries = 0, checksum = 0;
  std::vector<double> us;
};

Result<std::map<std::string, std::vector<Query>>> read_queries(const std::string& path) {
  std::ifstream file(path);
  if (!file) return Error{ErrorCode::kIo, "cannot read " + path};
  std::map<std::string, std::vector<Query>> kinds;
  std::string line;
  for (std::uint64_t number = 1; std::getline(file, line); ++number) {
    if (line.empty()) continue;
    const std::size_t tab = line.find('\t');
    const std::string kind = line.substr(0, tab);
    query::MatchMode mode = query::MatchMode::kAny;
    if (kind == "and") {
      mode = query::MatchMode::kAll;
    } else if (kind == "phrase") {
      mode = query::MatchMode::kPhrase;
    } else if (kind != "term" && kind != "or") {
      return Error{ErrorCode::kInvalidArgument, path + ":" + std::to_string(number) + ": kind \"" +
                                                    kind + "\" is none of term, or, and, phrase"};
    }
    if (tab == std::string::npos) {
      return Error{ErrorCode::kInvalidArgument,
                   path + ":" + std::to_string(number) + ": no tab between kind and query"};
    }
    kinds[kind].push_back({mode, line.substr(tab + 1)});
  }
  return kinds;
}

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

Status measure(const index::Snapshot& snapshot, const std::vector<Query>& queries,
               const QueryBenchmark& options, Measured& measured) {
  measured.checksum = 0xcbf29ce484222325ULL;
  measured.queries = queries.size();
  // Round 0 warms up and makes the checksum.
  for (std::size_t round = 0; round <= options.repeat; ++round) {
    for (const Query& q : queries) {
      const Clock::time_point began = Clock::now();
      const auto ranked = query::make_ranked_query(q.text, q.mode, snapshot);
      const auto hits = query::search_top_k(snapshot, ranked, options.k, options.ranking);
      const Clock::time_point ended = Clock::now();
      if (!hits) return Error(hits.error()).with_context("query \"" + q.text + "\"");
      if (round == 0) {
        add_to_checksum(snapshot, *hits, measured.checksum);
      } else {
        measured.us.push_back(std::chrono::duration<double, std::micro>(ended - began).count());
      }
    }
  }
  return Ok{};
}

void write(JsonWriter& json, Measured measured) {
  std::sort(measured.us.begin(), measured.us.end());
  const auto quantile = [&](double q) {
    const auto at = static_cast<std::size_t>(q * static_cast<double>(measured.us.size()));
    return measured.us.empty() ? 0.0 : measured.us[std::min(at, measured.us.size() - 1)];
  };
  double total = 0;
  for (const double us : measured.us) total += us;
  char checksum[17];
  std::snprintf(checksum, sizeof checksum, "%016llx",
                static_cast<unsigned long long>(measured.checksum));
  json.begin_object()
      .member("queries", measured.queries)
      .member("p50_us", quantile(0.50))
      .member("p95_us", quantile(0.95))
      .member("p99_us", quantile(0.99))
      .member("qps", total > 0 ? 1e6 * static_cast<double>(measured.us.size()) / total : 0.0)
      .member("hits_checksum", std::string_view(checksum))
      .end_object();
}

}  // namespace

int run_query_benchmark(const QueryBenchmark& options) {
  const auto kinds = read_queries(options.queries);
  if (!kinds) return fail(kinds.error().message);
  const auto store = open_store_to_read(options.data_dir);
  if (!store) return fail(store.error().message);
  const auto snapshot = (*store)->snapshot();
  std::string out;
  JsonWriter json(out);
  json.begin_object().member("segments", std::uint64_t{snapshot->segments().size()});
  Measured all;
  for (const auto& [kind, queries] : *kinds) {
    Measured measured;
    const Status status = measure(*snapshot, queries, options, measured);
    if (!status) return fail(status.error().message);
    all.queries += measured.queries;
    all.checksum = (all.checksum ^ measured.checksum) * 0x100000001b3ULL;
    all.us.insert(all.us.end(), measured.us.begin(), measured.us.end());
    json.key(kind);
    write(json, std::move(measured));
  }
  json.key("all");
  write(json, std::move(all));
  json.end_object();
  std::puts(out.c_str());
  return 0;
}

}  // namespace modelzoo::tools
