// rate_limits.h - GitHub's limits as the simulator keeps them, per token and resource, and whether
// clients respect the waits that they were told.
//
// Primary: so many requests (core, search) or points (graphql) per window; the headers of every
// answer tell. Told waits: a refusal with Retry-After or a spent window; a request that comes
// before its end is counted as a violation. Thread-safe.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "daemon/http_message.h"
#include "schemas/clock.h"
#include "schemas/mutex.h"

namespace modelzoo::github_sim {

enum class Resource : std::uint8_t { kCore, kSearch, kGraphql, kRaw };

struct RateLimitOptions {
  std::uint64_t core = 5000, search = 30, graphql = 5000;
  std::uint64_t anonymous_core = 60;
  std::chrono::seconds window{3600}, search_window{60};
};

class RateLimits {
 public:
  RateLimits(RateLimitOptions options, const Clock& clock) : options_(options), clock_(clock) {}

  struct Verdict {
    bool allowed = true;
    std::uint64_t limit = 0, remaining = 0, used = 0;
    std::int64_t reset = 0;  // unix seconds
  };
  // Counts a request of `cost`; a 304 is given back by refund().
  Verdict charge(const std::string& token, Resource resource, std::uint64_t cost);
  void refund(const std::string& token, Resource resource, std::uint64_t cost);
  [[nodiscard]] Verdict look(const std::string& token, Resource resource);

  // A client was told to wait this long; for all resources of the token when `all`.
  void told_to_wait(const std::string& token, Resource resource, std::chrono::milliseconds wait,
                    bool all);
  // Counts a violation when the request comes while a told wait holds.
  void observe(const std::string& token, Resource resource);
  [[nodiscard]] std::uint64_t violations() const;
  void set_options(RateLimitOptions options);

  static void add_headers(const Verdict& verdict, Resource resource, daemon::Headers& headers);
  static const char* name(Resource resource);

 private:
  struct Wait {
    std::chrono::steady_clock::time_point told{}, until{};
  };
  struct Window {
    std::uint64_t used = 0;
    std::chrono::system_clock::time_point reset;
    Wait wait;
  };
  // Starts a wait, or makes the one that holds longer.
  void tell(Wait& wait, std::chrono::steady_clock::duration length) const;
  using Key = std::pair<std::string, Resource>;
  std::uint64_t limit_of(const std::string& token, Resource resource) const
      MODELZOO_REQUIRES(mutex_);
  Window& window(const std::string& token, Resource resource) MODELZOO_REQUIRES(mutex_);
  Verdict verdict(const std::string& token, Resource resource, const Window& window) const
      MODELZOO_REQUIRES(mutex_);

  mutable Mutex mutex_;
  RateLimitOptions options_ MODELZOO_GUARDED_BY(mutex_);
  const Clock& clock_;
  std::map<Key, Window> windows_ MODELZOO_GUARDED_BY(mutex_);
  std::map<std::string, Wait> token_waits_ MODELZOO_GUARDED_BY(mutex_);
  std::uint64_t violations_ MODELZOO_GUARDED_BY(mutex_) = 0;
};

}  // namespace modelzoo::github_sim
