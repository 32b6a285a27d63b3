// What a typing error costs: each query once as it is and once with one random edit in one of its
// words, from a fixed seed.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <vector>

#include "index/store/index_store.h"
#include "query/snapshot_search.h"
#include "schemas/json_writer.h"
#include "schemas/taxonomy.h"
#include "tools/commands.h"
#include "tools/modelzoo_bench/benchmarks.h"
#include "tools/modelzoo_bench/judgements.h"
#include "tools/modelzoo_bench/typist.h"
#include "tools/opened_index.h"

namespace modelzoo::tools {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::uint32_t kPage = 20;
constexpr std::size_t kFirstHits = 3;

// Places from 0; the page's length when none of the right ones is on it.
std::size_t place_of(const query::SearchResult& result, const Grades& right) {
  for (std::size_t i = 0; i < result.hits.size(); ++i) {
    const auto judged = right.find(folded_name(result.hits[i].record.full_name));
    if (judged != right.end() && judged->second > 0) return i;
  }
  return kPage;
}

struct Timed {
  std::vector<double> us;
  [[nodiscard]] double median() {
    if (us.empty()) return 0;
    std::nth_element(us.begin(), us.begin() + static_cast<std::ptrdiff_t>(us.size() / 2), us.end());
    return us[us.size() / 2];
  }
};

}  // namespace

int run_typos_benchmark(const TyposBenchmark& options) {
  const auto judgements = read_judgements(options.queries, options.qrels);
  if (!judgements) return fail(judgements.error().message);
  const auto store = open_store_to_read(options.data_dir);
  if (!store) return fail(store.error().message);
  const auto snapshot = (*store)->snapshot();
  Timed exact;
  Timed mistyped;
  std::optional<Error> failed;
  const auto place = [&](const std::string& text, const Grades& right, Timed& timed) {
    query::SearchRequest request;
    request.query = text;
    request.limit = kPage;
    const Clock::time_point began = Clock::now();
    const auto result = query::search_snapshot(*snapshot, builtin_taxonomy(), request);
    timed.us.push_back(std::chrono::duration<double, std::micro>(Clock::now() - began).count());
    if (!result) failed = result.error();
    return result ? place_of(*result, right) : std::size_t{kPage};
  };
  Typist typist(options.seed);
  std::uint64_t first = 0;
  std::uint64_t kept = 0;
  std::uint64_t on_page = 0;
  for (const JudgedQuery& query : *judgements) {
    const std::string wrong = typist.edited(query.text);
    if (place(query.text, query.grades, exact) != 0) continue;
    ++first;
    const std::size_t after = place(wrong, query.grades, mistyped);
    if (after < kFirstHits) ++kept;
    if (after < kPage) ++on_page;
    if (options.show && after >= kFirstHits)
      std::fprintf(stderr, "%s\t%s\t%zu\n", query.text.c_str(), wrong.c_str(), after + 1);
  }
  if (failed) return fail(failed->message);
  const auto share = [&](std::uint64_t n) {
    return first > 0 ? static_cast<double>(n) / static_cast<double>(first) : 0.0;
  };
  std::string out;
  JsonWriter(out)
      .begin_object()
      .member("queries", std::uint64_t{judgements->size()})
      .member("first_without_edit", first)
      .member("in_first_three_with_edit", share(kept))
      .member("on_first_page_with_edit", share(on_page))
      .member("exact_p50_us", exact.median())
      .member("mistyped_p50_us", mistyped.median())
      .end_object();
  std::puts(out.c_str());
  return 0;
}

}  // namespace modelzoo::tools
