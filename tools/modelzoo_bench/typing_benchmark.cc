// What a search box asks while somebody types, beside the same words as they should be: each query
// plain, with one typing error in it, with its last word half typed, and that as a completion. The
// four take turns query by query, so that what else the machine does meets all of them.
#include <array>
#include <chrono>
#include <cstdio>
#include <functional>

#include "index/index_store.h"
#include "query/embedded_backend.h"
#include "query/search_backend.h"
#include "schemas/json_writer.h"
#include "schemas/taxonomy.h"
#include "tools/commands.h"
#include "tools/modelzoo_bench/benchmarks.h"
#include "tools/modelzoo_bench/latencies.h"
#include "tools/modelzoo_bench/query_file.h"
#include "tools/modelzoo_bench/typist.h"
#include "tools/opened_index.h"

namespace modelzoo::tools {
namespace {

using Clock = std::chrono::steady_clock;

// The least that is repaired, and the least that anybody would complete.
constexpr std::size_t kLeastMistyped = 4;
constexpr std::size_t kLeastTyped = 3;

struct Typed {
  std::string plain, mistyped, begun;
};

std::string begun(const std::string& text) {
  const std::size_t last = text.rfind(' ') + 1;  // npos + 1: the only word
  const std::size_t letters = text.size() - last;
  return text.substr(0, last + std::max((letters + 1) / 2, std::min(kLeastTyped, letters)));
}

std::vector<Typed> typed_queries(const QueriesByKind& kinds, std::uint32_t seed) {
  Typist typist(seed);
  std::vector<Typed> typed;
  for (const auto& [kind, queries] : kinds) {
    if (kind != "term" && kind != "and") continue;
    for (const TimedQuery& query : queries) {
      const std::string mistyped = typist.edited(query.text, kLeastMistyped);
      if (mistyped != query.text) typed.push_back({query.text, mistyped, begun(query.text)});
    }
  }
  return typed;
}

// One of the ways to ask: gives the number of hits.
struct Way {
  const char* name;
  std::function<Result<std::size_t>(const Typed&)> ask;
  Latencies latencies{};
  std::uint64_t hits = 0;
};

std::array<Way, 4> ways(const query::SearchBackend& backend, std::uint32_t limit) {
  const auto search = [&backend, limit](const std::string& text,
                                        bool prefix) -> Result<std::size_t> {
    query::SearchRequest request;
    request.query = text;
    request.prefix = prefix;
    request.limit = limit;
    auto found = backend.search(request);
    if (!found) return std::move(found).error();
    return found->hits.size();
  };
  return {Way{"plain", [search](const Typed& typed) { return search(typed.plain, false); }},
          Way{"mistyped", [search](const Typed& typed) { return search(typed.mistyped, false); }},
          Way{"prefix", [search](const Typed& typed) { return search(typed.begun, true); }},
          Way{"suggest", [&backend, limit](const Typed& typed) -> Result<std::size_t> {
                auto found = backend.suggest(typed.begun, limit);
                if (!found) return std::move(found).error();
                return found->size();
              }}};
}

// Round 0 warms up and counts.
Status measure(std::array<Way, 4>& asked, const std::vector<Typed>& queries, std::size_t rounds) {
  for (std::size_t round = 0; round <= rounds; ++round) {
    for (const Typed& typed : queries) {
      for (Way& way : asked) {
        const Clock::time_point began = Clock::now();
        const auto hits = way.ask(typed);
        const Clock::time_point ended = Clock::now();
        if (!hits) return Error(hits.error()).with_context("query \"" + typed.plain + "\"");
        if (round == 0) {
          way.hits += *hits;
        } else {
          way.latencies.add(ended - began);
        }
      }
    }
  }
  return Ok{};
}

}  // namespace

int run_typing_benchmark(const TypingBenchmark& options) {
  const auto kinds = read_query_file(options.queries);
  if (!kinds) return fail(kinds.error().message);
  const std::vector<Typed> queries = typed_queries(*kinds, options.seed);
  if (queries.empty()) return fail(options.queries + " has no queries of kind term or and");
  const auto store = open_store_to_read(options.data_dir);
  if (!store) return fail(store.error().message);
  const auto backend = query::make_embedded_backend(**store, builtin_taxonomy());
  const Clock::time_point began = Clock::now();
  backend->prepare();
  const double prepare_ms = std::chrono::duration<double, std::milli>(Clock::now() - began).count();
  std::array<Way, 4> asked = ways(*backend, options.limit);
  if (const Status status = measure(asked, queries, options.repeat); !status)
    return fail(status.error().message);
  const double plain_us = asked[0].latencies.quantile_us(0.5);
  std::string out;
  JsonWriter json(out);
  json.begin_object().member("prepare_ms", prepare_ms);
  json.member("queries", std::uint64_t{queries.size()});
  for (const Way& way : asked) {
    json.key(way.name).begin_object();
    way.latencies.write(json);
    json.member("to_plain", way.latencies.quantile_us(0.5) / plain_us);
    json.member("hits", way.hits).end_object();
  }
  json.end_object();
  std::puts(out.c_str());
  return 0;
}

}  // namespace modelzoo::tools
