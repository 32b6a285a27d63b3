// http_connection.h - one connection of the server: reads requests, has them handled, writes the
// answers in order. Private to the server: includes Asio.
//
// A coroutine on a strand of its own, and beside it a watch that closes the socket when the
// deadline has passed: a deadline is renewed before each read and each write by storing a time, and
// no timer is armed and disarmed for each.
#pragma once

#include <atomic>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <memory>
#include <string>

#include "daemon/http_message.h"
#include "daemon/http_server.h"

namespace modelzoo::daemon {

class RequestParser;

// What all connections share; outlives them.
struct ConnectionScope {
  const HttpServerOptions& options;
  const HttpHandler& handler;
  boost::asio::thread_pool& workers;
  const std::atomic<bool>& draining;
};

class HttpConnection : public std::enable_shared_from_this<HttpConnection> {
 public:
  using Strand = boost::asio::strand<boost::asio::io_context::executor_type>;
  template <typename T>
  using Task = boost::asio::awaitable<T, Strand>;
  using Socket = boost::asio::basic_stream_socket<boost::asio::ip::tcp, Strand>;

  HttpConnection(const ConnectionScope& scope, boost::asio::ip::tcp::socket socket,
                 boost::asio::io_context& context);

  // Starts both coroutines; `finished` is called once, on the strand, when the last answer is out.
  void start(std::function<void()> finished);
  // From any thread: closes the connection unless a request is being handled.
  void close_if_idle();
  void close_now();

 private:
  using Clock = std::chrono::steady_clock;
  using Timer = boost::asio::basic_waitable_timer<Clock, boost::asio::wait_traits<Clock>, Strand>;

  Task<void> serve();
  Task<void> watch();
  Task<bool> serve_one();
  // Reads until the head, then until the whole request is there; answers "Expect: 100-continue".
  Task<boost::system::error_code> read_request(RequestParser& parser);
  Task<boost::system::error_code> read_until(RequestParser& parser, bool whole);
  Task<HttpResponse> handled_by_worker();
  Task<bool> write(HttpResponse& response, bool keep_alive, unsigned version);
  Task<bool> send(std::string_view head, std::string_view body);

  void renew_deadline(std::chrono::milliseconds limit);
  void suspend_deadline() { renew_deadline(std::chrono::hours(24)); }
  void close();

  const ConnectionScope& scope_;
  Socket socket_;
  Timer timer_;
  Clock::time_point deadline_;
  boost::beast::flat_buffer buffer_;
  std::string remote_;
  HttpRequest request_;  // the one that is being answered
  std::string head_;     // of its answer
  bool idle_ = true;
};

}  // namespace modelzoo::daemon
