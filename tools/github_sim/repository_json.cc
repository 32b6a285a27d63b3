#include "tools/github_sim/repository_json.h"

#include <openssl/evp.h>
#include <simdjson.h>

#include <ctime>

#include "schemas/json_writer.h"

namespace modelzoo::github_sim {
namespace {

void text_or_null(JsonWriter& json, const char* name, const std::optional<std::string>& value) {
  json.key(name);
  value ? json.value(*value) : json.null();
}

std::string base64(std::string_view bytes) {
  std::string out((bytes.size() + 2) / 3 * 4 + 1, '\0');
  const int length = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(out.data()),
                                     reinterpret_cast<const unsigned char*>(bytes.data()),
                                     static_cast<int>(bytes.size()));
  out.resize(static_cast<std::size_t>(length));
  return out;
}

}  // namespace

std::string repository_json(const Repository& repository) {
  const Record& r = repository.record;
  const std::size_t slash = r.full_name.find('/');
  std::string out;
  JsonWriter json(out);
  json.begin_object().member("id", repository.id).member("node_id", repository.node_id);
  json.member("name", r.full_name.substr(slash + 1))
      .member("full_name", r.full_name)
      .member("private", false);
  json.key("owner").begin_object().member("login", r.full_name.substr(0, slash)).end_object();
  json.member("html_url", "https://github.com/" + r.full_name);
  text_or_null(json, "description", r.description);
  json.member("fork", r.fork.value_or(false));
  text_or_null(json, "homepage", r.homepage);
  text_or_null(json, "language", r.language);
  for (const char* name : {"stargazers_count", "watchers_count", "watchers"})
    json.member(name, r.stars.value_or(0));
  json.member("forks_count", r.forks.value_or(0))
      .member("open_issues_count", r.open_issues.value_or(0));
  json.member("default_branch", r.default_branch.value_or("main"));
  json.member("archived", r.archived.value_or(false))
      .member("disabled", false)
      .member("visibility", "public");
  json.member("created_at", r.created_at.value_or("2015-01-01T00:00:00Z"));
  json.member("updated_at", r.updated_at.value_or(r.pushed_at.value_or("2020-01-01T00:00:00Z")));
  text_or_null(json, "pushed_at", r.pushed_at);
  json.key("license");
  if (r.license) {
    json.begin_object()
        .member("key", folded_name(*r.license))
        .member("name", *r.license)
        .member("spdx_id", *r.license)
        .end_object();
  } else {
    json.null();
  }
  json.key("topics").begin_array();
  for (const std::string& topic : r.topics.value_or(std::vector<std::string>{})) json.value(topic);
  json.end_array().end_object();
  return out;
}

std::string root_listing_json(const Repository& repository) {
  std::string out;
  JsonWriter json(out);
  json.begin_array();
  const auto entry = [&](const std::string& name, const std::string& content) {
    if (name.find('/') != std::string::npos) return;
    json.begin_object().member("name", name).member("path", name).member("type", "file");
    json.member("size", std::uint64_t{content.size()}).member("sha", blob_id(content)).end_object();
  };
  if (repository.record.readme)
    entry(repository.record.readme_path.value_or("README.md"), *repository.record.readme);
  if (repository.record.manifests) {
    for (const auto& [name, content] : *repository.record.manifests) entry(name, content);
  }
  json.end_array();
  return out;
}

std::string file_json(const Repository&, const std::string& path, const std::string& content) {
  constexpr std::size_t kMaxInline = std::size_t{1}
                                     << 20;  // larger files come by the raw media type only
  const bool small = content.size() <= kMaxInline;
  std::string out;
  JsonWriter json(out);
  json.begin_object().member("type", "file").member("encoding", small ? "base64" : "none");
  json.member("size", std::uint64_t{content.size()})
      .member("name", path.substr(path.rfind('/') + 1))
      .member("path", path);
  json.member("content", small ? base64(content) : std::string())
      .member("sha", blob_id(content))
      .end_object();
  return out;
}

const std::string* file_of(const Repository& repository, const std::string& path) {
  const Record& record = repository.record;
  if (record.readme && record.readme_path.value_or("README.md") == path) return &*record.readme;
  if (!record.manifests) return nullptr;
  const auto manifest = record.manifests->find(path);
  return manifest == record.manifests->end() ? nullptr : &manifest->second;
}

void make_partial(std::string& body) {
  simdjson::dom::parser parser;
  simdjson::dom::element document;
  simdjson::dom::object data;
  if (parser.parse(body).get(document) != simdjson::SUCCESS ||
      document["data"].get_object().get(data) != simdjson::SUCCESS)
    return;
  std::string out;
  std::string errors;
  JsonWriter json(out);
  json.begin_object().key("data").begin_object();
  std::size_t i = 0;
  for (const auto member : data) {
    json.key(member.key);
    if (member.value.is_object() && member.key != "rateLimit" && ++i % 3 == 0) {
      json.null();
      if (!errors.empty()) errors += ',';
      JsonWriter(errors)
          .begin_object()
          .key("path")
          .begin_array()
          .value(member.key)
          .end_array()
          .member("message", "Something went wrong while executing your query.")
          .end_object();
    } else {
      json.raw(simdjson::minify(member.value));
    }
  }
  json.end_object();
  simdjson::dom::array given;
  if (document["errors"].get_array().get(given) == simdjson::SUCCESS) {
    for (const auto error : given)
      errors += (errors.empty() ? "" : ",") + std::string(simdjson::minify(error));
  }
  if (!errors.empty()) json.key("errors").raw("[" + errors + "]");
  json.end_object();
  body = std::move(out);
}

std::string http_date(std::chrono::system_clock::time_point time) {
  const std::time_t seconds = std::chrono::system_clock::to_time_t(time);
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  char text[40];
  std::strftime(text, sizeof text, "%a, %d %b %Y %H:%M:%S GMT", &parts);
  return text;
}

}  // namespace modelzoo::github_sim
