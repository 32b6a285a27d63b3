// search_result.h - what is answered; daemon/search_response.cc makes the JSON of the contract of
// it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "schemas/record.h"

namespace modelzoo::query {

// Passages with matches marked by <em>...</em>; everything else is HTML-escaped.
struct Highlights {
  std::string name;
  std::string description;
  std::vector<std::string> readme;
};

// A tree of how a score came about; the children add up (or multiply) to the value as `description`
// says.
struct Explanation {
  double value = 0;
  std::string description;
  std::vector<Explanation> details;
};

struct Hit {
  Record record;  // summary: without readme, manifests, imports, star_history
  std::uint64_t stars_month = 0;
  double score = 0;
  std::optional<Highlights> highlights;
  std::optional<Explanation> explanation;
};

struct FacetCount {
  std::string value;
  std::uint64_t count = 0;
};

struct Facet {
  std::string name;
  std::vector<FacetCount> values;  // most frequent first, then by value
};

struct SearchResult {
  std::uint64_t total = 0;
  bool total_exact = true;  // false: "gte"
  std::vector<Hit> hits;
  std::vector<Facet> facets;
  std::vector<std::string> warnings;
  std::optional<std::string> did_you_mean;
  std::optional<std::string> next_cursor;
  std::uint64_t sequence = 0;  // of the snapshot that was searched
};

struct Suggestion {
  std::string text;
  std::string kind;  // model | framework | category | topic | phrase
  std::uint64_t stars = 0;
};

}  // namespace modelzoo::query
