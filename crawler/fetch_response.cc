#include "crawler/fetch_response.h"

#include <boost/beast/core/string.hpp>

namespace modelzoo::crawler {

std::optional<std::string_view> FetchResponse::header(std::string_view name) const {
  for (const auto& [key, value] : headers)
    if (boost::beast::iequals(key, name)) return std::string_view(value);
  return std::nullopt;
}

}  // namespace modelzoo::crawler
