// simulator.h - GitHub as its clients see it, from a catalogue: one function from request to
// answer. What it serves and how it is steered: tools/github_sim/README.md. Thread-safe.
#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <vector>

#include "daemon/http_message.h"
#include "tools/github_sim/catalogue.h"
#include "tools/github_sim/faults.h"
#include "tools/github_sim/graphql_executor.h"
#include "tools/github_sim/rate_limits.h"

namespace modelzoo::github_sim {

struct SimulatorStats {
  std::uint64_t requests = 0, graphql = 0, rest = 0, not_modified = 0, faults = 0, violations = 0,
                points = 0;
  std::uint64_t texts = 0;  // README texts sent
};

class Simulator {
 public:
  explicit Simulator(RateLimitOptions limits = {}, const Clock& clock = system_clock());

  Catalogue& catalogue() { return catalogue_; }
  RateLimits& limits() { return limits_; }
  void set_faults(FaultPlan plan) { faults_ = std::move(plan); }

  [[nodiscard]] daemon::HttpResponse handle(const daemon::HttpRequest& request);
  [[nodiscard]] SimulatorStats stats() const;

 private:
  struct Caller {
    std::string token;
    Resource resource = Resource::kCore;
  };
  daemon::HttpResponse answer(const daemon::HttpRequest& request, const Caller& caller);
  daemon::HttpResponse graphql(const daemon::HttpRequest& request, const Caller& caller);
  daemon::HttpResponse rest(const daemon::HttpRequest& request);
  daemon::HttpResponse repository(const daemon::HttpRequest& request, const std::string& name,
                                  const std::string& rest);
  daemon::HttpResponse readme(const daemon::HttpRequest& request, const Repository& repository);
  daemon::HttpResponse contents(const daemon::HttpRequest& request, const Repository& repository,
                                const std::string& path);
  daemon::HttpResponse raw(const daemon::HttpRequest& request);
  daemon::HttpResponse search(const daemon::HttpRequest& request);
  daemon::HttpResponse rate_limit(const std::string& token);
  daemon::HttpResponse control(const daemon::HttpRequest& request);
  void inject(const Fault& fault, const Caller& caller, daemon::HttpResponse& response);

  const Clock& clock_;
  Catalogue catalogue_;
  RateLimits limits_;
  FaultPlan faults_;
  GraphqlExecutor executor_{catalogue_};
  std::atomic<std::uint64_t> requests_{0}, graphql_{0}, rest_{0}, not_modified_{0}, points_{0},
      texts_{0};
};

}  // namespace modelzoo::github_sim
