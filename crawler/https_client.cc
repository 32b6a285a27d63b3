// A connection is either plain TCP or TLS over it; both are driven by the same coroutine through a
// template. Each read and write renews the stream's deadline, never past the request's own.

#include "crawler/https_client.h"

#include <openssl/ssl.h>
#include <sys/socket.h>

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/string.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/ssl/ssl_stream.hpp>
#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>
#include <map>

#include "crawler/gzip_body.h"

namespace modelzoo::crawler {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using SteadyTime = std::chrono::steady_clock::time_point;
using TlsStream = beast::ssl_stream<beast::tcp_stream>;
constexpr auto kTuple = asio::as_tuple(asio::use_awaitable);

const char* fetch_failure_name(FetchFailure failure) {
  switch (failure) {
    case FetchFailure::kBadUrl:
      return "bad_url";
    case FetchFailure::kDns:
      return "dns";
    case FetchFailure::kConnect:
      return "connect";
    case FetchFailure::kTls:
      return "tls";
    case FetchFailure::kTimeout:
      return "timeout";
    case FetchFailure::kCut:
      return "cut";
    case FetchFailure::kMalformed:
      return "malformed";
    case FetchFailure::kTooLarge:
      return "too_large";
    case FetchFailure::kCancelled:
      return "cancelled";
  }
  return "unknown";
}

namespace {

bool is_loopback_host(const std::string& host) {
  if (beast::iequals(host, "localhost")) return true;
  boost::system::error_code error;
  const auto address = asio::ip::make_address(host, error);
  return !error && address.is_loopback();
}

FetchOutcome failed(FetchFailure failure, std::string message) {
  FetchOutcome outcome;
  outcome.error = {failure, std::move(message)};
  return outcome;
}

// Which kind an error of a read or write is.
FetchFailure kind_of(const boost::system::error_code& error) {
  if (error == beast::error::timeout || error == asio::error::timed_out)
    return FetchFailure::kTimeout;
  if (error == asio::error::operation_aborted) return FetchFailure::kCancelled;
  if (error == http::error::end_of_stream || error == http::error::partial_message)
    return FetchFailure::kCut;
  if (error == http::error::body_limit || error == http::error::header_limit ||
      error == http::error::buffer_overflow)
    return FetchFailure::kTooLarge;
  if (error.category() == http::make_error_code(http::error::bad_version).category())
    return FetchFailure::kMalformed;
  return FetchFailure::kCut;  // eof, reset, broken pipe, TLS truncated
}

struct Connection {
  explicit Connection(beast::tcp_stream stream) : tcp(std::move(stream)) {}
  beast::tcp_stream& lowest() { return tls ? beast::get_lowest_layer(*tls) : *tcp; }

  std::optional<beast::tcp_stream> tcp;  // moved into `tls` when that is set
  std::unique_ptr<TlsStream> tls;
  beast::flat_buffer buffer;
  SteadyTime idle_since{};
};

// True when the peer has closed, or has sent what nobody asked for.
bool is_stale(Connection& connection) {
  char byte = 0;
  const auto got =
      ::recv(connection.lowest().socket().native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
  const bool silent = got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
  // TLS may hold a session ticket that is still unread; only end of file tells there.
  return connection.tls ? got == 0 : !silent;
}

}  // namespace

Result<UrlParts> split_url(std::string_view url) {
  const auto parsed = boost::urls::parse_uri(url);
  const std::string shown(url.substr(0, 200));
  if (!parsed) return Error{ErrorCode::kInvalidArgument, "\"" + shown + "\" is not a URL"};
  UrlParts parts;
  if (parsed->scheme_id() != boost::urls::scheme::https &&
      parsed->scheme_id() != boost::urls::scheme::http)
    return Error{ErrorCode::kInvalidArgument, "\"" + shown + "\" is neither https:// nor http://"};
  parts.tls = parsed->scheme_id() == boost::urls::scheme::https;
  parts.host = std::string(parsed->encoded_host_address());
  if (parts.host.empty() || parsed->has_userinfo())
    return Error{ErrorCode::kInvalidArgument, "\"" + shown + "\" has no host, or has user info"};
  // Boost.URL 1.81 ends the host of "127.0.0.1.example.com" after the fourth number and takes the
  // rest for a path; RFC 3986, 3.3: after an authority, a path begins with a slash.
  const std::string_view path = parsed->encoded_path();
  if (!path.empty() && path.front() != '/')
    return Error{ErrorCode::kInvalidArgument, "\"" + shown + "\": the host is not readable"};
  if (!parts.tls && !is_loopback_host(parts.host))
    return Error{ErrorCode::kInvalidArgument,
                 "\"" + shown + "\": plain http:// is accepted on loopback only; use https://"};
  parts.port = parsed->has_port() ? std::string(parsed->port()) : (parts.tls ? "443" : "80");
  parts.target = std::string(parsed->encoded_target());
  if (parts.target.empty() || parts.target.front() != '/') parts.target.insert(0, "/");
  return parts;
}

struct HttpsClient::Impl {
  Impl(asio::any_io_executor ex, HttpsClientOptions opts)
      : executor(std::move(ex)), options(std::move(opts)), context(asio::ssl::context::tls_client) {
    context.set_default_verify_paths();
    if (!options.ca_file.empty()) context.load_verify_file(options.ca_file);
    context.set_verify_mode(asio::ssl::verify_peer);
    SSL_CTX_set_min_proto_version(context.native_handle(), TLS1_2_VERSION);
  }

  SteadyTime io_deadline(SteadyTime request_deadline) const {
    return std::min(request_deadline, std::chrono::steady_clock::now() + options.io_timeout);
  }

  std::unique_ptr<Connection> take_idle(const std::string& origin);
  void keep(const std::string& origin, std::unique_ptr<Connection> connection);
  asio::awaitable<FetchError> resolve(const UrlParts& url, SteadyTime deadline,
                                      asio::ip::tcp::resolver::results_type& found);
  asio::awaitable<FetchError> connect(const UrlParts& url, SteadyTime deadline,
                                      std::unique_ptr<Connection>& out);
  template <typename Stream>
  asio::awaitable<FetchOutcome> exchange(Stream& stream, Connection& connection,
                                         const FetchRequest& request, const UrlParts& url,
                                         SteadyTime deadline, bool& reusable);
  asio::awaitable<FetchOutcome> fetch(FetchRequest request);

  asio::any_io_executor executor;
  HttpsClientOptions options;
  asio::ssl::context context;
  std::map<std::string, std::vector<std::unique_ptr<Connection>>> idle;
};

std::unique_ptr<Connection> HttpsClient::Impl::take_idle(const std::string& origin) {
  auto& connections = idle[origin];
  const auto now = std::chrono::steady_clock::now();
  while (!connections.empty()) {
    auto connection = std::move(connections.back());
    connections.pop_back();
    if (now - connection->idle_since <= options.keep_idle && !is_stale(*connection))
      return connection;
  }
  return nullptr;
}

void HttpsClient::Impl::keep(const std::string& origin, std::unique_ptr<Connection> connection) {
  constexpr std::size_t kMostIdle = 8;  // per origin; more than the lanes that run at once
  connection->lowest().expires_never();
  connection->idle_since = std::chrono::steady_clock::now();
  auto& connections = idle[origin];
  if (connections.size() < kMostIdle) connections.push_back(std::move(connection));
}

asio::awaitable<FetchError> HttpsClient::Impl::resolve(
    const UrlParts& url, SteadyTime deadline, asio::ip::tcp::resolver::results_type& found) {
  // A resolver has no deadline of its own: a timer cancels it. Shared, since the handler may run
  // after this coroutine has been cancelled.
  struct Lookup {
    explicit Lookup(const asio::any_io_executor& ex) : resolver(ex) {}
    asio::ip::tcp::resolver resolver;
    bool late = false;
  };
  const auto lookup = std::make_shared<Lookup>(executor);
  asio::steady_timer timer(executor, deadline);
  timer.async_wait([lookup](const boost::system::error_code& error) {
    if (error) return;
    lookup->late = true;
    lookup->resolver.cancel();
  });
  auto [error, results] = co_await lookup->resolver.async_resolve(url.host, url.port, kTuple);
  if (lookup->late)
    co_return FetchError{FetchFailure::kTimeout, "resolving " + url.host + ": timed out"};
  if (error == asio::error::operation_aborted)
    co_return FetchError{FetchFailure::kCancelled, "cancelled"};
  if (error)
    co_return FetchError{FetchFailure::kDns, "resolving " + url.host + ": " + error.message()};
  found = std::move(results);
  co_return FetchError{};
}

asio::awaitable<FetchError> HttpsClient::Impl::connect(const UrlParts& url, SteadyTime deadline,
                                                       std::unique_ptr<Connection>& out) {
  asio::ip::tcp::resolver::results_type endpoints;
  FetchError resolved = co_await resolve(url, deadline, endpoints);
  if (endpoints.empty()) co_return resolved;
  auto connection = std::make_unique<Connection>(beast::tcp_stream(executor));
  connection->tcp->expires_at(deadline);
  auto [error, endpoint] = co_await connection->tcp->async_connect(endpoints, kTuple);
  const std::string where = url.host + ":" + url.port;
  if (error) {
    const FetchFailure kind = kind_of(error);
    co_return FetchError{kind == FetchFailure::kTimeout || kind == FetchFailure::kCancelled
                             ? kind
                             : FetchFailure::kConnect,
                         "connecting to " + where + ": " + error.message()};
  }
  boost::system::error_code ignored;
  connection->tcp->socket().set_option(asio::ip::tcp::no_delay(true), ignored);
  if (url.tls) {
    connection->tls = std::make_unique<TlsStream>(std::move(*connection->tcp), context);
    connection->tcp.reset();
    SSL* ssl = connection->tls->native_handle();
    // SNI carries names only, never addresses (RFC 6066 section 3).
    boost::system::error_code no_address;
    (void)asio::ip::make_address(url.host, no_address);
    if (no_address) SSL_set_tlsext_host_name(ssl, url.host.c_str());
    connection->tls->set_verify_callback(asio::ssl::host_name_verification(url.host));
    connection->lowest().expires_at(deadline);
    auto [tls_error] =
        co_await connection->tls->async_handshake(asio::ssl::stream_base::client, kTuple);
    if (tls_error) {
      const FetchFailure kind = kind_of(tls_error);
      co_return FetchError{kind == FetchFailure::kTimeout || kind == FetchFailure::kCancelled
                               ? kind
                               : FetchFailure::kTls,
                           "TLS with " + where + ": " + tls_error.message()};
    }
  }
  out = std::move(connection);
  co_return FetchError{};
}

template <typename Stream>
asio::awaitable<FetchOutcome> HttpsClient::Impl::exchange(Stream& stream, Connection& connection,
                                                          const FetchRequest& request,
                                                          const UrlParts& url, SteadyTime deadline,
                                                          bool& reusable) {
  http::request<http::string_body> message;
  message.method_string(request.method);
  message.target(url.target);
  message.version(11);
  const bool default_port = url.port == (url.tls ? "443" : "80");
  message.set(http::field::host, default_port ? url.host : url.host + ":" + url.port);
  message.set(http::field::user_agent, options.user_agent);
  message.set(http::field::accept_encoding, "gzip");
  for (const auto& [name, value] : request.headers) message.set(name, value);
  message.body() = request.body;
  if (!request.body.empty() || request.method != "GET") message.prepare_payload();

  auto& lowest = connection.lowest();
  http::request_serializer<http::string_body> serializer(message);
  while (!serializer.is_done()) {
    lowest.expires_at(io_deadline(deadline));
    auto [error, sent] = co_await http::async_write_some(stream, serializer, kTuple);
    if (error) co_return failed(kind_of(error), "sending: " + error.message());
  }
  http::response_parser<http::string_body> parser;
  parser.body_limit(options.max_body_bytes);
  parser.header_limit(64 << 10);
  if (request.method == "HEAD") parser.skip(true);
  while (!parser.is_done()) {
    lowest.expires_at(io_deadline(deadline));
    auto [error, got] = co_await http::async_read_some(stream, connection.buffer, parser, kTuple);
    // Without Content-Length the end of the connection is the end of the body.
    if (error == http::error::end_of_stream && parser.is_header_done() && parser.is_done()) break;
    if (error) co_return failed(kind_of(error), "receiving: " + error.message());
  }
  auto answer = parser.release();
  FetchOutcome outcome;
  outcome.response.emplace();
  outcome.response->status = answer.result_int();
  for (const auto& field : answer)
    outcome.response->headers.emplace_back(std::string(field.name_string()),
                                           std::string(field.value()));
  reusable = answer.keep_alive() && connection.buffer.size() == 0;
  outcome.response->body = std::move(answer.body());
  const auto encoding = outcome.response->header("Content-Encoding");
  if (encoding && (beast::iequals(*encoding, "gzip") || beast::iequals(*encoding, "x-gzip")) &&
      !outcome.response->body.empty()) {
    auto plain = gunzip(outcome.response->body, options.max_body_bytes);
    if (!plain.ok())
      co_return failed(plain.error().code == ErrorCode::kLimitExceeded ? FetchFailure::kTooLarge
                                                                       : FetchFailure::kMalformed,
                       plain.error().message);
    outcome.response->body = std::move(plain).value();
  }
  co_return outcome;
}

asio::awaitable<FetchOutcome> HttpsClient::Impl::fetch(FetchRequest request) {
  auto url = split_url(request.url);
  if (!url.ok()) co_return failed(FetchFailure::kBadUrl, url.error().message);
  const SteadyTime start = std::chrono::steady_clock::now();
  const SteadyTime deadline = start + options.request_timeout;
  const std::string origin = (url->tls ? "https://" : "http://") + url->host + ":" + url->port;
  std::unique_ptr<Connection> connection = take_idle(origin);
  if (!connection) {
    FetchError error =
        co_await connect(*url, std::min(deadline, start + options.connect_timeout), connection);
    if (!connection) co_return failed(error.failure, error.message);
  }
  bool reusable = false;
  FetchOutcome outcome;
  if (connection->tls) {
    outcome = co_await exchange(*connection->tls, *connection, request, *url, deadline, reusable);
  } else {
    outcome = co_await exchange(*connection->tcp, *connection, request, *url, deadline, reusable);
  }
  if (outcome.response && reusable) keep(origin, std::move(connection));
  co_return outcome;
}

HttpsClient::HttpsClient(asio::any_io_executor executor, HttpsClientOptions options)
    : impl_(std::make_unique<Impl>(std::move(executor), std::move(options))) {}
HttpsClient::~HttpsClient() = default;

asio::awaitable<FetchOutcome> HttpsClient::fetch(FetchRequest request) {
  return impl_->fetch(std::move(request));
}

}  // namespace modelzoo::crawler
