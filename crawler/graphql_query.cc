#include "crawler/graphql_query.h"

#include <string_view>

#include "schemas/json_writer.h"

namespace modelzoo::crawler {
namespace {

// "r3: repository(owner: \"o\", name: \"n\")"; GraphQL strings escape as JSON's do.
void append_alias(std::size_t index, std::string_view full_name, std::string& out) {
  const std::size_t slash = full_name.find('/');
  out += 'r';
  out += std::to_string(index);
  out += ": repository(owner: ";
  append_json_string(full_name.substr(0, slash), out);
  out += ", name: ";
  append_json_string(full_name.substr(slash + 1), out);
  out += ")";
}

void append_object(std::string_view alias, std::string_view path, std::string_view fields,
                   std::string& out) {
  out += alias;
  out += ": object(expression: ";
  append_json_string("HEAD:" + std::string(path), out);
  out += ") { ";
  out += fields;
  out += " }\n";
}

constexpr std::string_view kRateLimit = "  rateLimit { cost remaining resetAt }\n";

}  // namespace

std::string facts_query(std::span<const FactsWanted> wanted) {
  std::string out = "query Facts {\n";
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    out += "  ";
    append_alias(i, wanted[i].full_name, out);
    out += " {\n    ...Facts\n    ";
    append_object("readme", wanted[i].readme_path, "... on Blob { oid }", out);
    out += "  }\n";
  }
  out += kRateLimit;
  out +=
      "}\n"
      "fragment Facts on Repository {\n"
      "  databaseId nameWithOwner description homepageUrl stargazerCount forkCount\n"
      "  issues(states: OPEN) { totalCount }\n"
      "  createdAt updatedAt pushedAt isArchived isFork isPrivate\n"
      "  primaryLanguage { name }\n"
      "  licenseInfo { spdxId }\n"
      "  defaultBranchRef { name }\n"
      "  repositoryTopics(first: 20) { nodes { topic { name } } }\n"
      "  root: object(expression: \"HEAD:\") { ... on Tree { entries { name type oid } } }\n"
      "}\n";
  return out;
}

std::string texts_query(std::span<const TextsWanted> wanted) {
  std::string out = "query Texts {\n";
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    out += "  ";
    append_alias(i, wanted[i].full_name, out);
    out += " {\n    nameWithOwner\n";
    if (!wanted[i].readme_path.empty()) {
      out += "    ";
      append_object("readme", wanted[i].readme_path,
                    "... on Blob { oid isBinary isTruncated text }", out);
    }
    for (std::size_t m = 0; m < wanted[i].manifests.size(); ++m) {
      out += "    ";
      append_object("m" + std::to_string(m), wanted[i].manifests[m],
                    "... on Blob { isBinary isTruncated text }", out);
    }
    out += "  }\n";
  }
  out += kRateLimit;
  out += "}\n";
  return out;
}

std::string graphql_body(const std::string& query) {
  std::string body;
  JsonWriter(body).begin_object().member("query", query).end_object();
  return body;
}

}  // namespace modelzoo::crawler
