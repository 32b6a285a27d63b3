// services.h - what routes and pages work with. Owned by the process (daemon_process.h); outlives
// the server. Thread-safe as its parts are.
#pragma once

#include <atomic>
#include <cstdint>
#include <string>

#include "daemon/configuration.h"
#include "daemon/result_cache.h"

namespace modelzoo {
struct Taxonomy;
}
namespace modelzoo::crawler {
class Crawler;
}
namespace modelzoo::query {
class SearchBackend;
}

namespace modelzoo::daemon {

// Counted by the server's log call, shown by /metrics.
struct HttpCounters {
  std::atomic<std::uint64_t> requests{0}, client_errors{0}, server_errors{0}, searches{0},
      microseconds{0};
};

struct Services {
  query::SearchBackend& backend;
  const Taxonomy& taxonomy;
  const Configuration& configuration;
  crawler::Crawler* crawler = nullptr;  // null when [crawl] enabled = false
  HttpCounters counters{};
  std::atomic<bool> ready{false};
  ResultCache results{configuration.result_cache_bytes};
};

}  // namespace modelzoo::daemon
