// rest_reader.h - reads the REST answers that we use: a repository, its README, a search page.
//
// Thread-safe. Tested by: tests/unit/crawler/rest_reader_test.cc
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "crawler/fetch_response.h"
#include "crawler/repository_facts.h"
#include "schemas/result.h"

namespace modelzoo::crawler {

// GET /repos/{owner}/{name}. kCorrupt: not a repository's JSON.
[[nodiscard]] Result<RepositoryFacts> read_rest_repository(std::string_view json);

struct RestReadme {
  std::string path;
  BlobText blob;  // is_truncated: longer than the JSON form holds, fetch it raw
};

// GET /repos/{owner}/{name}/readme as JSON.
[[nodiscard]] Result<RestReadme> read_rest_readme(std::string_view json);

struct SearchItem {
  std::string full_name;
  std::uint64_t stars = 0;
};

struct SearchPage {
  std::uint64_t total_count = 0;
  bool incomplete = false;
  std::vector<SearchItem> items;
};

// GET /search/repositories.
[[nodiscard]] Result<SearchPage> read_search_page(std::string_view json);

// The URL that `Link` names as rel="next"; empty when it names none.
[[nodiscard]] std::string next_link(const FetchResponse& response);

// The id git gives a file of these bytes: SHA-1 of "blob <length>\0" and the bytes, in hex.
[[nodiscard]] std::string git_blob_oid(std::string_view bytes);

}  // namespace modelzoo::crawler
