#include "daemon/submission.h"

#include <simdjson.h>

#include "crawler/name_list.h"
#include "schemas/utf8.h"

namespace modelzoo::daemon {

Result<std::string> repository_name(std::string_view text) {
  auto name = crawler::parse_repository_name(text);
  if (name) return std::move(*name);
  return Error{ErrorCode::kInvalidArgument,
               "url: \"" + std::string(utf8_prefix(text, 200)) +
                   "\" is no GitHub repository, as https://github.com/owner/name"};
}

Result<std::string> submitted_name(const HttpRequest& request) {
  const std::string_view type = request.header("content-type").value_or("");
  if (type.starts_with("application/x-www-form-urlencoded")) {
    for (std::size_t at = request.body.find("url="); at != std::string::npos;) {
      std::string value = request.body.substr(at + 4, request.body.find('&', at) - at - 4);
      std::string decoded;
      for (std::size_t i = 0; i < value.size(); ++i) {
        const bool escape = value[i] == '%' && i + 2 < value.size();
        decoded += escape
                       ? static_cast<char>(std::strtol(value.substr(i + 1, 2).c_str(), nullptr, 16))
                       : (value[i] == '+' ? ' ' : value[i]);
        if (escape) i += 2;
      }
      return repository_name(decoded);
    }
    return Error{ErrorCode::kInvalidArgument, "url: is missing"};
  }
  simdjson::dom::parser parser;
  simdjson::dom::element document;
  if (parser.parse(request.body).get(document) != simdjson::SUCCESS || !document.is_object()) {
    return Error{ErrorCode::kInvalidArgument,
                 "the body must be JSON: {\"url\": \"https://github.com/owner/name\"}"};
  }
  for (const char* key : {"url", "full_name"}) {
    std::string_view text;
    if (document[key].get_string().get(text) == simdjson::SUCCESS) return repository_name(text);
  }
  return Error{ErrorCode::kInvalidArgument, "url: is missing"};
}

Result<std::vector<std::string>> asked_names(const HttpRequest& request) {
  constexpr std::size_t kMostNames = 10'000;
  const Error shape{
      ErrorCode::kInvalidArgument,
      "full_names: the body must be JSON: {\"full_names\": [\"owner/name\"]}, with 1 to " +
          std::to_string(kMostNames) + " names"};
  simdjson::dom::parser parser;
  simdjson::dom::array given;
  if (parser.parse(request.body)["full_names"].get_array().get(given) != simdjson::SUCCESS)
    return shape;
  std::vector<std::string> names;
  for (const simdjson::dom::element item : given) {
    std::string_view text;
    if (item.get_string().get(text) != simdjson::SUCCESS || names.size() == kMostNames)
      return shape;
    auto name = crawler::parse_repository_name(text);
    if (!name)
      return Error{ErrorCode::kInvalidArgument, "full_names: \"" +
                                                    std::string(utf8_prefix(text, 200)) +
                                                    "\" is no repository; write owner/name"};
    names.push_back(std::move(*name));
  }
  if (names.empty()) return shape;
  return names;
}

}  // namespace modelzoo::daemon
