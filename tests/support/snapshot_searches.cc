#include "tests/support/snapshot_searches.h"

#include <gtest/gtest.h>

#include "query/snapshot_search.h"
#include "schemas/taxonomy.h"

namespace modelzoo::testing {

query::SearchResult searched(const index::Snapshot& snapshot, const query::SearchRequest& request) {
  auto result = query::search_snapshot(snapshot, builtin_taxonomy(), request);
  EXPECT_TRUE(result) << request.query << ": " << (result ? "" : result.error().message);
  return result ? std::move(result).value() : query::SearchResult();
}

query::SearchResult searched(const index::Snapshot& snapshot, const std::string& query) {
  query::SearchRequest request;
  request.query = query;
  return searched(snapshot, request);
}

std::vector<std::string> names_of(const std::vector<query::Hit>& hits) {
  std::vector<std::string> names;
  for (const query::Hit& hit : hits) names.push_back(hit.record.full_name);
  return names;
}

}  // namespace modelzoo::testing
