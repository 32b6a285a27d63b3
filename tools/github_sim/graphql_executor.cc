#include "tools/github_sim/graphql_executor.h"

#include <algorithm>
#include <functional>

#include "schemas/json_writer.h"
#include "schemas/rfc3339.h"
#include "tools/github_sim/search.h"

namespace modelzoo::github_sim {
namespace {

using Fields = std::map<std::string, std::vector<std::string>>;

const Fields& fields_by_type() {
  static const Fields kFields = {
      {"Query", {"repository", "nodes", "node", "rateLimit", "search", "viewer"}},
      {"Repository",
       {"databaseId",
        "id",
        "nameWithOwner",
        "name",
        "owner",
        "url",
        "description",
        "homepageUrl",
        "stargazerCount",
        "forkCount",
        "issues",
        "repositoryTopics",
        "licenseInfo",
        "primaryLanguage",
        "defaultBranchRef",
        "isArchived",
        "isFork",
        "isDisabled",
        "isPrivate",
        "isEmpty",
        "isLocked",
        "createdAt",
        "updatedAt",
        "pushedAt",
        "object"}},
      {"RepositoryOwner", {"login"}},
      {"IssueConnection", {"totalCount"}},
      {"RepositoryTopicConnection", {"nodes", "totalCount"}},
      {"RepositoryTopic", {"topic"}},
      {"Topic", {"name"}},
      {"License", {"spdxId", "name", "key"}},
      {"Language", {"name"}},
      {"Ref", {"name", "target"}},
      {"Blob", {"oid", "text", "byteSize", "isBinary", "isTruncated"}},
      {"Tree", {"oid", "entries"}},
      {"TreeEntry", {"name", "type", "oid", "object", "path", "mode"}},
      {"RateLimit", {"cost", "limit", "remaining", "resetAt", "used", "nodeCount"}},
      {"SearchResultItemConnection", {"repositoryCount", "nodes", "pageInfo"}},
      {"PageInfo", {"hasNextPage", "endCursor"}},
      {"User", {"login"}},
  };
  return kFields;
}

// GitHub shows texts of blobs up to this size.
constexpr std::size_t kMaxBlobText = 512'000;

class Run {
 public:
  Run(const Catalogue& catalogue, const GraphqlDocument& document,
      const std::map<std::string, GraphqlValue>& variables, const RateLimits::Verdict& limits)
      : catalogue_(catalogue),
        document_(document),
        variables_(variables),
        limits_(limits),
        json_(data_) {}

  GraphqlAnswer run() {
    cost();
    object("Query", document_.selections,
           [this](const GraphqlSelection& field) { query_field(field); });
    GraphqlAnswer answer;
    answer.cost = cost_;
    if (!refused_.empty()) {
      answer.body = "{\"errors\":[" + refused_ + "]}";
    } else {
      answer.body =
          "{\"data\":" + data_ + (errors_.empty() ? "" : ",\"errors\":[" + errors_ + "]") + "}";
    }
    return answer;
  }

 private:
  using Resolve = std::function<void(const GraphqlSelection&)>;

  // GitHub's rule: connections' requests divided by 100, at least 1.
  void cost() {
    std::uint64_t requests = 0;
    count_connections(document_.selections, 1, requests);
    cost_ = std::max<std::uint64_t>(1, (requests + 50) / 100);
  }
  void count_connections(const std::vector<GraphqlSelection>& selections, std::uint64_t factor,
                         std::uint64_t& requests) {
    for (const GraphqlSelection& s : selections) {
      std::uint64_t inner = factor;
      if (s.kind == GraphqlSelection::Kind::kField && s.arguments.contains("first")) {
        requests += factor;
        inner = factor * std::max<std::uint64_t>(1, number(s, "first", 1));
      }
      count_connections(s.selections, inner, requests);
      const auto fragment = document_.fragments.find(s.name);
      if (s.kind == GraphqlSelection::Kind::kFragment && fragment != document_.fragments.end() &&
          factor < 10'000) {
        count_connections(fragment->second.selections, inner, requests);
      }
    }
  }

  const GraphqlValue& resolved(const GraphqlValue& value) const {
    static const GraphqlValue kNull;
    if (value.kind != GraphqlValue::Kind::kVariable) return value;
    const auto found = variables_.find(value.text);
    return found == variables_.end() ? kNull : found->second;
  }
  std::string text(const GraphqlSelection& field, const char* name) const {
    const auto found = field.arguments.find(name);
    return found == field.arguments.end() ? std::string() : resolved(found->second).text;
  }
  std::uint64_t number(const GraphqlSelection& field, const char* name,
                       std::uint64_t fallback) const {
    const std::string value = text(field, name);
    return value.empty() ? fallback : std::strtoull(value.c_str(), nullptr, 10);
  }

  void refuse(const std::string& message) {
    if (!refused_.empty()) refused_ += ',';
    JsonWriter(refused_).begin_object().member("message", message).end_object();
  }

  // Writes an object of `type`: fragments spread, unknown fields refused, __typename answered.
  void object(const std::string& type, const std::vector<GraphqlSelection>& selections,
              const Resolve& resolve) {
    json_.begin_object();
    members(type, selections, resolve, 0);
    json_.end_object();
  }
  void members(const std::string& type, const std::vector<GraphqlSelection>& selections,
               const Resolve& resolve, int depth) {
    constexpr int kMaxSpread = 10;
    for (const GraphqlSelection& s : selections) {
      if (s.kind == GraphqlSelection::Kind::kFragment) {
        const auto fragment = document_.fragments.find(s.name);
        if (fragment == document_.fragments.end() || depth > kMaxSpread) {
          refuse("Fragment " + s.name + " was used, but not defined");
        } else {
          members(type, fragment->second.selections, resolve, depth + 1);
        }
      } else if (s.kind == GraphqlSelection::Kind::kInline) {
        const bool base =
            s.name.empty() || s.name == type || s.name == "Node" || s.name == "GitObject";
        if (base) members(type, s.selections, resolve, depth + 1);
      } else {
        json_.key(s.alias);
        path_.push_back(s.alias);
        if (s.name == "__typename") {
          json_.value(type);
        } else if (known(type, s.name)) {
          resolve(s);
        } else {
          refuse("Field '" + s.name + "' doesn't exist on type '" + type + "'");
          json_.null();
        }
        path_.pop_back();
      }
    }
  }
  static bool known(const std::string& type, const std::string& field) {
    const auto found = fields_by_type().find(type);
    return found != fields_by_type().end() &&
           std::find(found->second.begin(), found->second.end(), field) != found->second.end();
  }

  void not_found(const std::string& message) {
    if (!errors_.empty()) errors_ += ',';
    JsonWriter error(errors_);
    error.begin_object().member("type", "NOT_FOUND").key("path").begin_array();
    for (const std::string& part : path_) error.value(part);
    error.end_array().member("message", message).end_object();
    json_.null();
  }

  void query_field(const GraphqlSelection& field) {
    if (field.name == "repository") {
      const std::string name = text(field, "owner") + "/" + text(field, "name");
      const auto found = catalogue_.find(name);
      if (found && found->hidden == 0) return repository(*found, field.selections);
      return not_found("Could not resolve to a Repository with the name '" + name + "'.");
    }
    if (field.name == "nodes") return nodes(field);
    if (field.name == "node") {
      const auto found = catalogue_.find_node(text(field, "id"));
      if (found && found->hidden == 0) return repository(*found, field.selections);
      return not_found("Could not resolve to a node with the global id of '" + text(field, "id") +
                       "'");
    }
    if (field.name == "rateLimit") return rate_limit(field);
    if (field.name == "search") return search(field);
    object("User", field.selections, [this](const GraphqlSelection&) { json_.value("simulated"); });
  }

  void nodes(const GraphqlSelection& field) {
    const auto ids = field.arguments.find("ids");
    json_.begin_array();
    std::size_t i = 0;
    if (ids != field.arguments.end()) {
      for (const GraphqlValue& id : resolved(ids->second).items) {
        path_.push_back(std::to_string(i++));
        const auto found = catalogue_.find_node(resolved(id).text);
        if (found && found->hidden == 0) {
          repository(*found, field.selections);
        } else {
          not_found("Could not resolve to a node with the global id of '" + resolved(id).text +
                    "'");
        }
        path_.pop_back();
      }
    }
    json_.end_array();
  }

  void rate_limit(const GraphqlSelection& field) {
    object("RateLimit", field.selections, [this](const GraphqlSelection& f) {
      if (f.name == "cost")
        json_.value(cost_);
      else if (f.name == "limit")
        json_.value(limits_.limit);
      else if (f.name == "remaining")
        json_.value(limits_.remaining - std::min(limits_.remaining, cost_));
      else if (f.name == "used")
        json_.value(limits_.used + cost_);
      else if (f.name == "nodeCount")
        json_.value(std::uint64_t{0});
      else
        json_.value(format_rfc3339(UnixSeconds(std::chrono::seconds(limits_.reset))));
    });
  }

  void search(const GraphqlSelection& field) {
    const SearchAnswer found = search_repositories(catalogue_, text(field, "query"), "", "");
    const std::uint64_t first = std::min<std::uint64_t>(number(field, "first", 10), 100);
    const std::uint64_t from = number(field, "after", 0);
    const std::uint64_t end =
        std::min<std::uint64_t>({from + first, found.items.size(), kSearchCap});
    object("SearchResultItemConnection", field.selections, [&](const GraphqlSelection& f) {
      if (f.name == "repositoryCount") {
        json_.value(std::uint64_t{found.items.size()});
      } else if (f.name == "pageInfo") {
        object("PageInfo", f.selections, [&](const GraphqlSelection& p) {
          p.name == "hasNextPage"
              ? json_.value(end < std::min<std::uint64_t>(found.items.size(), kSearchCap))
              : json_.value(std::to_string(end));
        });
      } else {
        json_.begin_array();
        for (std::uint64_t i = from; i < end; ++i) repository(*found.items[i], f.selections);
        json_.end_array();
      }
    });
  }

  void text_or_null(const std::optional<std::string>& value) {
    value ? json_.value(*value) : json_.null();
  }

  void repository(const Repository& r, const std::vector<GraphqlSelection>& selections) {
    object("Repository", selections, [&](const GraphqlSelection& f) { repository_field(r, f); });
  }

  void repository_field(const Repository& r, const GraphqlSelection& f) {
    const Record& record = r.record;
    const std::string& n = f.name;
    const std::size_t slash = record.full_name.find('/');
    if (n == "databaseId")
      json_.value(r.id);
    else if (n == "id")
      json_.value(r.node_id);
    else if (n == "nameWithOwner")
      json_.value(record.full_name);
    else if (n == "name")
      json_.value(record.full_name.substr(slash + 1));
    else if (n == "url")
      json_.value("https://github.com/" + record.full_name);
    else if (n == "description")
      text_or_null(record.description);
    else if (n == "homepageUrl")
      text_or_null(record.homepage);
    else if (n == "stargazerCount")
      json_.value(record.stars.value_or(0));
    else if (n == "forkCount")
      json_.value(record.forks.value_or(0));
    else if (n == "isArchived")
      json_.value(record.archived.value_or(false));
    else if (n == "isFork")
      json_.value(record.fork.value_or(false));
    else if (n == "isDisabled" || n == "isPrivate" || n == "isLocked")
      json_.value(false);
    else if (n == "isEmpty")
      json_.value(!record.readme && !record.manifests);
    else if (n == "createdAt")
      json_.value(record.created_at.value_or("2015-01-01T00:00:00Z"));
    else if (n == "updatedAt")
      json_.value(record.updated_at.value_or(record.pushed_at.value_or("2020-01-01T00:00:00Z")));
    else if (n == "pushedAt")
      text_or_null(record.pushed_at);
    else if (n == "object")
      git_object(r, f);
    else
      repository_part(r, f);
  }

  void repository_part(const Repository& r, const GraphqlSelection& f) {
    const Record& record = r.record;
    if (f.name == "owner") {
      object("RepositoryOwner", f.selections, [&](const GraphqlSelection&) {
        json_.value(record.full_name.substr(0, record.full_name.find('/')));
      });
    } else if (f.name == "issues") {
      object("IssueConnection", f.selections,
             [&](const GraphqlSelection&) { json_.value(record.open_issues.value_or(0)); });
    } else if (f.name == "repositoryTopics") {
      topics(record, f);
    } else if (f.name == "licenseInfo") {
      if (!record.license) return void(json_.null());
      object("License", f.selections, [&](const GraphqlSelection& l) {
        l.name == "key" ? json_.value(folded_name(*record.license)) : json_.value(*record.license);
      });
    } else if (f.name == "primaryLanguage") {
      if (!record.language) return void(json_.null());
      object("Language", f.selections,
             [&](const GraphqlSelection&) { json_.value(*record.language); });
    } else {
      object("Ref", f.selections, [&](const GraphqlSelection& b) {
        if (b.name == "name") return void(json_.value(record.default_branch.value_or("main")));
        json_.begin_object()
            .member("oid", blob_id(record.full_name + record.pushed_at.value_or("")))
            .end_object();
      });
    }
  }

  void topics(const Record& record, const GraphqlSelection& field) {
    const auto values = record.topics.value_or(std::vector<std::string>{});
    const std::size_t first = number(field, "first", 20);
    object("RepositoryTopicConnection", field.selections, [&](const GraphqlSelection& f) {
      if (f.name == "totalCount") return void(json_.value(std::uint64_t{values.size()}));
      json_.begin_array();
      for (std::size_t i = 0; i < std::min(first, values.size()); ++i) {
        object("RepositoryTopic", f.selections, [&](const GraphqlSelection& t) {
          object("Topic", t.selections, [&](const GraphqlSelection&) { json_.value(values[i]); });
        });
      }
      json_.end_array();
    });
  }

  // object(expression: "HEAD:README.md") and "HEAD:".
  void git_object(const Repository& r, const GraphqlSelection& field) {
    const std::string expression = text(field, "expression");
    const std::size_t colon = expression.find(':');
    const std::string path = colon == std::string::npos ? "" : expression.substr(colon + 1);
    if (path.empty()) return tree(r, field);
    const std::string* content = nullptr;
    if (r.record.readme && r.record.readme_path == path) content = &*r.record.readme;
    if (content == nullptr && r.record.manifests) {
      const auto manifest = r.record.manifests->find(path);
      if (manifest != r.record.manifests->end()) content = &manifest->second;
    }
    if (content == nullptr) return void(json_.null());
    const bool readme = r.record.readme && content == &*r.record.readme;
    object("Blob", field.selections, [&](const GraphqlSelection& f) {
      if (f.name == "oid")
        json_.value(readme ? r.readme_oid : blob_id(*content));
      else if (f.name == "byteSize")
        json_.value(std::uint64_t{content->size()});
      else if (f.name == "isBinary")
        json_.value(false);
      else if (f.name == "isTruncated")
        json_.value(content->size() > kMaxBlobText);
      else
        json_.value(std::string_view(*content).substr(0, kMaxBlobText));
    });
  }

  void tree(const Repository& r, const GraphqlSelection& field) {
    std::vector<std::pair<std::string, std::string>> files;  // name, oid
    if (r.record.readme)
      files.emplace_back(r.record.readme_path.value_or("README.md"), r.readme_oid);
    if (r.record.manifests) {
      for (const auto& [name, content] : *r.record.manifests)
        files.emplace_back(name, blob_id(content));
    }
    std::sort(files.begin(), files.end());
    object("Tree", field.selections, [&](const GraphqlSelection& f) {
      if (f.name == "oid") return void(json_.value(blob_id(r.record.full_name)));
      json_.begin_array();
      for (const auto& [name, oid] : files) {
        if (name.find('/') != std::string::npos) continue;
        object("TreeEntry", f.selections, [&](const GraphqlSelection& e) {
          if (e.name == "type")
            json_.value("blob");
          else if (e.name == "oid")
            json_.value(oid);
          else if (e.name == "mode")
            json_.value(std::uint64_t{33188});
          else if (e.name == "object")
            json_.null();
          else
            json_.value(name);
        });
      }
      json_.end_array();
    });
  }

  const Catalogue& catalogue_;
  const GraphqlDocument& document_;
  const std::map<std::string, GraphqlValue>& variables_;
  const RateLimits::Verdict& limits_;
  std::string data_, errors_, refused_;
  JsonWriter json_;
  std::vector<std::string> path_;
  std::uint64_t cost_ = 1;
};

}  // namespace

GraphqlAnswer GraphqlExecutor::run(const GraphqlDocument& document,
                                   const std::map<std::string, GraphqlValue>& variables,
                                   const RateLimits::Verdict& limits) const {
  return Run(catalogue_, document, variables, limits).run();
}

std::map<std::string, std::vector<std::string>> GraphqlExecutor::known_fields() {
  return fields_by_type();
}

}  // namespace modelzoo::github_sim
