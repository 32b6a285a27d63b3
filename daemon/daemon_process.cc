#include "daemon/daemon_process.h"

#include <pthread.h>
#include <signal.h>
#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>
#include <systemd/sd-daemon.h>
#include <unistd.h>

#include <cstdio>
#include <thread>

#include "crawler/classify.h"
#include "crawler/crawler.h"
#include "daemon/backend_sink.h"
#include "daemon/http_server.h"
#include "daemon/page_layout.h"
#include "daemon/router.h"
#include "daemon/routes.h"
#include "daemon/services.h"
#include "index/store/index_store.h"
#include "query/embedded_backend.h"
#include "query/search_backend.h"
#include "schemas/json_writer.h"
#include "schemas/taxonomy.h"

namespace modelzoo::daemon {
namespace {

constexpr auto kDrainTime = std::chrono::seconds(5);
constexpr auto kCrawlerStopTime = std::chrono::seconds(3);

// Text for people on a terminal, one JSON object a line for collectors otherwise.
class JsonFormatter final : public spdlog::formatter {
 public:
  void format(const spdlog::details::log_msg& message, spdlog::memory_buf_t& out) override {
    std::string line;
    JsonWriter json(line);
    const auto ms =
        std::chrono::duration_cast<std::chrono::milliseconds>(message.time.time_since_epoch())
            .count();
    json.begin_object();
    json.member("time", static_cast<double>(ms) / 1000.0);
    json.member("level", std::string_view(spdlog::level::to_string_view(message.level).data()));
    json.member("message", std::string_view(message.payload.data(), message.payload.size()));
    json.end_object();
    line += '\n';
    out.append(line.data(), line.data() + line.size());
  }
  std::unique_ptr<spdlog::formatter> clone() const override {
    return std::make_unique<JsonFormatter>();
  }
};

void start_log(const std::string& level) {
  auto logger = spdlog::stderr_color_mt("modelzood");
  if (::isatty(STDERR_FILENO) == 1) {
    logger->set_pattern("%H:%M:%S %^%l%$ %v");
  } else {
    logger->set_formatter(std::make_unique<JsonFormatter>());
  }
  logger->set_level(spdlog::level::from_str(level));
  spdlog::set_default_logger(logger);
}

int fail(const std::string& message) {
  std::fprintf(stderr, "modelzood: %s\n", message.c_str());
  return 1;
}

HttpHandler make_handler(const Router& router, Services& services) {
  HttpHandler handler;
  handler.handle = [&](const HttpRequest& request) {
    HttpResponse response = router.handle(request);
    // Somebody with a browser at an address that is none.
    if (response.status == 404 && !request.path.starts_with("/v1/") &&
        request.header("accept").value_or("").find("text/html") != std::string_view::npos)
      return not_found_page(request);
    return response;
  };
  handler.runs_long = [&](const HttpRequest& request) { return router.runs_long(request); };
  handler.log = [&](const HttpRequest& request, const HttpResponse& response,
                    std::chrono::microseconds took) {
    HttpCounters& counters = services.counters;
    ++counters.requests;
    counters.microseconds += static_cast<std::uint64_t>(took.count());
    // "Not ready yet" is what a probe asks for, and no error.
    const bool failed = response.status >= 500 && request.path != "/readyz";
    if (failed) ++counters.server_errors;
    if (response.status >= 400 && response.status < 500) ++counters.client_errors;
    const auto level = failed ? spdlog::level::err : spdlog::level::debug;
    if (!spdlog::should_log(level)) return;
    spdlog::log(level, "{} {} {} {} us", request.method, request.target.substr(0, 300),
                response.status, took.count());
  };
  return handler;
}

// SIGTERM and SIGINT are blocked in every thread and taken here, between the watchdog's pings.
void wait_for_signal(const sigset_t& signals) {
  std::uint64_t watchdog_us = 0;
  const bool watched = sd_watchdog_enabled(0, &watchdog_us) > 0;
  for (;;) {
    timespec pause{};
    pause.tv_sec = watched ? static_cast<time_t>(watchdog_us / 2'000'000) : 3600;
    if (watched && pause.tv_sec == 0)
      pause.tv_nsec = static_cast<long>(watchdog_us % 2'000'000 / 2 * 1000);
    const int signal = sigtimedwait(&signals, nullptr, &pause);
    if (signal == SIGTERM || signal == SIGINT) {
      spdlog::info("{}: shutting down", signal == SIGTERM ? "SIGTERM" : "SIGINT");
      return;
    }
    if (watched) sd_notify(0, "WATCHDOG=1");
  }
}

}  // namespace

int run_daemon(const Configuration& configuration) {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  signal(SIGPIPE, SIG_IGN);
  start_log(configuration.log_level);

  auto taxonomy = load_taxonomy(configuration.taxonomy);
  if (!taxonomy) return fail(taxonomy.error().message);
  index::StoreOptions store_options;
  store_options.data_dir = configuration.data_dir;
  store_options.block_cache_bytes = configuration.cache_bytes;
  store_options.merge_failed = [](const Error& error) {
    spdlog::error("merging segments: {}; they stay as they are, `modelzoo check` tells more",
                  error.message);
  };
  auto store = index::IndexStore::open(std::move(store_options));
  if (!store) return fail(store.error().message);
  const auto backend = query::make_embedded_backend(**store, *taxonomy);
  const auto sink = make_backend_sink(*backend);
  const auto state = make_state_store(**store);
  std::unique_ptr<crawler::Crawler> crawler;
  if (configuration.crawl.enabled) {
    crawler = std::make_unique<crawler::Crawler>(
        configuration.crawl, *sink, *state,
        [&](Record& record) { crawler::classify_record(record, *taxonomy); });
  }
  Services services{*backend, *taxonomy, configuration, crawler.get()};
  Router router;
  add_routes(router, services);

  const ListenAddress listen = *parse_listen(configuration.listen);
  HttpServerOptions server_options;
  server_options.address = listen.address;
  server_options.port = listen.port;
  server_options.io_threads = configuration.io_threads > 0
                                  ? static_cast<unsigned>(configuration.io_threads)
                                  : std::max(1U, std::thread::hardware_concurrency());
  auto server = HttpServer::start(server_options, make_handler(router, services));
  if (!server) return fail(server.error().message);
  if (crawler) {
    if (const Status started = crawler->start(); !started) return fail(started.error().message);
  }
  backend->prepare();
  services.ready = true;
  sd_notify(0, "READY=1");
  spdlog::info("modelzood " MODELZOO_VERSION ": listening on http://{}:{}, {} models in {}",
               listen.address, (*server)->port(), backend->document_count(),
               configuration.data_dir);

  wait_for_signal(signals);
  sd_notify(0, "STOPPING=1");
  services.ready = false;
  (*server)->drain(kDrainTime);
  if (crawler) crawler->stop(kCrawlerStopTime);
  server->reset();
  crawler.reset();
  spdlog::info("stopped");
  return 0;
}

}  // namespace modelzoo::daemon
