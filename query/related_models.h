// related_models.h - models that are like one: the other implementations of its paper first, then
// those that use the same telling words, topics and framework.
//
//   score = text + 0.25 * topics + 0.10 * framework + 0.10 * category + paper + 0.10 * stars
//
// text: BM25F over the model's 24 most telling words (tf-idf over name, description, topics,
// headings and body), as a share of the best document's; topics: the idf-weighted share of its
// topics that the other has; framework, category: 1 when one is shared; paper: 2 for each paper
// that both READMEs name (index/analysis/paper_keys.h), less when many name it; stars: log(1 +
// stars) as a share of many. Archived repositories, forks and lists count less. Less than a
// millisecond for a README of some kilobytes in 100,000 repositories. Thread-safe. Tested by:
// tests/unit/query/related_models_test.cc
#pragma once

#include <cstddef>
#include <vector>

#include "index/segments/snapshot.h"
#include "query/search_result.h"
#include "schemas/result.h"

namespace modelzoo::query {

// The best `limit`, without the model itself. Errors are those of reading the index.
[[nodiscard]] Result<std::vector<Hit>> related_models(const index::Snapshot& snapshot,
                                                      const index::DocAddress& of,
                                                      std::size_t limit);

}  // namespace modelzoo::query
