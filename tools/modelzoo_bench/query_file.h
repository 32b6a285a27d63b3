// query_file.h - the queries that are timed: a TSV file of kind and text. Thread-safe.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "query/block_max/ranked_query.h"
#include "schemas/result.h"

namespace modelzoo::tools {

struct TimedQuery {
  query::MatchMode mode = query::MatchMode::kAny;
  std::string text;
};

using QueriesByKind = std::map<std::string, std::vector<TimedQuery>, std::less<>>;

// kind<TAB>query, one a line; kind is one of term, or, and, phrase. kIo; kInvalidArgument names the
// line.
[[nodiscard]] Result<QueriesByKind> read_query_file(const std::string& path);

// The text in the query language of /v1/search: "a OR b", "a b", "\"a b\"".
[[nodiscard]] std::string in_query_language(std::string_view kind, std::string_view text);

}  // namespace modelzoo::tools
