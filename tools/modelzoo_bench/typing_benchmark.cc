// What a search box asks while somebody types, beside the same words as they should be: each query
// plain, with one typing error in it, with its last word half typed and with one to four letters of
// it, and half typed as a completion. They take turns query by query, so that what else the machine
// does meets all of them.
#include <array>
#include <chrono>
#include <cstdio>
#include <functional>

#include "index/store/index_store.h"
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
constexpr std::size_t kMostLetters = 4;

struct Typed {
  std::string plain, mistyped, begun;
};

std::string begun(const std::string& text) {
  const std::size_t last = text.rfind(' ') + 1;  // npos + 1: the only word
  const std::size_t letters = text.size() - last;
  return text.substr(0, last + std::max((letters + 1) / 2, std::min(kLeastTyped, letters)));
}

// With so many letters of the last word; empty when it has no more.
std::string with_letters(const std::string& text, std::size_t letters) {
  const std::size_t last = text.rfind(' ') + 1;
  return text.size() - last > letters ? text.substr(0, last + letters) : "";
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

// One of the ways to ask: gives the number of hits, of a text that is not empty.
struct Way {
  const char* name;
  std::function<std::string(const Typed&)> text;
  std::function<Result<std::size_t>(const std::string&)> ask;
  Latencies latencies{};
  std::uint64_t hits = 0;
};

std::vector<Way> ways(const query::SearchBackend& backend, std::uint32_t limit) {
  const auto search = [&backend, limit](bool prefix) {
    return [&backend, limit, prefix](const std::string& text) -> Result<std::size_t> {
      query::SearchRequest request;
      request.query = text;
      request.prefix = prefix;
      request.limit = limit;
      auto found = backend.search(request);
      if (!found) return std::move(found).error();
      return found->hits.size();
    };
  };
  const auto half_typed = [](const Typed& typed) { return typed.begun; };
  std::vector<Way> asked = {
      {"plain", [](const Typed& typed) { return typed.plain; }, search(false)},
      {"mistyped", [](const Typed& typed) { return typed.mistyped; }, search(false)},
      {"prefix", half_typed, search(true)}};
  static constexpr std::array<const char*, kMostLetters> kNames = {"prefix_1", "prefix_2",
                                                                   "prefix_3", "prefix_4"};
  for (std::size_t letters = 1; letters <= kMostLetters; ++letters) {
    asked.push_back({kNames[letters - 1],
                     [letters](const Typed& typed) { return with_letters(typed.plain, letters); },
                     search(true)});
  }
  asked.push_back(
      {"suggest", half_typed, [&backend, limit](const std::string& text) -> Result<std::size_t> {
         auto found = backend.suggest(text, limit);
         if (!found) return std::move(found).error();
         return found->size();
       }});
  return asked;
}

// Round 0 warms up and counts.
Status measure(std::vector<Way>& asked, const std::vector<Typed>& queries, std::size_t rounds) {
  for (std::size_t round = 0; round <= rounds; ++round) {
    for (const Typed& typed : queries) {
      for (Way& way : asked) {
        const std::string text = way.text(typed);
        if (text.empty()) continue;
        const Clock::time_point began = Clock::now();
        const auto hits = way.ask(text);
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
  std::vector<Way> asked = ways(*backend, options.limit);
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
