// modelzood - the daemon's command line.
#include <CLI/CLI.hpp>
#include <cstdio>

#include "daemon/configuration.h"
#include "daemon/daemon_process.h"

int main(int argc, char** argv) {
  using namespace modelzoo::daemon;
  CLI::App app("modelzood: crawls GitHub for deep-learning models and serves the search engine");
  app.set_version_flag("--version", "modelzood " MODELZOO_VERSION);
  app.footer(
      "Environment: GITHUB_TOKEN, MODELZOO_LISTEN, MODELZOO_DATA_DIR, MODELZOO_GITHUB_API_URL,\n"
      "MODELZOO_GITHUB_RAW_URL, MODELZOO_CONFIG. Flags go over environment, both over the file.");
  Overrides overrides;
  overrides.environment = configuration_environment();
  std::string path = overrides.environment["MODELZOO_CONFIG"];
  bool check = false;
  bool reference = false;
  app.add_option("--config", path, "TOML file");
  app.add_option("--data-dir", overrides.data_dir, "where the index is kept");
  app.add_option("--listen", overrides.listen, "ADDRESS:PORT");
  app.add_flag("--check-config", check, "say whether the configuration is right, and exit");
  app.add_flag("--print-config", reference,
               "print all settings with their defaults as a TOML file, and exit");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  }
  if (reference) {
    std::fputs(configuration_reference().c_str(), stdout);
    return 0;
  }
  const auto configuration = load_configuration(path, overrides);
  if (!configuration) {
    std::fprintf(stderr, "modelzood: %s\n", configuration.error().message.c_str());
    return 1;
  }
  if (check) {
    if (const auto files = check_files(*configuration); !files) {
      std::fprintf(stderr, "modelzood: %s%s\n", path.empty() ? "" : (path + ": ").c_str(),
                   files.error().message.c_str());
      return 1;
    }
    std::printf("%s is right\n", path.empty() ? "the configuration" : path.c_str());
    return 0;
  }
  return run_daemon(*configuration);
}
