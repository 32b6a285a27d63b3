// search_answer.h - the answer of GET /v1/search: what the client has already (304), what the cache
// has (result_cache.h), or what the index says now. Thread-safe.
#pragma once

#include "daemon/http_message.h"

namespace modelzoo::daemon {

struct Services;

// The ETag names the question and the index's state; took_us of a cached answer is that of the
// search that made it.
[[nodiscard]] HttpResponse search_answer(Services& services, const HttpRequest& request);

}  // namespace modelzoo::daemon
