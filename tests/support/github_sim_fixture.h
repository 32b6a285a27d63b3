// github_sim_fixture.h - the simulator in the test's own process, on a free port.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "daemon/http_server.h"
#include "tools/github_sim/simulator.h"

namespace modelzoo::testing {

class GithubSim {
 public:
  explicit GithubSim(const std::vector<Record>& records, github_sim::RateLimitOptions limits = {});
  // http://127.0.0.1:port: api_url and raw_url of a client
  [[nodiscard]] std::string url() const;
  [[nodiscard]] std::uint16_t port() const { return server_->port(); }
  github_sim::Simulator& simulator() { return simulator_; }
  github_sim::Catalogue& catalogue() { return simulator_.catalogue(); }

 private:
  github_sim::Simulator simulator_;
  std::unique_ptr<daemon::HttpServer> server_;
};

}  // namespace modelzoo::testing
