// modelzoo-bench - measurements in process, as JSON on standard output.
#include <CLI/CLI.hpp>
#include <map>

#include "tools/modelzoo_bench/benchmarks.h"

int main(int argc, char** argv) {
  namespace tools = modelzoo::tools;
  using modelzoo::query::Ranking;
  CLI::App app(
      "modelzoo-bench: measure indexing, queries, a living index and relevance in process");
  app.set_version_flag("--version", "modelzoo-bench " MODELZOO_VERSION);
  app.require_subcommand(1);
  const std::map<std::string, Ranking> rankings = {{"bm25", Ranking::kBm25},
                                                   {"star", Ranking::kStar}};

  tools::IndexBenchmark indexing;
  bool no_documents = false;
  CLI::App* index = app.add_subcommand("index", "NDJSON to one merged, synced segment");
  index->add_option("--input", indexing.input, "NDJSON, plain, .gz or .zst")->required();
  index->add_option("--data-dir", indexing.data_dir, "a folder that is new or empty")->required();
  index->add_option("--threads", indexing.threads, "threads that analyse (1)")
      ->check(CLI::Range(1, 64));
  index->add_flag("--no-documents", no_documents, "index only, store no documents");
  index->add_flag("--quiet,-q", indexing.quiet, "no progress");

  tools::QueryBenchmark querying;
  CLI::App* query = app.add_subcommand("query", "time the queries of a TSV file (kind, query)");
  query->add_option("--data-dir", querying.data_dir, "the index")->required();
  query->add_option("--queries", querying.queries, "kind<TAB>query; term, or, and, phrase")
      ->required();
  query->add_option("--k", querying.k, "hits asked for (10)")->check(CLI::Range(1, 10'000));
  query->add_option("--repeat", querying.repeat, "measured rounds (5)")->check(CLI::Range(1, 1000));
  query->add_option("--ranking", querying.ranking, "bm25 or star (bm25)")
      ->transform(CLI::CheckedTransformer(rankings));
  query->add_option("--cache-bytes", querying.cache_bytes, "memory for blocks of the index (256M)")
      ->transform(CLI::AsSizeValue(false));

  tools::SearchBenchmark searching;
  CLI::App* search =
      app.add_subcommand("search", "time the queries as /v1/search runs them, to whole hits");
  search->add_option("--data-dir", searching.data_dir, "the index")->required();
  search->add_option("--queries", searching.queries, "kind<TAB>query")->required();
  search->add_option("--kind", searching.kind, "only term, or, and, phrase");
  search->add_option("--limit", searching.limit, "hits asked for (20)")->check(CLI::Range(1, 100));
  search->add_option("--repeat", searching.repeat, "measured rounds (5)")
      ->check(CLI::Range(1, 1000));
  search->add_flag("--highlight", searching.highlight, "with marked passages");
  search->add_option("--cache-bytes", searching.cache_bytes, "as for query")
      ->transform(CLI::AsSizeValue(false));

  tools::LivingBenchmark living;
  CLI::App* live = app.add_subcommand("living", "queries beside writes; changes the index");
  live->add_option("--data-dir", living.data_dir, "an index with documents; a copy")->required();
  live->add_option("--queries", living.queries, "kind<TAB>query")->required();
  live->add_option("--seconds", living.seconds, "at rest and again under load (20)")
      ->check(CLI::Range(0.1, 3600.0));
  live->add_option("--records-per-second", living.records_per_second, "replaced one by one (200)")
      ->check(CLI::Range(0.0, 1e6));
  live->add_option("--stars-per-second", living.stars_per_second, "changed, 20 a write (2000)")
      ->check(CLI::Range(0.0, 1e7));
  live->add_option("--stars", living.star_load,
                   "growing by hundredths, or drawn anew from 0 to 100,000 (growing)")
      ->transform(CLI::CheckedTransformer(std::map<std::string, tools::StarLoad>{
          {"growing", tools::StarLoad::kGrowing}, {"drawn", tools::StarLoad::kDrawn}}));
  live->add_option("--ranking", living.ranking, "bm25 or star (star)")
      ->transform(CLI::CheckedTransformer(rankings));

  tools::RelevanceBenchmark judging;
  CLI::App* relevance = app.add_subcommand("relevance", "judge the ranking by a set of judgements");
  relevance->add_option("--data-dir", judging.data_dir, "the index")->required();
  relevance->add_option("--queries", judging.queries, "qid<TAB>text")->required();
  relevance->add_option("--qrels", judging.qrels, "qid<TAB>full_name<TAB>grade")->required();
  relevance->add_option("--run", judging.run, "write the hits there: qid Q0 full_name rank score");
  relevance->add_option("--ranking", judging.ranking, "bm25 or star (star)")
      ->transform(CLI::CheckedTransformer(rankings));

  tools::TyposBenchmark typing;
  CLI::App* typos = app.add_subcommand("typos", "what one typing error in a query costs");
  typos->add_option("--data-dir", typing.data_dir, "the index")->required();
  typos->add_option("--queries", typing.queries, "qid<TAB>text")->required();
  typos->add_option("--qrels", typing.qrels, "qid<TAB>full_name<TAB>grade")->required();
  typos->add_option("--seed", typing.seed, "of the random edits (1)");
  typos->add_flag("--show", typing.show, "what is lost, on standard error");

  tools::TypingBenchmark completing;
  CLI::App* as_typed = app.add_subcommand(
      "typing", "time queries as they are, mistyped, half typed and as completions");
  as_typed->add_option("--data-dir", completing.data_dir, "an index with documents")->required();
  as_typed->add_option("--queries", completing.queries, "kind<TAB>query; term and and are taken")
      ->required();
  as_typed->add_option("--limit", completing.limit, "hits asked for (10)")
      ->check(CLI::Range(1, 100));
  as_typed->add_option("--repeat", completing.repeat, "measured rounds (5)")
      ->check(CLI::Range(1, 1000));
  as_typed->add_option("--seed", completing.seed, "of the random edits (1)");

  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  }
  indexing.documents = !no_documents;
  if (index->parsed()) return tools::run_index_benchmark(indexing);
  if (query->parsed()) return tools::run_query_benchmark(querying);
  if (search->parsed()) return tools::run_search_benchmark(searching);
  if (live->parsed()) return tools::run_living_benchmark(living);
  if (as_typed->parsed()) return tools::run_typing_benchmark(completing);
  if (typos->parsed()) return tools::run_typos_benchmark(typing);
  return tools::run_relevance_benchmark(judging);
}
