// snapshot_searches.h - searches of a snapshot by tests that expect them to succeed, with the
// built-in taxonomy.
#pragma once

#include <string>
#include <vector>

#include "index/segments/snapshot.h"
#include "query/search_request.h"
#include "query/search_result.h"

namespace modelzoo::testing {

// Empty, and the test fails, when the search does.
[[nodiscard]] query::SearchResult searched(const index::Snapshot& snapshot,
                                           const query::SearchRequest& request);
[[nodiscard]] query::SearchResult searched(const index::Snapshot& snapshot,
                                           const std::string& query);

// The hits' full names in their order.
[[nodiscard]] std::vector<std::string> names_of(const std::vector<query::Hit>& hits);

}  // namespace modelzoo::testing
