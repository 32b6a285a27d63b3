#include "crawler/graphql_response_reader.h"

#include <charconv>

#include "crawler/json_access.h"

namespace modelzoo::crawler {
namespace {

struct AliasError {
  bool not_found = false;
  bool other = false;
};

// What `errors` says, split into what concerns one alias and what concerns all.
struct ErrorReport {
  std::map<std::size_t, AliasError> by_alias;
  GraphqlFailure overall = GraphqlFailure::kNone;
  std::string message;
};

std::optional<std::size_t> alias_of(JsonElement error) {
  std::string_view head;
  const auto path = json_member(error, "path");
  if (!path || path->at(0).get_string().get(head) != simdjson::SUCCESS) return std::nullopt;
  if (head.size() < 2 || head.front() != 'r') return std::nullopt;
  std::size_t index = 0;
  const auto [end, code] = std::from_chars(head.data() + 1, head.data() + head.size(), index);
  if (code != std::errc() || end != head.data() + head.size()) return std::nullopt;
  return index;
}

bool says(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

GraphqlFailure overall_failure(const std::string& type, const std::string& message,
                               JsonElement error) {
  if (says(type, "RATE_LIMIT") || says(message, "rate limit") || says(message, "abuse"))
    return GraphqlFailure::kLimited;
  if (says(message, "timeout") || says(message, "in time") ||
      says(message, "omething went wrong") || type == "RESOURCE_LIMITS_EXCEEDED" ||
      type == "MAX_NODE_LIMIT_EXCEEDED" || type == "INTERNAL" || type == "SERVICE_UNAVAILABLE")
    return GraphqlFailure::kTimeout;
  std::string code;
  if (const auto extensions = json_member(error, "extensions"))
    code = json_text(*extensions, "code").value_or("");
  if (!code.empty() || says(message, "Parse error") || says(message, "doesn't exist on type"))
    return GraphqlFailure::kRefused;
  return GraphqlFailure::kTimeout;  // unknown: ask again, in smaller parts
}

ErrorReport read_errors(JsonElement root) {
  ErrorReport report;
  simdjson::dom::array errors;
  if (root["errors"].get_array().get(errors) != simdjson::SUCCESS) return report;
  for (const JsonElement error : errors) {
    const std::string type = json_text(error, "type").value_or("");
    const std::string message = json_text(error, "message").value_or("");
    if (report.message.empty()) report.message = type.empty() ? message : type + ": " + message;
    const auto alias = alias_of(error);
    // Its message quotes the repository's name, which may hold any word.
    const GraphqlFailure failure =
        type == "NOT_FOUND" ? GraphqlFailure::kNone : overall_failure(type, message, error);
    if (failure == GraphqlFailure::kNone && !alias) continue;
    if (failure == GraphqlFailure::kLimited || !alias) {
      // A limit outweighs all else; of the others the first stands.
      if (failure == GraphqlFailure::kLimited || report.overall == GraphqlFailure::kNone)
        report.overall = failure;
      continue;
    }
    AliasError& entry = report.by_alias[*alias];
    (type == "NOT_FOUND" ? entry.not_found : entry.other) = true;
  }
  return report;
}

PartKind kind_of(const std::optional<JsonElement>& node, const ErrorReport& report,
                 std::size_t index) {
  const auto error = report.by_alias.find(index);
  if (node) {
    // A field below failed (resource limits): what is there may lack the README.
    return error != report.by_alias.end() && error->second.other ? PartKind::kFailed
                                                                 : PartKind::kFound;
  }
  if (error == report.by_alias.end()) return PartKind::kUnclear;
  if (error->second.not_found) return PartKind::kMissing;
  return PartKind::kFailed;
}

void read_tree(JsonElement node, RepositoryFacts& facts) {
  const auto root = json_member(node, "root");
  simdjson::dom::array entries;
  if (!root || (*root)["entries"].get_array().get(entries) != simdjson::SUCCESS) return;
  facts.has_root = true;
  for (const JsonElement entry : entries)
    facts.root.push_back({json_text(entry, "name").value_or(""),
                          json_text(entry, "oid").value_or(""),
                          json_text(entry, "type").value_or("") == "tree"});
}

// False: what every repository has is not there.
bool read_repository(JsonElement node, RepositoryFacts& facts) {
  Record& record = facts.record;
  const auto name = json_text(node, "nameWithOwner");
  if (!name || !is_full_name(*name)) return false;
  record.full_name = *name;
  record.github_id = json_count(node, "databaseId");
  record.description = json_text(node, "description");
  record.homepage = json_text(node, "homepageUrl");
  if (record.homepage && record.homepage->empty()) record.homepage.reset();
  record.stars = json_count(node, "stargazerCount");
  record.forks = json_count(node, "forkCount");
  if (const auto issues = json_member(node, "issues"))
    record.open_issues = json_count(*issues, "totalCount");
  record.created_at = json_text(node, "createdAt");
  record.updated_at = json_text(node, "updatedAt");
  record.pushed_at = json_text(node, "pushedAt");
  record.archived = json_truth(node, "isArchived");
  record.fork = json_truth(node, "isFork");
  facts.hidden = json_truth(node, "isPrivate").value_or(false);
  if (const auto language = json_member(node, "primaryLanguage"))
    record.language = json_text(*language, "name");
  if (const auto license = json_member(node, "licenseInfo"))
    record.license = json_text(*license, "spdxId");
  if (const auto branch = json_member(node, "defaultBranchRef"))
    record.default_branch = json_text(*branch, "name");
  simdjson::dom::array topics;
  if (node["repositoryTopics"]["nodes"].get_array().get(topics) == simdjson::SUCCESS) {
    std::vector<std::string> names;
    for (const JsonElement topic : topics) {
      std::string_view text;
      if (topic["topic"]["name"].get_string().get(text) == simdjson::SUCCESS)
        names.emplace_back(text);
    }
    if (!names.empty()) record.topics = std::move(names);
  }
  if (const auto readme = json_member(node, "readme"))
    facts.readme_oid = json_text(*readme, "oid").value_or("");
  read_tree(node, facts);
  return true;
}

BlobText read_blob(JsonElement node, std::string_view alias) {
  BlobText blob;
  const auto found = json_member(node, alias);
  if (!found) return blob;
  const auto text = json_text(*found, "text");
  blob.oid = json_text(*found, "oid").value_or("");
  blob.is_binary = json_truth(*found, "isBinary").value_or(false);
  blob.is_truncated = json_truth(*found, "isTruncated").value_or(false);
  blob.found = text.has_value() || !blob.oid.empty() || blob.is_binary;
  blob.text = text.value_or("");
  if (!text) blob.is_binary = true;  // text is null for binaries only
  return blob;
}

}  // namespace

struct GraphqlResponseReader::Impl {
  // Calls read_part(index, node) for each alias; fills all but the parts.
  template <typename Part, typename ReadPart>
  GraphqlAnswer<Part> read(std::string_view json, std::size_t aliases, ReadPart read_part) {
    GraphqlAnswer<Part> answer;
    JsonElement root;
    if (!parse_json(parser, json, root) || !root.is_object()) {
      answer.failure = GraphqlFailure::kMalformed;
      answer.message = "the answer is not a JSON object";
      return answer;
    }
    const ErrorReport report = read_errors(root);
    answer.message = report.message;
    const auto data = json_member(root, "data");
    if (report.overall != GraphqlFailure::kNone) {
      answer.failure = report.overall;
      return answer;
    }
    if (!data || !data->is_object()) {
      answer.failure =
          report.message.empty() ? GraphqlFailure::kMalformed : GraphqlFailure::kTimeout;
      return answer;
    }
    if (const auto rate = json_member(*data, "rateLimit"))
      answer.cost = json_count(*rate, "cost").value_or(1);
    answer.parts.resize(aliases);
    for (std::size_t i = 0; i < aliases; ++i) {
      const auto node = json_member(*data, "r" + std::to_string(i));
      answer.parts[i].kind = kind_of(node, report, i);
      if (answer.parts[i].kind == PartKind::kFound && !read_part(i, *node, answer.parts[i]))
        answer.parts[i].kind = PartKind::kFailed;
    }
    return answer;
  }

  simdjson::dom::parser parser;
};

GraphqlResponseReader::GraphqlResponseReader() : impl_(std::make_unique<Impl>()) {}
GraphqlResponseReader::~GraphqlResponseReader() = default;

GraphqlAnswer<FactsPart> GraphqlResponseReader::read_facts(std::string_view json,
                                                           std::size_t aliases) {
  return impl_->read<FactsPart>(json, aliases, [](std::size_t, JsonElement node, FactsPart& part) {
    return read_repository(node, part.facts);
  });
}

GraphqlAnswer<TextsPart> GraphqlResponseReader::read_texts(
    std::string_view json, const std::vector<std::size_t>& manifests) {
  return impl_->read<TextsPart>(
      json, manifests.size(), [&](std::size_t index, JsonElement node, TextsPart& part) {
        if (!node.is_object()) return false;
        part.readme = read_blob(node, "readme");
        for (std::size_t m = 0; m < manifests[index]; ++m)
          part.manifests.push_back(read_blob(node, "m" + std::to_string(m)));
        return true;
      });
}

}  // namespace modelzoo::crawler
