// search.h - repository search as GitHub's: words and topic:, stars:, language:, created:, pushed:,
// archived:, fork: qualifiers. Thread-safe.
#pragma once

#include <cstddef>
#include <memory>
#include <string_view>
#include <vector>

#include "tools/github_sim/catalogue.h"

namespace modelzoo::github_sim {

// Nothing behind the thousandth result is shown, whatever the page.
inline constexpr std::size_t kSearchCap = 1000;

struct SearchAnswer {
  std::vector<std::shared_ptr<const Repository>> items;  // all that match, in order
};

// `sort`: "stars", "updated" or ""; `order`: "asc" or "".
[[nodiscard]] SearchAnswer search_repositories(const Catalogue& catalogue, std::string_view query,
                                               std::string_view sort, std::string_view order);

}  // namespace modelzoo::github_sim
