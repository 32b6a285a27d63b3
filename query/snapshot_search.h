// snapshot_search.h - runs a search over one snapshot: parse, plan, match, rank, count, page.
// Thread-safe.
#pragma once

#include "index/segments/snapshot.h"
#include "query/search_request.h"
#include "query/search_result.h"
#include "schemas/result.h"

namespace modelzoo {
struct Taxonomy;
}

namespace modelzoo::query {

// kInvalidArgument for parameters out of range (names the parameter).
[[nodiscard]] Result<SearchResult> search_snapshot(const index::Snapshot& snapshot,
                                                   const Taxonomy& taxonomy,
                                                   const SearchRequest& request);

// The summary of a document with its newest numbers.
[[nodiscard]] Result<Record> current_summary(const index::Snapshot& snapshot,
                                             const index::DocAddress& at);
// The whole record, likewise.
[[nodiscard]] Result<Record> current_record(const index::Snapshot& snapshot,
                                            const index::DocAddress& at);

}  // namespace modelzoo::query
