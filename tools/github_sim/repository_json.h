// repository_json.h - the REST shapes of a repository, its files and errors. Thread-safe.
#pragma once

#include <chrono>
#include <string>

#include "tools/github_sim/catalogue.h"

namespace modelzoo::github_sim {

[[nodiscard]] std::string repository_json(const Repository& repository);    // GET /repos/{o}/{r}
[[nodiscard]] std::string root_listing_json(const Repository& repository);  // GET .../contents/
[[nodiscard]] std::string file_json(const Repository& repository, const std::string& path,
                                    const std::string& content);
// README or manifest by its path; nullptr when there is none.
[[nodiscard]] const std::string* file_of(const Repository& repository, const std::string& path);

// Every third repository of a GraphQL answer becomes null with an internal error of its own.
void make_partial(std::string& graphql_body);

[[nodiscard]] std::string http_date(
    std::chrono::system_clock::time_point time);  // RFC 9110, IMF-fixdate

}  // namespace modelzoo::github_sim
