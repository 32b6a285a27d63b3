// json_response.h - answers of the API: JSON, with an ETag of the index's state where it may be
// cached.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "daemon/http_message.h"

namespace modelzoo::daemon {

[[nodiscard]] HttpResponse json_response(std::string body, unsigned status = 200);

// A strong tag of `body`, and 304 where the request has it already.
[[nodiscard]] HttpResponse with_etag(HttpResponse response, const HttpRequest& request,
                                     std::string_view cache_control);

// FNV-1a, 64 bits, hex.
[[nodiscard]] std::string content_tag(std::string_view body);

}  // namespace modelzoo::daemon
