// benchmarks.h - the measurements of `modelzoo-bench`: in process, one JSON object on standard
// output. Each returns the exit code.
#pragma once

#include <cstddef>
#include <string>

#include "query/search_request.h"

namespace modelzoo::tools {

struct IndexBenchmark {
  std::string input, data_dir;
  bool documents = true;
  bool quiet = false;
};

// NDJSON to one merged, synced segment.
int run_index_benchmark(const IndexBenchmark& options);

struct QueryBenchmark {
  std::string data_dir, queries;
  std::size_t k = 10, repeat = 5;
  query::Ranking ranking = query::Ranking::kBm25;
};

// Times each query of a TSV file (kind, query), one thread, warm, no result cache; what is timed is
// everything from the text of the query to the addresses and scores of the best k.
int run_query_benchmark(const QueryBenchmark& options);

struct RelevanceBenchmark {
  std::string data_dir, queries, qrels;
  query::Ranking ranking = query::Ranking::kStar;
};

// Runs each query as /v1/search does, to 100 hits, and compares with the judgements: nDCG@10 with
// gain 2^grade - 1, MRR@10, recall@10, recall@100, MAP over the first 100; means over the queries
// with a judged document.
int run_relevance_benchmark(const RelevanceBenchmark& options);

}  // namespace modelzoo::tools
