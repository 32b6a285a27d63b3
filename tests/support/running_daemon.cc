#include "tests/support/running_daemon.h"

#include <fcntl.h>
#include <unistd.h>

#include <fstream>
#include <sstream>

#include "daemon/authorization.h"
#include "tests/support/eventually.h"
#include "tests/support/http_client.h"

namespace modelzoo::testing {

RunningDaemon::RunningDaemon(const std::filesystem::path& folder, const DaemonOptions& options)
    : log_((folder / "log").string()) {
  const std::string config = (folder / "modelzood.toml").string();
  std::string names;
  for (const std::string& name : options.names)
    names += (names.empty() ? "\"" : ", \"") + name + "\"";
  std::ofstream(config) << "[server]\nlisten = \"127.0.0.1:0\"\n[store]\ndata_dir = \""
                        << (folder / "data").string() << "\"\n[github]\n"
                        << (options.github.empty()
                                ? ""
                                : "api_url = \"" + options.github + "\"\nraw_url = \"" +
                                      options.github + "\"\ntokens = [\"t\"]\n")
                        << "[crawl]\nenabled = " << (options.github.empty() ? "false" : "true")
                        << "\nnames = [" << names << "]\n"
                        << options.more << "\n[[api_key]]\nname = \"ops\"\nsha256 = \""
                        << daemon::sha256_hex("key") << "\"\nscopes = [\"write\", \"admin\"]\n";
  const int log = ::open(log_.c_str(), O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC, 0600);
  ChildOptions child;
  child.environment = options.environment;
  child.err = log;
  child_ = std::make_unique<ChildProcess>(
      std::vector<std::string>{MODELZOO_BIN_DIR "/modelzood", "--config", config}, child);
  ::close(log);
  (void)eventually([&] { return find_port(); });
}

int RunningDaemon::stop(int signal) {
  child_->signal(signal);
  return child_->wait();
}

std::string RunningDaemon::log() const {
  std::ifstream in(log_);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

bool RunningDaemon::find_port() {
  const std::string text = log();
  const std::string sign = "listening on http://127.0.0.1:";
  const std::size_t at = text.find(sign);
  if (at == std::string::npos) return false;
  port_ = static_cast<std::uint16_t>(std::strtoul(text.c_str() + at + sign.size(), nullptr, 10));
  return port_ != 0;
}

bool RunningDaemon::wait_until_idle() const {
  return eventually([&] {
    return http_get(port_, "/metrics").body.find("\nmodelzoo_crawl_idle 1\n") != std::string::npos;
  });
}

}  // namespace modelzoo::testing
