// running_daemon.h - modelzood as a child process on a port that it chose, with a configuration of
// its own, and a key "key" of the scopes "write" and "admin". One thread at a time.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "tests/support/child_process.h"

namespace modelzoo::testing {

struct DaemonOptions {
  std::string github;              // api_url and raw_url; empty: it does not crawl
  std::vector<std::string> names;  // of [crawl]
  std::string more;                // TOML, put at the end of [crawl]
  std::vector<std::string> environment;
};

class RunningDaemon {
 public:
  // The data directory is folder/"data"; the log folder/"log". port() is 0 when it did not start.
  RunningDaemon(const std::filesystem::path& folder, const DaemonOptions& options);
  // The status that waitpid gives.
  int stop(int signal);
  [[nodiscard]] std::uint16_t port() const { return port_; }
  [[nodiscard]] pid_t pid() const { return child_->pid(); }
  [[nodiscard]] std::string url() const { return "http://127.0.0.1:" + std::to_string(port_); }
  [[nodiscard]] std::string log() const;
  // Everything that is due has been crawled and written.
  [[nodiscard]] bool wait_until_idle() const;

 private:
  bool find_port();
  std::string log_;
  std::unique_ptr<ChildProcess> child_;
  std::uint16_t port_ = 0;
};

}  // namespace modelzoo::testing
