// What a keep-alive request costs here beside the system calls is kept down by three habits: the
// parser fills the request in place, an answer is first offered to the socket at once (it nearly
// always takes it whole, and nothing waits), and deadlines arm no timers (http_connection.h).
#include "daemon/http_connection.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <array>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/http/error.hpp>

#include "daemon/content_encoding.h"
#include "daemon/problem.h"
#include "daemon/request_parser.h"
#include "daemon/response_head.h"

namespace modelzoo::daemon {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using Code = boost::system::error_code;
using tcp = asio::ip::tcp;

// By the strand's own type: nothing is called through a type-erased executor.
constexpr asio::use_awaitable_t<HttpConnection::Strand> kUse;
constexpr auto kAwait = asio::as_tuple(kUse);
constexpr std::size_t kReadBytes = 16 << 10;

// The answer to a request that could not be read.
std::optional<HttpResponse> refusal(const Code& error) {
  if (error == http::error::header_limit) return problem(431, "the request's head is too long");
  if (error == http::error::body_limit) return problem(413, "the request's body is too long");
  if (error == http::error::bad_version)
    return problem(400, "HTTP/1.0 and HTTP/1.1 are spoken here");
  if (error.category() == http::make_error_code(http::error::bad_method).category() &&
      error != http::error::end_of_stream && error != http::error::partial_message) {
    return problem(400, "malformed HTTP: " + error.message());
  }
  return std::nullopt;
}

HttpResponse call(const HttpHandler& handler, const HttpRequest& request) {
  try {
    return handler.handle(request);
  } catch (const std::exception& error) {
    spdlog::error("{} {}: the handler threw: {}", request.method, request.target.substr(0, 300),
                  error.what());
    return problem(500, "something went wrong here; the log has the details");
  }
}

void clear(HttpRequest& request) {
  request.headers.clear();
  request.query.clear();
  // A connection that once brought a bulk load does not keep its memory.
  if (request.body.capacity() > kReadBytes) request.body = std::string();
  request.body.clear();
}

}  // namespace

HttpConnection::HttpConnection(const ConnectionScope& scope, tcp::socket socket,
                               asio::io_context& context)
    : scope_(scope), socket_(asio::make_strand(context)), timer_(socket_.get_executor()) {
  Code ignored;
  const auto peer = socket.remote_endpoint(ignored);
  if (!ignored) remote_ = peer.address().to_string();
  const int handle = socket.release(ignored);
  socket_.assign(peer.protocol(), handle, ignored);
  socket_.set_option(tcp::no_delay(true), ignored);
  socket_.non_blocking(true, ignored);
}

void HttpConnection::start(std::function<void()> finished) {
  renew_deadline(scope_.options.idle_timeout);
  const auto self = shared_from_this();
  asio::co_spawn(
      socket_.get_executor(), [self] { return self->serve(); },
      [self, finished = std::move(finished)](std::exception_ptr) {
        self->timer_.cancel();
        finished();
      });
  // Ends with the socket: serve()'s end cancels its wait.
  asio::co_spawn(
      socket_.get_executor(), [self] { return self->watch(); }, asio::detached);
}

void HttpConnection::close_if_idle() {
  asio::post(socket_.get_executor(), [self = shared_from_this()] {
    if (self->idle_) self->close();
  });
}

void HttpConnection::close_now() {
  asio::post(socket_.get_executor(), [self = shared_from_this()] { self->close(); });
}

void HttpConnection::close() {
  Code ignored;
  socket_.close(ignored);
  timer_.cancel();
}

void HttpConnection::renew_deadline(std::chrono::milliseconds limit) {
  deadline_ = Clock::now() + limit;
  // The watch sleeps until an earlier deadline, mostly, and then looks at this one.
  if (timer_.expiry() > deadline_) timer_.cancel();
}

HttpConnection::Task<void> HttpConnection::watch() {
  while (socket_.is_open()) {
    if (Clock::now() >= deadline_) {
      close();
      co_return;
    }
    timer_.expires_at(deadline_);
    co_await timer_.async_wait(kAwait);
  }
}

HttpConnection::Task<void> HttpConnection::serve() {
  while (!scope_.draining && co_await serve_one()) {
    // Whoever sends many requests at once lets the others have their turn.
    if (buffer_.size() > 0) co_await asio::post(socket_.get_executor(), kUse);
  }
  Code ignored;
  socket_.shutdown(tcp::socket::shutdown_send, ignored);
  close();
}

HttpConnection::Task<Code> HttpConnection::read_until(RequestParser& parser, bool whole) {
  while (whole ? !parser.is_done() : !parser.is_header_done()) {
    Code error;
    if (buffer_.size() > 0) {
      buffer_.consume(parser.put(buffer_.data(), error));
      if (!error) continue;
      if (error != http::error::need_more) co_return error;
    }
    const auto [failed, bytes] =
        co_await socket_.async_read_some(buffer_.prepare(kReadBytes), kAwait);
    if (failed == asio::error::eof) {
      if (!parser.got_some() && buffer_.size() == 0) co_return http::error::end_of_stream;
      Code cut;
      parser.put_eof(cut);
      co_return cut ? cut : Code(http::error::partial_message);
    }
    if (failed) co_return failed;
    buffer_.commit(bytes);
  }
  co_return Code{};
}

HttpConnection::Task<Code> HttpConnection::read_request(RequestParser& parser) {
  parser.header_limit(static_cast<std::uint32_t>(scope_.options.max_header_bytes));
  parser.body_limit(scope_.options.max_body_bytes);
  idle_ = buffer_.size() == 0;
  renew_deadline(scope_.options.idle_timeout);
  Code error = co_await read_until(parser, false);
  idle_ = false;
  if (error || parser.is_done()) co_return error;
  renew_deadline(scope_.options.request_timeout);
  if (parser.expects_continue()) co_await send("HTTP/1.1 100 Continue\r\n\r\n", "");
  co_return co_await read_until(parser, true);
}

// Reads and answers one request. False: the connection is to be closed.
HttpConnection::Task<bool> HttpConnection::serve_one() {
  clear(request_);
  RequestParser parser(request_);
  if (const Code error = co_await read_request(parser)) {
    // An idle connection that timed out, or a peer that went away, is owed nothing.
    const bool began = parser.got_some() || buffer_.size() > 0;
    auto response = began ? refusal(error) : std::nullopt;
    if (response) {
      request_ = HttpRequest{};
      co_await write(*response, false, 11);
    }
    co_return false;
  }
  request_.remote_address = remote_;
  const HttpHandler& handler = scope_.handler;
  const auto began = Clock::now();
  HttpResponse response;
  if (handler.runs_long && handler.runs_long(request_)) {
    response = co_await handled_by_worker();
  } else {
    response = call(handler, request_);
  }
  const ConnectionFault fault = response.fault;
  if (fault.delay.count() > 0) {
    suspend_deadline();
    Timer delay(socket_.get_executor(), fault.delay);
    co_await delay.async_wait(kAwait);
  }
  if (handler.log) {
    handler.log(request_, response,
                std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - began));
  }
  if (fault.close_without_answer) co_return false;
  const bool keep = request_.keep_alive && !scope_.draining;
  co_return co_await write(response, keep, parser.version());
}

HttpConnection::Task<HttpResponse> HttpConnection::handled_by_worker() {
  suspend_deadline();
  // There and back: the coroutine goes on on its strand.
  co_await asio::post(scope_.workers, kUse);
  HttpResponse response = call(scope_.handler, request_);
  co_await asio::post(socket_.get_executor(), kUse);
  co_return response;
}

HttpConnection::Task<bool> HttpConnection::write(HttpResponse& response, bool keep_alive,
                                                 unsigned version) {
  std::string_view body = response.shared ? response.shared->body : response.body;
  std::string compressed;
  // A shared answer is encoded already where it should be.
  if (scope_.options.compress && !response.shared && body.size() >= kWorthCompressing &&
      is_compressible(response.headers)) {
    response.headers.emplace_back("Vary", "Accept-Encoding");
    if (accepts_gzip(request_)) compressed = gzipped(body);
    if (!compressed.empty()) {
      body = compressed;
      for (auto& [name, value] : response.headers) {
        if (name == "ETag") value = weak_tag(value);
      }
      response.headers.emplace_back("Content-Encoding", "gzip");
    }
  }
  const bool bodiless = response.status == 304 || response.status == 204;
  ResponseHead head;
  head.version = version;
  head.status = response.status;
  head.server = scope_.options.server_header;
  head.date = std::none_of(response.headers.begin(), response.headers.end(),
                           [](const auto& header) { return header.first == "Date"; });
  if (!bodiless) head.content_length = body.size();
  const bool cut = response.fault.cut_after_bytes && *response.fault.cut_after_bytes < body.size();
  if (cut) body = body.substr(0, *response.fault.cut_after_bytes);
  head.keep_alive = keep_alive && !cut;
  head_.clear();
  append_head(head, head_);
  for (const auto& [name, value] : response.headers) append_header(name, value, head_);
  if (response.shared) {
    for (const auto& [name, value] : response.shared->headers) append_header(name, value, head_);
  }
  head_ += "\r\n";
  renew_deadline(scope_.options.request_timeout);
  const bool without_body = bodiless || request_.method == "HEAD";
  const bool sent = co_await send(head_, without_body ? std::string_view() : body);
  co_return sent&& head.keep_alive;
}

HttpConnection::Task<bool> HttpConnection::send(std::string_view head, std::string_view body) {
  const std::array<asio::const_buffer, 2> parts = {asio::buffer(head), asio::buffer(body)};
  Code error;
  const std::size_t at_once = socket_.write_some(parts, error);
  if (error && error != asio::error::would_block && error != asio::error::try_again) {
    co_return false;
  }
  if (at_once == head.size() + body.size()) co_return true;
  const std::size_t of_head = std::min(at_once, head.size());
  const std::array<asio::const_buffer, 2> rest = {asio::buffer(head.substr(of_head)),
                                                  asio::buffer(body.substr(at_once - of_head))};
  const auto [failed, bytes] = co_await asio::async_write(socket_, rest, kAwait);
  co_return !failed;
}

}  // namespace modelzoo::daemon
