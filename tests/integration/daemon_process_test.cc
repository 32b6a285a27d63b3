// The daemon as a process: what it tells systemd, how it ends, and what it is after kill -9.
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <fstream>

#include "tests/support/eventually.h"
#include "tests/support/github_sim_fixture.h"
#include "tests/support/http_client.h"
#include "tests/support/record_builder.h"
#include "tests/support/running_daemon.h"
#include "tests/support/temporary_folder.h"

namespace modelzoo::daemon {
namespace {

using namespace std::chrono_literals;
using modelzoo::testing::DaemonOptions;
using modelzoo::testing::eventually;
using modelzoo::testing::Finished;
using modelzoo::testing::GithubSim;
using modelzoo::testing::http_get;
using modelzoo::testing::record;
using modelzoo::testing::run_program;
using modelzoo::testing::RunningDaemon;
using modelzoo::testing::TemporaryFolder;

std::vector<Record> records(int count, bool with_readmes) {
  std::vector<Record> out;
  for (int i = 0; i < count; ++i) {
    auto entry = record("o/m" + std::to_string(i)).id(std::uint64_t(i + 1)).stars(5);
    if (with_readmes) entry.readme("# M" + std::to_string(i));
    out.push_back(entry);
  }
  return out;
}

DaemonOptions crawling(const GithubSim& sim, const std::vector<Record>& all) {
  DaemonOptions options;
  options.github = sim.url();
  for (const Record& one : all) options.names.push_back(one.full_name);
  return options;
}

void make_slow(GithubSim& sim, std::chrono::milliseconds delay) {
  github_sim::Fault latency;
  latency.kind = github_sim::FaultKind::kLatency;
  latency.probability = 1;
  latency.delay = delay;
  sim.simulator().set_faults(github_sim::FaultPlan({latency}, 1));
}

// The value of a line of /metrics; -1 when it is not there.
double metric(std::uint16_t port, const std::string& name) {
  const std::string text = "\n" + http_get(port, "/metrics").body;
  const std::size_t at = text.find("\nmodelzoo_" + name + " ");
  return at == std::string::npos ? -1 : std::strtod(text.c_str() + at + name.size() + 11, nullptr);
}

TEST(DaemonProcess, StopsOnSigtermAndGoesOnWhereItWas) {
  TemporaryFolder folder;
  const auto all = records(30, true);
  GithubSim sim(all);
  {
    RunningDaemon daemon(folder.path(), crawling(sim, all));
    ASSERT_TRUE(daemon.wait_until_idle());
    const auto began = std::chrono::steady_clock::now();
    const int status = daemon.stop(SIGTERM);
    EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    EXPECT_LT(std::chrono::steady_clock::now() - began, 10s);
  }
  const std::uint64_t requests = sim.simulator().stats().requests;
  RunningDaemon daemon(folder.path(), crawling(sim, all));
  EXPECT_EQ(http_get(daemon.port(), "/v1/models/o/m7").status, 200U);
  ASSERT_TRUE(daemon.wait_until_idle());
  EXPECT_EQ(sim.simulator().stats().requests, requests) << "something was fetched again";
}

TEST(DaemonProcess, DrainsWithOpenConnectionsAndARunningCrawl) {
  TemporaryFolder folder;
  const auto all = records(300, true);
  GithubSim sim(all);
  make_slow(sim, 30s);
  RunningDaemon daemon(folder.path(), crawling(sim, all));
  ASSERT_NE(daemon.port(), 0);
  ASSERT_TRUE(eventually([&] { return sim.simulator().stats().requests > 0; }));
  std::vector<int> sockets;
  for (int i = 0; i < 20; ++i) sockets.push_back(modelzoo::testing::connect_to(daemon.port()));
  const std::string half =
      "POST /v1/submissions HTTP/1.1\r\nHost: x\r\nContent-Length: 500\r\n\r\n{";
  ASSERT_GT(::send(sockets[0], half.data(), half.size(), MSG_NOSIGNAL), 0);
  const auto began = std::chrono::steady_clock::now();
  const int status = daemon.stop(SIGTERM);
  EXPECT_LT(std::chrono::steady_clock::now() - began, 10s);
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << daemon.log();
  for (const int socket : sockets) ::close(socket);
}

TEST(DaemonProcess, KilledInMidCrawlDoesNotFetchEverythingAgain) {
  constexpr int kModels = 4000;
  TemporaryFolder folder;
  const auto all = records(kModels, false);
  GithubSim sim(all);
  make_slow(sim, 60ms);
  double first = 0;
  {
    RunningDaemon daemon(folder.path(), crawling(sim, all));
    const auto documents = [&] { return metric(daemon.port(), "index_documents"); };
    ASSERT_TRUE(eventually([&] { return (first = documents()) > 0; }));
    // A batch's records are written before its place in the crawl, and both before the next batch:
    // only what came after the first may have to be fetched again.
    ASSERT_TRUE(eventually([&] { return documents() > first; }));
    daemon.stop(SIGKILL);
  }
  RunningDaemon daemon(folder.path(), crawling(sim, all));
  ASSERT_NE(daemon.port(), 0) << daemon.log();
  EXPECT_GT(metric(daemon.port(), "index_documents"), first);
  ASSERT_TRUE(daemon.wait_until_idle());
  EXPECT_EQ(metric(daemon.port(), "index_documents"), kModels);
  EXPECT_LE(metric(daemon.port(), "crawl_fetched_total"), kModels - first);
}

TEST(DaemonProcess, TellsSystemdHowItFares) {
  TemporaryFolder folder;
  const std::string path = (folder.path() / "notify").string();
  const int socket = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  path.copy(address.sun_path, sizeof address.sun_path - 1);
  ASSERT_EQ(::bind(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
  const timeval limit{60, 0};
  ::setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
  const auto next = [&] {
    char text[256];
    const ssize_t got = ::recv(socket, text, sizeof text, 0);
    return got > 0 ? std::string(text, static_cast<std::size_t>(got)) : std::string();
  };
  DaemonOptions options;
  options.environment = {"NOTIFY_SOCKET=" + path, "WATCHDOG_USEC=200000"};
  RunningDaemon daemon(folder.path(), options);
  ASSERT_NE(daemon.port(), 0) << daemon.log();
  EXPECT_EQ(next(), "READY=1");
  EXPECT_EQ(next(), "WATCHDOG=1");
  EXPECT_EQ(next(), "WATCHDOG=1");
  daemon.stop(SIGTERM);
  std::string last = next();
  while (last == "WATCHDOG=1") last = next();
  EXPECT_EQ(last, "STOPPING=1");
  ::close(socket);
}

TEST(DaemonProcess, ExplainsAMistakeOfItsConfigurationByLine) {
  TemporaryFolder folder;
  const std::string path = (folder.path() / "c.toml").string();
  const auto check = [&](const std::string& toml) {
    std::ofstream(path) << toml;
    return run_program({MODELZOO_BIN_DIR "/modelzood", "--check-config", "--config", path});
  };
  const Finished good = check("[server]\nlisten = \"127.0.0.1:0\"\n");
  EXPECT_EQ(good.exit_code, 0);
  EXPECT_EQ(good.out, path + " is right\n");
  const struct {
    const char* toml;
    const char* message;
  } mistakes[] = {
      {"[server]\nlisen = \"x\"\n",
       ":2: unknown key \"lisen\" in [server]; did you mean \"listen\"?"},
      {"[server]\nlisten = \"here\"\n", ": server.listen: "},
      {"[server]\nlog_level = \"loud\"\n", ": server.log_level: "},
      {"[github]\napi_url = \"http://api.github.com\"\n", ": github.api_url"},
      {"[crawl]\nnames = [\"a/b\", \"none\"]\n", ": crawl.names: \"none\""},
      {"[crawl]\n\nnames = [\"a/b\", 5]\n", ":3: crawl.names must hold strings only"},
      {"[crawl]\ntaxonomy = \"/no/such\"\n", ": crawl.taxonomy: cannot read /no/such"},
      {"[crawl]\nnames_file = \"/no/such\"\n", ": crawl.names_file: cannot read"},
      {"[github]\ntoken_files = [\"/no/such\"]\n", ": github.token_files: cannot read /no/such"},
      {"a = [\n", ":1: "},
      {"[crawl]\nenabled = true\n[crawl]\n", ":3: "},
  };
  for (const auto& [toml, message] : mistakes) {
    const Finished bad = check(toml);
    EXPECT_EQ(bad.exit_code, 1) << toml;
    EXPECT_NE(bad.err.find(message), std::string::npos) << toml << bad.err;
    EXPECT_EQ(bad.err.find('\n'), bad.err.size() - 1) << "one line: " << bad.err;
  }
  EXPECT_EQ(run_program({MODELZOO_BIN_DIR "/modelzood", "--nonsense"}).exit_code, 2);
}

}  // namespace
}  // namespace modelzoo::daemon
