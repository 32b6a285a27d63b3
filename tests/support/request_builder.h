// request_builder.h - HTTP requests as a server would hand them over, without one.
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "daemon/http_message.h"
#include "daemon/request_target.h"

namespace modelzoo::testing {

[[nodiscard]] inline daemon::HttpRequest http_request(std::string method, std::string_view target,
                                                      daemon::Headers headers = {},
                                                      std::string body = {}) {
  daemon::HttpRequest request;
  request.method = std::move(method);
  daemon::read_target(target, request);
  request.headers = std::move(headers);
  request.body = std::move(body);
  return request;
}

}  // namespace modelzoo::testing
