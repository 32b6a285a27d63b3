// exhaustive_search.h - the oracle of ranked search: reads every posting of every word, scores
// every match, sorts all. No skipping, no bounds, no heap; shares no code with query/ beyond the
// types of its answer.
#pragma once

#include <cstddef>
#include <vector>

#include "index/segments/snapshot.h"
#include "query/block_max/block_max_search.h"

namespace modelzoo::testing {

// The k best as query/block_max/block_max_search.h promises them. Weights are taken from the query.
[[nodiscard]] std::vector<query::RankedDoc> exhaustive_top_k(const index::Snapshot& snapshot,
                                                             const query::RankedQuery& query,
                                                             std::size_t k, query::Ranking ranking);

}  // namespace modelzoo::testing
