// bare-beast - what an HTTP server costs at the least: Boost.Beast, one coroutine a connection, one
// thread, no limits, no deadlines, no routes; every request is answered with the same body.
//
//   bare-beast PORT BYTES      prints "listening on PORT"; ends with SIGTERM
//
// The measure that tests/bench/run holds the daemon's cached searches against. Not a part of any
// product.
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>

namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using tcp = asio::ip::tcp;

constexpr auto kAwait = asio::as_tuple(asio::use_awaitable);

asio::awaitable<void> serve(tcp::socket socket, const std::string& body) {
  boost::beast::flat_buffer buffer;
  for (;;) {
    http::request<http::string_body> request;
    const auto [unread, read] = co_await http::async_read(socket, buffer, request, kAwait);
    if (unread) co_return;
    http::response<http::string_body> response(http::status::ok, request.version());
    response.set(http::field::content_type, "application/json; charset=utf-8");
    response.body() = body;
    response.keep_alive(request.keep_alive());
    response.prepare_payload();
    const auto [unsent, sent] = co_await http::async_write(socket, response, kAwait);
    if (unsent || !response.keep_alive()) co_return;
  }
}

asio::awaitable<void> accept(tcp::acceptor& acceptor, const std::string& body) {
  for (;;) {
    auto [error, socket] = co_await acceptor.async_accept(kAwait);
    if (error) co_return;
    boost::system::error_code ignored;
    socket.set_option(tcp::no_delay(true), ignored);
    asio::co_spawn(acceptor.get_executor(), serve(std::move(socket), body), asio::detached);
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    std::fputs("usage: bare-beast PORT BYTES\n", stderr);
    return 2;
  }
  const auto port = static_cast<std::uint16_t>(std::strtoul(argv[1], nullptr, 10));
  const std::string body(std::strtoul(argv[2], nullptr, 10), 'x');
  asio::io_context context(1);
  try {
    tcp::acceptor acceptor(context, tcp::endpoint(asio::ip::address_v4::loopback(), port));
    std::printf("listening on %u\n", static_cast<unsigned>(acceptor.local_endpoint().port()));
    std::fflush(stdout);
    asio::co_spawn(context, accept(acceptor, body), asio::detached);
    context.run();
  } catch (const std::exception& error) {
    std::fprintf(stderr, "bare-beast: %s\n", error.what());
    return 1;
  }
  return 0;
}
