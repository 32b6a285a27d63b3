// phrase_matcher.h - do the words of a phrase stand at their distances in a document?
//
// One thread at a time. Tested by: tests/unit/query/block_max_search_test.cc
#pragma once

#include <vector>

#include "query/ranked_query.h"
#include "query/word_lane.h"

namespace modelzoo::query {

// Reads the rarest word's positions first, and those of the next only while some place is left.
// REQUIRES: lanes of all words of the query, with positions, by rising number of postings or nearly
// so; the document has all of them. `scratch` is overwritten.
[[nodiscard]] bool matches_phrase(const RankedQuery& query, const std::vector<WordLane*>& lanes,
                                  index::DocId doc,
                                  std::vector<std::vector<index::Position>>& scratch);

}  // namespace modelzoo::query
