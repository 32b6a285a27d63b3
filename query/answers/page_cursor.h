// page_cursor.h - where the next page begins, as an opaque word for URLs. It holds the place in the
// order and a digest of the query, so that a cursor of another query is refused and not answered
// wrongly. Thread-safe.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "query/search_request.h"
#include "schemas/result.h"

namespace modelzoo::query {

[[nodiscard]] std::string make_cursor(const SearchRequest& request, std::uint64_t place);
// kInvalidArgument: not a cursor, or one of another query.
[[nodiscard]] Result<std::uint64_t> read_cursor(const SearchRequest& request,
                                                std::string_view cursor);

}  // namespace modelzoo::query
