#include "daemon/submission.h"

#include <simdjson.h>

#include "schemas/record.h"

namespace modelzoo::daemon {

Result<std::string> repository_name(std::string_view text) {
  const std::string given(text.substr(0, 200));
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\n' || text.back() == '\r'))
    text.remove_suffix(1);
  for (const std::string_view prefix :
       {"https://", "http://", "www.", "github.com/", "git@github.com:"}) {
    if (text.starts_with(prefix)) text.remove_prefix(prefix.size());
  }
  text = text.substr(0, text.find_first_of("?#"));
  const std::size_t slash = text.find('/');
  if (slash != std::string_view::npos) text = text.substr(0, text.find('/', slash + 1));
  if (text.ends_with(".git")) text.remove_suffix(4);
  if (!is_full_name(text)) {
    return Error{
        ErrorCode::kInvalidArgument,
        "url: \"" + given + "\" is no GitHub repository, as https://github.com/owner/name"};
  }
  return std::string(text);
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

}  // namespace modelzoo::daemon
