// fetch_response.h - what a server answered, as the readers of answers see it: they need no client.
//
// A value: thread-safe while nobody changes it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace modelzoo::crawler {

using HeaderList = std::vector<std::pair<std::string, std::string>>;

struct FetchResponse {
  unsigned status = 0;
  HeaderList headers;
  std::string body;  // unpacked
  // First value by case-insensitive name.
  [[nodiscard]] std::optional<std::string_view> header(std::string_view name) const;
};

}  // namespace modelzoo::crawler
