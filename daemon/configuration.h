// configuration.h - what an operator can set: a TOML file, environment variables over it, flags
// over both.
//
// One table of settings (configuration.cc) yields parsing, --help and the messages. A mistake names
// file, line, key and what was meant. A value; thread-compatible.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "crawler/crawler_options.h"
#include "daemon/listen_address.h"
#include "schemas/result.h"
#include "schemas/taxonomy.h"

namespace modelzoo::daemon {

struct ApiKey {
  std::string name;
  std::string sha256;               // hex
  std::vector<std::string> scopes;  // read | submit | write | admin
};

struct Configuration {
  std::string listen = "127.0.0.1:8080";
  std::string public_url;  // "http://" + listen unless given
  std::string data_dir = "/var/lib/modelzoo";
  std::uint64_t cache_bytes = std::uint64_t{256} << 20;
  std::uint64_t result_cache_bytes = std::uint64_t{64} << 20;  // 0: none
  std::uint64_t io_threads = 0;                                // 0: one for each processor
  std::string taxonomy;                                        // file; empty: the one compiled in
  std::string log_level = "info";
  std::vector<std::string> token_files;
  crawler::CrawlerOptions crawl;
  std::vector<ApiKey> api_keys;
};

// Overrides of environment and command line, by the names below; empty values do not count.
struct Overrides {
  std::map<std::string, std::string> environment;  // GITHUB_TOKEN, MODELZOO_LISTEN, ...
  std::string data_dir, listen;                    // flags
};

// "config.toml:14: unknown key "git_hub"; did you mean "github"?"
[[nodiscard]] Result<Configuration> parse_configuration(std::string_view toml,
                                                        std::string_view file_name);

// Reads the file (none when the path is empty), then the overrides, then checks the whole:
// addresses, URLs, keys. Reads token_files.
[[nodiscard]] Result<Configuration> load_configuration(const std::string& path,
                                                       const Overrides& overrides);

// The file, as crawl.taxonomy names it; the one compiled in when the path is empty.
[[nodiscard]] Result<Taxonomy> load_taxonomy(const std::string& path);

// What --check-config looks at besides: the files that the configuration names can be read.
[[nodiscard]] Status check_files(const Configuration& configuration);

// The variables of the process that load_configuration knows.
[[nodiscard]] std::map<std::string, std::string> configuration_environment();

// All settings with their defaults and what they are for, as a commented TOML file.
[[nodiscard]] std::string configuration_reference();

}  // namespace modelzoo::daemon
