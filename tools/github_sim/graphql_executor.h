// graphql_executor.h - answers a GraphQL document from the catalogue, as GitHub does: data beside
// errors, NOT_FOUND with the path of what is missing, undefined fields refused before anything is
// answered. The fields are a part of GitHub's published schema; a test compares. Thread-safe.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "tools/github_sim/catalogue.h"
#include "tools/github_sim/graphql_document.h"
#include "tools/github_sim/rate_limits.h"

namespace modelzoo::github_sim {

struct GraphqlAnswer {
  std::string body;
  std::uint64_t cost = 1;  // points
};

class GraphqlExecutor {
 public:
  explicit GraphqlExecutor(const Catalogue& catalogue) : catalogue_(catalogue) {}
  // `variables` by name, scalars as text. `limits` is shown by rateLimit { ... }.
  [[nodiscard]] GraphqlAnswer run(const GraphqlDocument& document,
                                  const std::map<std::string, GraphqlValue>& variables,
                                  const RateLimits::Verdict& limits) const;
  // Type -> its fields, for the comparison with the published schema.
  [[nodiscard]] static std::map<std::string, std::vector<std::string>> known_fields();

 private:
  const Catalogue& catalogue_;
};

}  // namespace modelzoo::github_sim
