#include "crawler/rest_reader.h"

#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <memory>

#include "crawler/json_access.h"

namespace modelzoo::crawler {
namespace {

// Base64 with line breaks, as GitHub wraps it (RFC 2045). Anything else ends it: kCorrupt.
Result<std::string> decode_base64(std::string_view text) {
  std::string out;
  out.reserve(text.size() / 4 * 3);
  std::uint32_t bits = 0;
  int count = 0;
  for (const char c : text) {
    std::uint32_t value = 0;
    if (c >= 'A' && c <= 'Z')
      value = std::uint32_t(c - 'A');
    else if (c >= 'a' && c <= 'z')
      value = std::uint32_t(c - 'a' + 26);
    else if (c >= '0' && c <= '9')
      value = std::uint32_t(c - '0' + 52);
    else if (c == '+')
      value = 62;
    else if (c == '/')
      value = 63;
    else if (c == '\n' || c == '\r' || c == '=')
      continue;
    else
      return Error{ErrorCode::kCorrupt, "the content is not base64"};
    bits = (bits << 6) | value;
    if (++count == 4) {
      out.push_back(char(bits >> 16));
      out.push_back(char(bits >> 8));
      out.push_back(char(bits));
      bits = 0;
      count = 0;
    }
  }
  if (count == 3) out.push_back(char(bits >> 10));
  if (count >= 2) out.push_back(char(bits >> (count == 3 ? 2 : 4)));
  return out;
}

Error not_json(std::string_view what) {
  return {ErrorCode::kCorrupt, "the answer is not the JSON of a " + std::string(what)};
}

}  // namespace

Result<RepositoryFacts> read_rest_repository(std::string_view json) {
  simdjson::dom::parser parser;
  JsonElement root;
  RepositoryFacts facts;
  if (!parse_json(parser, json, root)) return not_json("repository");
  const auto name = json_text(root, "full_name");
  if (!name || !is_full_name(*name)) return not_json("repository");
  Record& record = facts.record;
  record.full_name = *name;
  record.github_id = json_count(root, "id");
  record.description = json_text(root, "description");
  record.homepage = json_text(root, "homepage");
  if (record.homepage && record.homepage->empty()) record.homepage.reset();
  record.stars = json_count(root, "stargazers_count");
  record.forks = json_count(root, "forks_count");
  record.open_issues = json_count(root, "open_issues_count");
  record.language = json_text(root, "language");
  record.default_branch = json_text(root, "default_branch");
  record.created_at = json_text(root, "created_at");
  record.updated_at = json_text(root, "updated_at");
  record.pushed_at = json_text(root, "pushed_at");
  record.archived = json_truth(root, "archived");
  record.fork = json_truth(root, "fork");
  if (const auto license = json_member(root, "license"))
    record.license = json_text(*license, "spdx_id");
  simdjson::dom::array topics;
  if (root["topics"].get_array().get(topics) == simdjson::SUCCESS) {
    std::vector<std::string> names;
    for (const JsonElement topic : topics) {
      std::string_view text;
      if (topic.get_string().get(text) == simdjson::SUCCESS) names.emplace_back(text);
    }
    if (!names.empty()) record.topics = std::move(names);
  }
  facts.hidden = json_truth(root, "private").value_or(false);
  return facts;
}

Result<RestReadme> read_rest_readme(std::string_view json) {
  simdjson::dom::parser parser;
  JsonElement root;
  if (!parse_json(parser, json, root)) return not_json("README");
  const auto path = json_text(root, "path");
  if (!path) return not_json("README");
  RestReadme readme;
  readme.path = *path;
  readme.blob.found = true;
  readme.blob.oid = json_text(root, "sha").value_or("");
  const auto content = json_text(root, "content");
  if (json_text(root, "encoding").value_or("") != "base64" || !content) {
    readme.blob.is_truncated = true;
    return readme;
  }
  auto bytes = decode_base64(*content);
  if (!bytes.ok()) return std::move(bytes).error();
  readme.blob.text = std::move(bytes).value();
  return readme;
}

Result<SearchPage> read_search_page(std::string_view json) {
  simdjson::dom::parser parser;
  JsonElement root;
  simdjson::dom::array items;
  if (!parse_json(parser, json, root) || root["items"].get_array().get(items) != simdjson::SUCCESS)
    return not_json("search");
  SearchPage page;
  page.total_count = json_count(root, "total_count").value_or(0);
  page.incomplete = json_truth(root, "incomplete_results").value_or(false);
  for (const JsonElement item : items) {
    const auto name = json_text(item, "full_name");
    if (!name || !is_full_name(*name)) continue;
    page.items.push_back({*name, json_count(item, "stargazers_count").value_or(0)});
  }
  return page;
}

std::string next_link(const FetchResponse& response) {
  const auto header = response.header("Link");
  if (!header) return {};
  std::string_view rest = *header;
  while (!rest.empty()) {
    const std::size_t open = rest.find('<'), close = rest.find('>');
    if (open == std::string_view::npos || close == std::string_view::npos || close < open) break;
    const std::string_view url = rest.substr(open + 1, close - open - 1);
    rest.remove_prefix(close + 1);
    const std::string_view parameters = rest.substr(0, rest.find('<'));
    if (parameters.find("rel=\"next\"") != std::string_view::npos) return std::string(url);
  }
  return {};
}

std::string git_blob_oid(std::string_view bytes) {
  const std::unique_ptr<EVP_MD_CTX, void (*)(EVP_MD_CTX*)> context(EVP_MD_CTX_new(),
                                                                   &EVP_MD_CTX_free);
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned length = 0;
  const std::string head = "blob " + std::to_string(bytes.size());
  EVP_DigestInit_ex(context.get(), EVP_sha1(), nullptr);
  EVP_DigestUpdate(context.get(), head.c_str(), head.size() + 1);  // with the NUL
  EVP_DigestUpdate(context.get(), bytes.data(), bytes.size());
  EVP_DigestFinal_ex(context.get(), digest.data(), &length);
  static constexpr char kHex[] = "0123456789abcdef";
  std::string hex;
  for (unsigned i = 0; i < length; ++i) {
    hex.push_back(kHex[digest[i] >> 4]);
    hex.push_back(kHex[digest[i] & 15]);
  }
  return hex;
}

}  // namespace modelzoo::crawler
