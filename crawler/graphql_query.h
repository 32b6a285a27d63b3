// graphql_query.h - the texts of our GraphQL queries, many repositories each by alias.
//
// Two queries: facts (numbers, topics, the README's blob id, the root folder's entries) for many
// repositories, and texts (README and manifests) for those whose README changed. Both cost one
// point: they hold no connection but repositoryTopics. Aliases are r0, r1, ... in the order given.
//
// Thread-safe. Tested by: tests/unit/crawler/graphql_query_test.cc (against GitHub's own schema)
#pragma once

#include <span>
#include <string>
#include <vector>

namespace modelzoo::crawler {

struct FactsWanted {
  std::string full_name;    // REQUIRES is_full_name()
  std::string readme_path;  // where the README was last time, or README.md
};

struct TextsWanted {
  std::string full_name;
  std::string readme_path;             // empty: no README, manifests only
  std::vector<std::string> manifests;  // file names of the root folder
};

// The query text itself.
[[nodiscard]] std::string facts_query(std::span<const FactsWanted> wanted);
[[nodiscard]] std::string texts_query(std::span<const TextsWanted> wanted);

// {"query": "..."}: the body of the POST.
[[nodiscard]] std::string graphql_body(const std::string& query);

}  // namespace modelzoo::crawler
