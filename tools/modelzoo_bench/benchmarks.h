// benchmarks.h - the measurements of `modelzoo-bench`: in process, one JSON object on standard
// output. Each returns the exit code.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "query/search_request.h"

namespace modelzoo::tools {

struct IndexBenchmark {
  std::string input, data_dir;
  bool documents = true;
  bool quiet = false;
  unsigned threads = 1;
};

// NDJSON to one merged, synced segment.
int run_index_benchmark(const IndexBenchmark& options);

struct QueryBenchmark {
  std::string data_dir, queries;
  std::size_t k = 10, repeat = 5;
  query::Ranking ranking = query::Ranking::kBm25;
  std::size_t cache_bytes = std::size_t{256} << 20;  // for blocks of the index
};

// Times each query of a TSV file (kind, query), one thread, warm, no result cache; what is timed is
// everything from the text of the query to the addresses and scores of the best k.
int run_query_benchmark(const QueryBenchmark& options);

struct SearchBenchmark {
  std::string data_dir, queries;
  std::string kind;  // empty: all
  std::uint32_t limit = 20;
  std::size_t repeat = 5;
  bool highlight = false;
  std::size_t cache_bytes = std::size_t{256} << 20;
};

// The same queries as /v1/search runs them, through the backend, to whole hits: what HTTP adds to,
// and what a highlight costs.
int run_search_benchmark(const SearchBenchmark& options);

enum class StarLoad : std::uint8_t {
  kGrowing,  // 5,000 repositories gain a star or a hundredth of those they have, at a time
  kDrawn,    // any repository has from 0 to 100,000, drawn anew
};

struct LivingBenchmark {
  std::string data_dir, queries;
  double seconds = 20;  // at rest, and again under load
  double records_per_second = 200, stars_per_second = 2000;
  StarLoad star_load = StarLoad::kGrowing;
  query::Ranking ranking = query::Ranking::kStar;
};

// Queries beside writes and merges. Changes the index: give it a copy that holds documents.
int run_living_benchmark(const LivingBenchmark& options);

struct RelevanceBenchmark {
  std::string data_dir, queries, qrels;
  std::string run;  // a file to write the hits to, in trec_eval's form; empty: none
  query::Ranking ranking = query::Ranking::kStar;
};

// Runs each query as /v1/search does, to 100 hits, and compares with the judgements: nDCG@10 with
// gain 2^grade - 1, MRR@10, recall@10, recall@100, MAP over the first 100; means over the queries
// with a judged document.
int run_relevance_benchmark(const RelevanceBenchmark& options);

struct TyposBenchmark {
  std::string data_dir, queries, qrels;
  std::uint32_t seed = 1;
  bool show = false;  // what is lost, on standard error: query, with its edit, new place
};

// Of the queries whose repository comes first, the share that keeps it among the first three with
// one random edit (insert, delete, substitute, transpose) in one word; and what both take.
int run_typos_benchmark(const TyposBenchmark& options);

struct TypingBenchmark {
  std::string data_dir, queries;
  std::uint32_t limit = 10;
  std::size_t repeat = 5;
  std::uint32_t seed = 1;
};

// Each query of kind term or and in four ways: plain, with one random edit, with its last word half
// typed, and that as a completion; with the ratios of their medians to the plain one's.
int run_typing_benchmark(const TypingBenchmark& options);

}  // namespace modelzoo::tools
