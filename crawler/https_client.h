// https_client.h - one HTTP exchange at a time per connection, over TLS, with deadlines.
//
// TLS certificates are checked against the system's store and the host name; SNI is sent. Plain
// http:// is accepted for loopback addresses only. Connections are kept and used again; bodies are
// unpacked (gzip) and limited. It knows nothing of GitHub: no retries, no redirects.
//
// One thread at a time: the executor's. The client must outlive its coroutines.
// Tested by: tests/unit/crawler/https_client_test.cc, tests/integration/crawl_test.cc
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "crawler/fetch_response.h"
#include "schemas/result.h"

namespace modelzoo::crawler {

struct FetchRequest {
  std::string method = "GET";
  std::string url;
  HeaderList headers;  // User-Agent, Host and Accept-Encoding are added
  std::string body;
};

// Why there is no answer.
enum class FetchFailure : std::uint8_t {
  kBadUrl,     // no URL, or plain http:// to another machine
  kDns,        // the host has no address
  kConnect,    // refused, unreachable
  kTls,        // handshake failed, certificate refused
  kTimeout,    // a deadline passed
  kCut,        // the connection ended before the answer did
  kMalformed,  // what came is not HTTP, or the gzip is broken
  kTooLarge,   // longer than max_body_bytes
  kCancelled,
};

// "dns", "connect", ...: stable, for metrics and logs.
[[nodiscard]] const char* fetch_failure_name(FetchFailure failure);

struct FetchError {
  FetchFailure failure = FetchFailure::kCancelled;
  std::string message;
};

// An answer (of any status) or a reason.
struct FetchOutcome {
  std::optional<FetchResponse> response;
  FetchError error;  // when there is no response
};

struct HttpsClientOptions {
  std::string user_agent = "modelzoo";
  std::chrono::milliseconds connect_timeout{10'000};  // name, TCP and TLS together
  std::chrono::milliseconds io_timeout{20'000};       // renewed at each read and write
  std::chrono::milliseconds request_timeout{60'000};  // from start to end
  std::chrono::milliseconds keep_idle{15'000};        // an older idle connection is not used again
  std::size_t max_body_bytes = std::size_t{64} << 20;
  std::string ca_file;  // trusted besides the system's store; tests
};

// Scheme, host and port of a URL, and what to ask there.
struct UrlParts {
  bool tls = true;
  std::string host;
  std::string port;
  std::string target;  // path and query, at least "/"
};

// kInvalidArgument: no http(s) URL, has user info, or is plain http:// and not to loopback.
[[nodiscard]] Result<UrlParts> split_url(std::string_view url);

class HttpsClient {
 public:
  HttpsClient(boost::asio::any_io_executor executor, HttpsClientOptions options);
  ~HttpsClient();
  HttpsClient(const HttpsClient&) = delete;
  HttpsClient& operator=(const HttpsClient&) = delete;

  // Never throws. Cancelling the coroutine closes the connection.
  [[nodiscard]] boost::asio::awaitable<FetchOutcome> fetch(FetchRequest request);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace modelzoo::crawler
