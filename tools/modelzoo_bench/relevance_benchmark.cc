#include <algorithm>
#include <cmath>
#include <cstdio>
#include <memory>
#include <vector>

#include "index/store/index_store.h"
#include "query/snapshot_search.h"
#include "schemas/json_writer.h"
#include "schemas/taxonomy.h"
#include "tools/commands.h"
#include "tools/modelzoo_bench/benchmarks.h"
#include "tools/modelzoo_bench/judgements.h"
#include "tools/opened_index.h"

namespace modelzoo::tools {
namespace {

constexpr std::size_t kDepth = 100;
constexpr std::size_t kFirstPage = 10;

struct Sums {
  double ndcg = 0, mrr = 0, recall_10 = 0, recall_100 = 0, map = 0;
  std::uint64_t queries = 0;
};

double gain(int grade) { return std::exp2(grade) - 1; }
double discount(std::size_t rank) { return 1 / std::log2(static_cast<double>(rank) + 2); }

void judge(const std::vector<std::string>& hits, const Grades& grades, Sums& sums) {
  std::vector<int> best;
  for (const auto& [name, grade] : grades) {
    if (grade > 0) best.push_back(grade);
  }
  if (best.empty()) return;
  std::sort(best.rbegin(), best.rend());
  double ideal = 0;
  for (std::size_t i = 0; i < std::min(best.size(), kFirstPage); ++i)
    ideal += gain(best[i]) * discount(i);
  double found = 0;
  double precision = 0;
  double dcg = 0;
  for (std::size_t i = 0; i < hits.size(); ++i) {
    const auto judged = grades.find(hits[i]);
    if (judged == grades.end() || judged->second <= 0) continue;
    if (i < kFirstPage) {
      dcg += gain(judged->second) * discount(i);
      if (found == 0) sums.mrr += 1 / static_cast<double>(i + 1);
      sums.recall_10 += 1 / static_cast<double>(best.size());
    }
    ++found;
    precision += found / static_cast<double>(i + 1);
  }
  sums.ndcg += dcg / ideal;
  sums.recall_100 += found / static_cast<double>(best.size());
  sums.map += precision / static_cast<double>(best.size());
  ++sums.queries;
}

void report(const Sums& sums) {
  const double n = sums.queries > 0 ? static_cast<double>(sums.queries) : 1;
  std::string out;
  JsonWriter(out)
      .begin_object()
      .member("queries", sums.queries)
      .member("ndcg@10", sums.ndcg / n)
      .member("mrr@10", sums.mrr / n)
      .member("recall@10", sums.recall_10 / n)
      .member("recall@100", sums.recall_100 / n)
      .member("map", sums.map / n)
      .end_object();
  std::puts(out.c_str());
}

// In trec_eval's form, so that other programs can judge it, and two runs can be compared.
void write_run(std::FILE* file, const std::string& id, const std::vector<query::Hit>& hits) {
  for (std::size_t i = 0; i < hits.size(); ++i) {
    std::fprintf(file, "%s Q0 %s %zu %.3f modelzoo\n", id.c_str(), hits[i].record.full_name.c_str(),
                 i + 1, hits[i].score);
  }
}

}  // namespace

int run_relevance_benchmark(const RelevanceBenchmark& options) {
  const auto judgements = read_judgements(options.queries, options.qrels);
  if (!judgements) return fail(judgements.error().message);
  const auto store = open_store_to_read(options.data_dir);
  if (!store) return fail(store.error().message);
  const auto snapshot = (*store)->snapshot();
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> run(
      options.run.empty() ? nullptr : std::fopen(options.run.c_str(), "w"), &std::fclose);
  if (!options.run.empty() && !run) return fail("cannot write " + options.run);
  Sums sums;
  for (const JudgedQuery& judged : *judgements) {
    query::SearchRequest request;
    request.query = judged.text;
    request.limit = kDepth;
    request.ranking = options.ranking;
    const auto result = query::search_snapshot(*snapshot, builtin_taxonomy(), request);
    if (!result) return fail("query " + judged.id + ": " + result.error().message);
    std::vector<std::string> hits;
    for (const query::Hit& hit : result->hits) hits.push_back(folded_name(hit.record.full_name));
    judge(hits, judged.grades, sums);
    if (run) write_run(run.get(), judged.id, result->hits);
  }
  report(sums);
  return 0;
}

}  // namespace modelzoo::tools
