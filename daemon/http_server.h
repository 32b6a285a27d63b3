// http_server.h - a small HTTP/1.1 server on Beast coroutines: accepts, limits, times out, drains.
//
// One coroutine a connection on one strand; a deadline renewed before each read and each write.
// Malformed or oversized requests are answered with problem+json (400, 413, 431) and the
// connection closed. Responses are compressed where asked for. Thread-safe.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "daemon/http_message.h"
#include "schemas/result.h"

namespace modelzoo::daemon {

struct HttpServerOptions {
  std::string address = "127.0.0.1";
  std::uint16_t port = 0;  // 0: any free one, see HttpServer::port()
  unsigned io_threads = 1;
  unsigned worker_threads = 2;  // for handlers marked slow
  std::size_t max_connections = 4096;
  std::size_t max_header_bytes = 16 << 10;
  std::size_t max_body_bytes = std::size_t{64} << 20;
  std::chrono::milliseconds idle_timeout{30'000};
  std::chrono::milliseconds request_timeout{30'000};
  std::string server_header = "modelzoo";
  bool compress = true;
};

// Where a request is handled. `handle` runs on an I/O thread when `runs_long` says false for the
// request, else on a worker thread. It must not throw; what it throws is answered with 500 and
// logged.
struct HttpHandler {
  std::function<HttpResponse(const HttpRequest&)> handle;
  std::function<bool(const HttpRequest&)> runs_long;  // may be null: never
  std::function<void(const HttpRequest&, const HttpResponse&, std::chrono::microseconds)>
      log;  // may be null
};

class HttpServer {
 public:
  // kIo when the address cannot be bound (the message names it).
  [[nodiscard]] static Result<std::unique_ptr<HttpServer>> start(HttpServerOptions options,
                                                                 HttpHandler handler);
  virtual ~HttpServer() = default;  // stops at once
  [[nodiscard]] virtual std::uint16_t port() const = 0;
  // No new connections; answers what has begun; returns when all are closed or after `limit`.
  virtual void drain(std::chrono::milliseconds limit) = 0;
  [[nodiscard]] virtual std::size_t open_connections() const = 0;
};

}  // namespace modelzoo::daemon
