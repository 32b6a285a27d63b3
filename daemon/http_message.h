// http_message.h - an HTTP request and its answer as plain values, so that routes and their tests
// compile without Beast.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace modelzoo::daemon {

using Headers = std::vector<std::pair<std::string, std::string>>;

struct HttpRequest {
  std::string method;  // "GET"
  std::string target;  // as sent: "/v1/search?q=a+b"
  std::string path;    // decoded, without the query: "/v1/search"
  std::vector<std::pair<std::string, std::string>> query;  // decoded, in order, repeats kept
  Headers headers;
  std::string body;
  std::string remote_address;
  bool keep_alive = true;

  // First value by case-insensitive name; nullopt when absent.
  [[nodiscard]] std::optional<std::string_view> header(std::string_view name) const;
  [[nodiscard]] std::optional<std::string_view> param(std::string_view name) const;
};

// What a faulty server does to an answer; used by github-sim, never by modelzood.
struct ConnectionFault {
  std::chrono::milliseconds delay{0};
  std::optional<std::size_t> cut_after_bytes;  // of the body; then the connection is closed
  bool close_without_answer = false;
};

// What many answers have in common, made once and never changed (result_cache.h): sent without a
// copy, as it is.
struct SharedAnswer {
  Headers headers;  // follow those of the response
  std::string body;
  std::string tag;  // the ETag among the headers
};

struct HttpResponse {
  unsigned status = 200;
  Headers headers;  // Content-Length, Date, Connection and Server are set by the server
  std::string body;
  std::shared_ptr<const SharedAnswer> shared;  // sent in place of `body` when set
  ConnectionFault fault;
};

}  // namespace modelzoo::daemon
