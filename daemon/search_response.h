// search_response.h - a search result as the JSON of GET /v1/search (schemas/openapi.json).
// Thread-safe.
#pragma once

#include <chrono>
#include <string>

#include "query/search_request.h"
#include "query/search_result.h"

namespace modelzoo {
class JsonWriter;
}

namespace modelzoo::daemon {

[[nodiscard]] std::string search_response_json(const query::SearchRequest& request,
                                               const query::SearchResult& result,
                                               std::chrono::microseconds took);

// One hit as an object; also for /related and /trending.
void append_hit(const query::Hit& hit, JsonWriter& json);
// [{"value", "count"}, ...]
void append_facet_values(const query::Facet& facet, JsonWriter& json);

}  // namespace modelzoo::daemon
