// block_max_search.h - the k best documents of a snapshot for a ranked query, exactly: the same
// documents, order and integer scores as scoring every match would give
// (tests/reference/exhaustive_search.h), with most postings never looked at.
//
// Each segment is searched by the kernel for what is asked (segment_search.h): one_word_search.cc,
// any_words_search.cc, all_words_search.cc. The figures behind them: index/DESIGN.md.
//
// Order: score, then stars of today, then name. Deleted documents do not appear. Thread-safe.
// Tested by: tests/unit/query/block_max/block_max_search_test.cc
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "index/segments/snapshot.h"
#include "query/block_max/ranked_query.h"
#include "schemas/result.h"

namespace modelzoo::query {

struct RankedDoc {
  index::DocAddress at;
  std::uint32_t score = 0;  // text_score.h, plus star_prior.h when ranked by stars too
  friend bool operator==(const RankedDoc&, const RankedDoc&) = default;
};

// kCorrupt, kIo when a posting list cannot be read.
[[nodiscard]] Result<std::vector<RankedDoc>> search_top_k(const index::Snapshot& snapshot,
                                                          const RankedQuery& query, std::size_t k,
                                                          Ranking ranking);

}  // namespace modelzoo::query
