#include "daemon/json_response.h"

#include <cstdio>

namespace modelzoo::daemon {

HttpResponse json_response(std::string body, unsigned status) {
  HttpResponse response;
  response.status = status;
  response.headers.emplace_back("Content-Type", "application/json; charset=utf-8");
  response.headers.emplace_back("Access-Control-Allow-Origin", "*");
  response.body = std::move(body);
  return response;
}

std::string content_tag(std::string_view body) {
  std::uint64_t hash = 14695981039346656037ULL;
  for (const char c : body) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
  char text[24];
  std::snprintf(text, sizeof text, "%016llx", static_cast<unsigned long long>(hash));
  return text;
}

HttpResponse with_etag(HttpResponse response, const HttpRequest& request,
                       std::string_view cache_control) {
  const std::string tag = "\"" + content_tag(response.body) + "\"";
  response.headers.emplace_back("ETag", tag);
  response.headers.emplace_back("Cache-Control", cache_control);
  const auto known = request.header("if-none-match");
  if (response.status == 200 && known &&
      (*known == "*" || known->find(tag) != std::string_view::npos)) {
    response.status = 304;
    response.body.clear();
  }
  return response;
}

}  // namespace modelzoo::daemon
