#include "tests/support/github_sim_fixture.h"

#include <cstdlib>

namespace modelzoo::testing {

GithubSim::GithubSim(const std::vector<Record>& records, github_sim::RateLimitOptions limits)
    : simulator_(limits) {
  for (const Record& record : records) simulator_.catalogue().add(record);
  daemon::HttpHandler handler;
  handler.handle = [this](const daemon::HttpRequest& request) {
    return simulator_.handle(request);
  };
  auto server = daemon::HttpServer::start({}, std::move(handler));
  if (!server) std::abort();
  server_ = std::move(server).value();
}

std::string GithubSim::url() const { return "http://127.0.0.1:" + std::to_string(server_->port()); }

}  // namespace modelzoo::testing
