#include "daemon/http_message.h"

#include <algorithm>

#include "schemas/record.h"

namespace modelzoo::daemon {

std::optional<std::string_view> HttpRequest::header(std::string_view name) const {
  const std::string wanted = folded_name(name);
  for (const auto& [key, value] : headers) {
    if (folded_name(key) == wanted) return value;
  }
  return std::nullopt;
}

std::optional<std::string_view> HttpRequest::param(std::string_view name) const {
  for (const auto& [key, value] : query) {
    if (key == name) return value;
  }
  return std::nullopt;
}

}  // namespace modelzoo::daemon
