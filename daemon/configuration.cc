#include "daemon/configuration.h"

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <fstream>
#include <optional>
#include <sstream>
#include <variant>

#include "crawler/name_list.h"
#include "schemas/toml_document.h"

namespace modelzoo::daemon {
namespace {

using Texts = std::vector<std::string>;
// Where a value goes: a member of the configuration, by type.
using Target = std::variant<std::string*, std::uint64_t*, bool*, Texts*, std::chrono::seconds*>;

struct Setting {
  const char* section;
  const char* key;
  const char* help;
  Target (*target)(Configuration&);
};

const Setting kSettings[] = {
    {"server", "listen", "address and port", [](Configuration& c) -> Target { return &c.listen; }},
    {"server", "public_url", "what links in pages, feeds and mails begin with",
     [](Configuration& c) -> Target { return &c.public_url; }},
    {"server", "io_threads", "threads that serve HTTP; 0: one for each processor",
     [](Configuration& c) -> Target { return &c.io_threads; }},
    {"server", "result_cache_bytes", "memory for answers of /v1/search; 0: none are kept",
     [](Configuration& c) -> Target { return &c.result_cache_bytes; }},
    {"server", "log_level", "debug, info, warn or error",
     [](Configuration& c) -> Target { return &c.log_level; }},
    {"store", "data_dir", "where the index is kept",
     [](Configuration& c) -> Target { return &c.data_dir; }},
    {"store", "cache_bytes", "memory for blocks of the index",
     [](Configuration& c) -> Target { return &c.cache_bytes; }},
    {"github", "api_url", "REST API", [](Configuration& c) -> Target { return &c.crawl.api_url; }},
    {"github", "graphql_url", "GraphQL API; api_url + \"/graphql\" unless given",
     [](Configuration& c) -> Target { return &c.crawl.graphql_url; }},
    {"github", "raw_url", "raw contents",
     [](Configuration& c) -> Target { return &c.crawl.raw_url; }},
    {"github", "web_url", "pages", [](Configuration& c) -> Target { return &c.crawl.web_url; }},
    {"github", "tokens", "access tokens; better in files or GITHUB_TOKEN",
     [](Configuration& c) -> Target { return &c.crawl.tokens; }},
    {"github", "token_files", "files that hold one token each",
     [](Configuration& c) -> Target { return &c.token_files; }},
    {"github", "contact", "a mail address or URL for the User-Agent",
     [](Configuration& c) -> Target { return &c.crawl.contact; }},
    {"crawl", "enabled", "whether to crawl at all",
     [](Configuration& c) -> Target { return &c.crawl.enabled; }},
    {"crawl", "names", "repositories to follow, \"owner/name\"",
     [](Configuration& c) -> Target { return &c.crawl.names; }},
    {"crawl", "names_file", "the same, one a line",
     [](Configuration& c) -> Target { return &c.crawl.names_file; }},
    {"crawl", "topics", "GitHub topics to discover repositories by",
     [](Configuration& c) -> Target { return &c.crawl.topics; }},
    {"crawl", "min_stars", "fewer stars are not discovered",
     [](Configuration& c) -> Target { return &c.crawl.min_stars; }},
    {"crawl", "languages", "other programming languages are not discovered",
     [](Configuration& c) -> Target { return &c.crawl.languages; }},
    {"crawl", "deny", "\"owner/name\" or \"owner/*\": never fetched, removed if there",
     [](Configuration& c) -> Target { return &c.crawl.deny; }},
    {"crawl", "max_readme_bytes", "longer READMEs are cut",
     [](Configuration& c) -> Target { return &c.crawl.max_readme_bytes; }},
    {"crawl", "refresh_every",
     "how often a repository is looked at again: \"24h\", \"30m\", \"7d\"",
     [](Configuration& c) -> Target { return &c.crawl.refresh_every; }},
    {"crawl", "taxonomy", "a file like schemas/taxonomy.toml; empty: the one compiled in",
     [](Configuration& c) -> Target { return &c.taxonomy; }},
};

// Levenshtein's distance, by rows.
std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t change = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, change});
    }
  }
  return row[b.size()];
}

std::string did_you_mean(std::string_view name, const std::vector<std::string>& known) {
  const std::string* best = nullptr;
  std::size_t distance = 3;
  for (const std::string& candidate : known) {
    if (const std::size_t d = edit_distance(name, candidate); d < distance) {
      distance = d;
      best = &candidate;
    }
  }
  return best == nullptr ? "" : "; did you mean \"" + *best + "\"?";
}

std::optional<std::chrono::seconds> parse_duration(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || number <= 0 || number > 1'000'000) return std::nullopt;
  const std::string_view unit(end, static_cast<std::size_t>(text.data() + text.size() - end));
  if (unit == "s" || unit.empty()) return std::chrono::seconds(number);
  if (unit == "m") return std::chrono::minutes(number);
  if (unit == "h") return std::chrono::hours(number);
  if (unit == "d") return std::chrono::days(number);
  return std::nullopt;
}

Status read_texts(const toml::node& node, std::string_view file, const std::string& name,
                  Texts& out) {
  const toml::array* array = node.as_array();
  if (array == nullptr)
    return toml_error(file, node, name + " must be a list of strings, as [\"a\", \"b\"]");
  out.clear();
  for (const toml::node& item : *array) {
    const auto text = item.value<std::string>();
    if (!text || !item.is_string()) return toml_error(file, item, name + " must hold strings only");
    out.push_back(*text);
  }
  return Ok{};
}

Status read_value(const toml::node& node, std::string_view file, const std::string& name,
                  const Target& target) {
  if (auto* texts = std::get_if<Texts*>(&target)) return read_texts(node, file, name, **texts);
  if (auto* text = std::get_if<std::string*>(&target)) {
    if (!node.is_string()) return toml_error(file, node, name + " must be a string");
    **text = *node.value<std::string>();
  } else if (auto* number = std::get_if<std::uint64_t*>(&target)) {
    const auto value = node.value<std::int64_t>();
    if (!node.is_integer() || *value < 0)
      return toml_error(file, node, name + " must be an integer >= 0");
    **number = static_cast<std::uint64_t>(*value);
  } else if (auto* truth = std::get_if<bool*>(&target)) {
    if (!node.is_boolean()) return toml_error(file, node, name + " must be true or false");
    **truth = *node.value<bool>();
  } else if (auto* duration = std::get_if<std::chrono::seconds*>(&target)) {
    const auto value = node.is_string() ? parse_duration(*node.value<std::string>()) : std::nullopt;
    if (!value)
      return toml_error(file, node, name + " must be a duration, as \"30m\", \"24h\", \"7d\"");
    **duration = *value;
  }
  return Ok{};
}

Status read_section(const std::string& section, const toml::node& node, std::string_view file,
                    Configuration& configuration) {
  std::vector<std::string> keys;
  for (const Setting& setting : kSettings) {
    if (section == setting.section) keys.emplace_back(setting.key);
  }
  const toml::table* table = node.as_table();
  if (keys.empty()) {
    return toml_error(file, node,
                      "unknown section \"" + section + "\"" +
                          did_you_mean(section, {"server", "store", "github", "crawl", "api_key"}));
  }
  if (table == nullptr)
    return toml_error(file, node, "\"" + section + "\" is a section: write [" + section + "]");
  for (const auto& [key, value] : *table) {
    const std::string name(key.str());
    const auto setting =
        std::find_if(std::begin(kSettings), std::end(kSettings),
                     [&](const Setting& s) { return section == s.section && name == s.key; });
    if (setting == std::end(kSettings)) {
      return toml_error(
          file, value,
          "unknown key \"" + name + "\" in [" + section + "]" + did_you_mean(name, keys));
    }
    MODELZOO_RETURN_IF_ERROR(
        read_value(value, file, section + "." + name, setting->target(configuration)));
  }
  return Ok{};
}

Status read_api_key(const toml::node& node, std::string_view file, Configuration& configuration) {
  const toml::table* table = node.as_table();
  if (table == nullptr) return toml_error(file, node, "write [[api_key]]");
  ApiKey key;
  for (const auto& [name, value] : *table) {
    if (name.str() == "name" && value.is_string()) {
      key.name = *value.value<std::string>();
    } else if (name.str() == "sha256" && value.is_string()) {
      key.sha256 = *value.value<std::string>();
    } else if (name.str() == "scopes") {
      MODELZOO_RETURN_IF_ERROR(read_texts(value, file, "api_key.scopes", key.scopes));
    } else {
      return toml_error(
          file, value,
          "[[api_key]] has name, sha256 and scopes, not \"" + std::string(name.str()) + "\"");
    }
  }
  const bool hex = key.sha256.size() == 64 &&
                   key.sha256.find_first_not_of("0123456789abcdefABCDEF") == std::string::npos;
  if (!hex)
    return toml_error(
        file, node,
        "api_key.sha256 must be the key's SHA-256 as 64 hex digits (printf %s KEY | sha256sum)");
  std::transform(key.sha256.begin(), key.sha256.end(), key.sha256.begin(), [](char c) {
    return c >= 'A' && c <= 'F' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  for (const std::string& scope : key.scopes) {
    if (scope != "read" && scope != "submit" && scope != "write" && scope != "admin") {
      return toml_error(file, node,
                        "api_key.scopes: \"" + scope + "\" is none of read, submit, write, admin");
    }
  }
  configuration.api_keys.push_back(std::move(key));
  return Ok{};
}

Result<std::string> read_file(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream text;
  if (in) text << in.rdbuf();
  if (!in) return Error{ErrorCode::kIo, "cannot read " + path};
  return text.str();
}

std::string trimmed(const std::string& text) {
  const std::size_t begin = text.find_first_not_of(" \t\r\n");
  if (begin == std::string::npos) return "";
  return text.substr(begin, text.find_last_not_of(" \t\r\n") - begin + 1);
}

Status finish(Configuration& configuration, const Overrides& overrides) {
  const auto environment = [&](const char* name) {
    const auto found = overrides.environment.find(name);
    return found == overrides.environment.end() ? std::string() : found->second;
  };
  const auto override_with = [](const std::string& value, std::string& target) {
    if (!value.empty()) target = value;
  };
  override_with(environment("MODELZOO_LISTEN"), configuration.listen);
  override_with(environment("MODELZOO_DATA_DIR"), configuration.data_dir);
  override_with(environment("MODELZOO_GITHUB_API_URL"), configuration.crawl.api_url);
  override_with(environment("MODELZOO_GITHUB_RAW_URL"), configuration.crawl.raw_url);
  override_with(overrides.listen, configuration.listen);
  override_with(overrides.data_dir, configuration.data_dir);
  if (const std::string token = environment("GITHUB_TOKEN"); !token.empty()) {
    configuration.crawl.tokens.push_back(token);
  }
  for (const std::string& file : configuration.token_files) {
    auto token = read_file(file);
    if (!token) return std::move(token).error().with_context("github.token_files");
    configuration.crawl.tokens.push_back(trimmed(*token));
  }
  auto listen = parse_listen(configuration.listen);
  if (!listen) return std::move(listen).error().with_context("server.listen");
  if (configuration.public_url.empty()) configuration.public_url = "http://" + configuration.listen;
  static const std::vector<std::string> kLevels = {"debug", "info", "warn", "error"};
  if (std::find(kLevels.begin(), kLevels.end(), configuration.log_level) == kLevels.end()) {
    return Error{ErrorCode::kInvalidArgument, "server.log_level: \"" + configuration.log_level +
                                                  "\" is none of debug, info, warn, error"};
  }
  return crawler::check_options(configuration.crawl);
}

std::string shown(const Target& target) {
  struct Show {
    std::string operator()(const std::string* v) const { return "\"" + *v + "\""; }
    std::string operator()(const std::uint64_t* v) const { return std::to_string(*v); }
    std::string operator()(const bool* v) const { return *v ? "true" : "false"; }
    std::string operator()(const Texts*) const { return "[]"; }
    std::string operator()(const std::chrono::seconds* v) const {
      return "\"" + std::to_string(v->count()) + "s\"";
    }
  };
  return std::visit(Show{}, target);
}

}  // namespace

Result<Configuration> parse_configuration(std::string_view text, std::string_view file_name) {
  const auto parsed = parse_toml(text, file_name);
  if (!parsed) return parsed.error();
  const toml::table& document = *parsed;
  Configuration configuration;
  for (const auto& [key, node] : document) {
    const std::string section(key.str());
    if (section != "api_key") {
      MODELZOO_RETURN_IF_ERROR(read_section(section, node, file_name, configuration));
      continue;
    }
    const toml::array* keys = node.as_array();
    if (keys == nullptr) return toml_error(file_name, node, "write [[api_key]], not [api_key]");
    for (const toml::node& entry : *keys) {
      MODELZOO_RETURN_IF_ERROR(read_api_key(entry, file_name, configuration));
    }
  }
  return configuration;
}

Result<Configuration> load_configuration(const std::string& path, const Overrides& overrides) {
  Configuration configuration;
  if (!path.empty()) {
    auto text = read_file(path);
    if (!text) return std::move(text).error();
    auto parsed = parse_configuration(*text, path);
    if (!parsed) return std::move(parsed).error();
    configuration = std::move(parsed).value();
  }
  const Status finished = finish(configuration, overrides);
  if (!finished) {
    return path.empty() ? finished.error() : Error(finished.error()).with_context(path);
  }
  return configuration;
}

Result<Taxonomy> load_taxonomy(const std::string& path) {
  if (path.empty()) return builtin_taxonomy();
  auto text = read_file(path);
  if (!text) return std::move(text).error().with_context("crawl.taxonomy");
  return parse_taxonomy(*text, path);
}

Status check_files(const Configuration& configuration) {
  if (const auto taxonomy = load_taxonomy(configuration.taxonomy); !taxonomy)
    return taxonomy.error();
  if (configuration.crawl.names_file.empty()) return Ok{};
  auto names = crawler::read_names_file(configuration.crawl.names_file);
  return names ? Status(Ok{}) : std::move(names).error().with_context("crawl.names_file");
}

std::map<std::string, std::string> configuration_environment() {
  std::map<std::string, std::string> environment;
  for (const char* name :
       {"GITHUB_TOKEN", "MODELZOO_LISTEN", "MODELZOO_DATA_DIR", "MODELZOO_GITHUB_API_URL",
        "MODELZOO_GITHUB_RAW_URL", "MODELZOO_CONFIG"}) {
    if (const char* value = std::getenv(name)) environment[name] = value;
  }
  return environment;
}

std::string configuration_reference() {
  Configuration defaults;
  std::string out;
  std::string section;
  for (const Setting& setting : kSettings) {
    if (section != setting.section) {
      section = setting.section;
      out += (out.empty() ? "[" : "\n[") + section + "]\n";
    }
    out += "# " + std::string(setting.help) + "\n# " + setting.key + " = " +
           shown(setting.target(defaults)) + "\n";
  }
  return out +
         "\n# Keys of the HTTP API; sha256: printf %s KEY | sha256sum\n# [[api_key]]\n# name = "
         "\"ops\"\n"
         "# sha256 = \"...\"\n# scopes = [\"read\", \"submit\", \"write\", \"admin\"]\n";
}

}  // namespace modelzoo::daemon
