// github-sim - serves a catalogue as GitHub does, for development and tests.
#include <signal.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <fstream>
#include <sstream>

#include "daemon/http_server.h"
#include "daemon/listen_address.h"
#include "tools/github_sim/simulator.h"
#include "tools/ndjson_input.h"

namespace {

int fail(const std::string& message) {
  std::fprintf(stderr, "github-sim: %s\n", message.c_str());
  return 1;
}

int serve(modelzoo::github_sim::Simulator& simulator,
          const modelzoo::daemon::ListenAddress& listen) {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  modelzoo::daemon::HttpServerOptions options;
  options.address = listen.address;
  options.port = listen.port;
  options.server_header = "github.com";
  modelzoo::daemon::HttpHandler handler;
  handler.handle = [&](const modelzoo::daemon::HttpRequest& request) {
    return simulator.handle(request);
  };
  handler.runs_long = [](const modelzoo::daemon::HttpRequest& request) {
    return request.path == "/graphql" || request.path.starts_with("/search");
  };
  auto server = modelzoo::daemon::HttpServer::start(options, handler);
  if (!server) return fail(server.error().message);
  std::printf("github-sim: listening on http://%s:%u with %zu repositories\n",
              listen.address.c_str(), (*server)->port(), simulator.catalogue().size());
  std::fflush(stdout);
  int signal = 0;
  sigwait(&signals, &signal);
  (*server)->drain(std::chrono::seconds(1));
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  using namespace modelzoo;
  CLI::App app("github-sim: serves a catalogue (NDJSON records, .gz and .zst too) as GitHub does");
  app.set_version_flag("--version", "github-sim " MODELZOO_VERSION);
  std::string catalogue;
  std::string listen = "127.0.0.1:0";
  std::string faults;
  bool print_names = false;
  app.add_option("--catalogue", catalogue, "NDJSON file of model records")->required();
  app.add_option("--listen", listen, "ADDRESS:PORT; port 0: any free one");
  app.add_option("--faults", faults, "what goes wrong: tools/github_sim/README.md");
  app.add_flag("--print-names", print_names, "print the catalogue's names, one a line, and exit");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  }
  github_sim::Simulator simulator;
  auto input = tools::NdjsonInput::open(catalogue);
  if (!input) return fail(input.error().message);
  if (const Status loaded = simulator.catalogue().load(**input); !loaded)
    return fail(loaded.error().message);
  if (simulator.catalogue().skipped_lines() > 0) {
    std::fprintf(stderr, "github-sim: %zu lines are no records\n",
                 simulator.catalogue().skipped_lines());
  }
  if (print_names) {
    for (const auto& repository : simulator.catalogue().all())
      std::printf("%s\n", repository->record.full_name.c_str());
    return 0;
  }
  if (!faults.empty()) {
    std::ifstream file(faults);
    std::ostringstream text;
    if (file) text << file.rdbuf();
    if (!file) return fail("cannot read " + faults);
    auto plan = github_sim::FaultPlan::parse(text.str(), faults);
    if (!plan) return fail(plan.error().message);
    simulator.set_faults(std::move(plan).value());
  }
  const auto address = daemon::parse_listen(listen);
  if (!address) return fail(address.error().message);
  return serve(simulator, *address);
}
