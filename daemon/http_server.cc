// Accepts connections and owns them. drain() closes the listener and every connection that is
// idle; the others close after the answer they are at.
#include "daemon/http_server.h"

#include <atomic>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <set>
#include <thread>

#include "daemon/http_connection.h"
#include "schemas/mutex.h"

namespace modelzoo::daemon {
namespace {

namespace asio = boost::asio;
using tcp = asio::ip::tcp;
using Code = boost::system::error_code;

constexpr auto kAwait = asio::as_tuple(asio::use_awaitable);

class AsioServer final : public HttpServer {
 public:
  AsioServer(HttpServerOptions options, HttpHandler handler)
      : options_(std::move(options)),
        handler_(std::move(handler)),
        context_(static_cast<int>(options_.io_threads)),
        acceptor_(asio::make_strand(context_)),
        workers_(std::max(1U, options_.worker_threads)) {}

  ~AsioServer() override {
    drain(std::chrono::milliseconds(0));
    context_.stop();
    for (std::thread& thread : threads_) thread.join();
    workers_.join();
  }

  Status listen();
  void run() {
    asio::co_spawn(acceptor_.get_executor(), accept(),
                   asio::detached);  // ends when the acceptor closes
    for (unsigned i = 0; i < std::max(1U, options_.io_threads); ++i) {
      threads_.emplace_back([this] { context_.run(); });
    }
  }

  std::uint16_t port() const override { return port_; }
  std::size_t open_connections() const override {
    MutexLock lock(mutex_);
    return connections_.size();
  }
  void drain(std::chrono::milliseconds limit) override;

 private:
  asio::awaitable<void> accept();
  void finished(const std::shared_ptr<HttpConnection>& connection) {
    MutexLock lock(mutex_);
    connections_.erase(connection);
    changed_.notify_all();
  }

  const HttpServerOptions options_;
  const HttpHandler handler_;
  asio::io_context context_;
  tcp::acceptor acceptor_;
  asio::thread_pool workers_;
  std::vector<std::thread> threads_;
  std::uint16_t port_ = 0;
  std::atomic<bool> draining_{false};
  const ConnectionScope scope_{options_, handler_, workers_, draining_};
  mutable Mutex mutex_;
  CondVar changed_;
  std::set<std::shared_ptr<HttpConnection>> connections_ MODELZOO_GUARDED_BY(mutex_);
};

Status AsioServer::listen() {
  const std::string where = options_.address + ":" + std::to_string(options_.port);
  Code error;
  const auto address = asio::ip::make_address(options_.address, error);
  if (error)
    return Error{ErrorCode::kInvalidArgument,
                 "listen: \"" + options_.address + "\" is no IP address"};
  const tcp::endpoint endpoint(address, options_.port);
  acceptor_.open(endpoint.protocol(), error);
  if (!error) acceptor_.set_option(asio::socket_base::reuse_address(true), error);
  if (!error) acceptor_.bind(endpoint, error);
  if (!error) acceptor_.listen(asio::socket_base::max_listen_connections, error);
  if (error) return Error{ErrorCode::kIo, "cannot listen on " + where + ": " + error.message()};
  port_ = acceptor_.local_endpoint().port();
  return Ok{};
}

asio::awaitable<void> AsioServer::accept() {
  while (acceptor_.is_open()) {
    auto [error, socket] = co_await acceptor_.async_accept(kAwait);
    if (error == asio::error::operation_aborted || draining_) co_return;
    if (error) {
      // Out of descriptors, or the peer is gone: others still wait to be accepted.
      asio::steady_timer pause(co_await asio::this_coro::executor, std::chrono::milliseconds(20));
      co_await pause.async_wait(kAwait);
      continue;
    }
    auto connection = std::make_shared<HttpConnection>(scope_, std::move(socket), context_);
    {
      MutexLock lock(mutex_);
      if (connections_.size() >= options_.max_connections) continue;  // closed by its destructor
      connections_.insert(connection);
    }
    connection->start([this, connection] { finished(connection); });
  }
}

void AsioServer::drain(std::chrono::milliseconds limit) {
  draining_ = true;
  asio::post(acceptor_.get_executor(), [this] {
    Code ignored;
    acceptor_.close(ignored);
  });
  const auto until = std::chrono::steady_clock::now() + limit;
  std::vector<std::shared_ptr<HttpConnection>> left;
  {
    MutexLock lock(mutex_);
    for (const auto& connection : connections_) connection->close_if_idle();
    changed_.wait_until(mutex_, until,
                        [this]() MODELZOO_REQUIRES(mutex_) { return connections_.empty(); });
    left.assign(connections_.begin(), connections_.end());
  }
  for (const auto& connection : left) connection->close_now();
  MutexLock lock(mutex_);
  changed_.wait_until(mutex_, std::chrono::steady_clock::now() + std::chrono::seconds(2),
                      [this]() MODELZOO_REQUIRES(mutex_) { return connections_.empty(); });
}

}  // namespace

Result<std::unique_ptr<HttpServer>> HttpServer::start(HttpServerOptions options,
                                                      HttpHandler handler) {
  auto server = std::make_unique<AsioServer>(std::move(options), std::move(handler));
  MODELZOO_RETURN_IF_ERROR(server->listen());
  server->run();
  return std::unique_ptr<HttpServer>(std::move(server));
}

}  // namespace modelzoo::daemon
