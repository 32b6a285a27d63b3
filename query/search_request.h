// search_request.h - what is asked: the parameters of GET /v1/search and of `modelzoo search`.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "schemas/clock.h"

namespace modelzoo::query {

enum class Sort : std::uint8_t { kRelevance, kStars, kTrending, kUpdated, kCreated, kName };
enum class Ranking : std::uint8_t { kStar, kBm25 };  // kBm25: text alone, for measurements

struct SearchRequest {
  std::string query;  // the query language of schemas/query_grammar.md; empty matches all
  // Any of the values; several fields must all hold. Aliases are resolved by the taxonomy.
  std::vector<std::string> frameworks, categories, licenses, languages, topics, owners;
  std::optional<std::uint64_t> min_stars, max_stars;
  std::optional<UnixSeconds> pushed_after, created_after;
  std::optional<bool> archived;
  std::optional<Sort> sort;         // default: relevance with a query, stars without
  std::uint32_t limit = 20;         // 1..100
  std::uint32_t offset = 0;         // 0..10000
  std::string cursor;               // from next_cursor of the page before; excludes offset
  std::vector<std::string> facets;  // framework, category, license, language, topic, year
  bool highlight = false;
  bool explain = false;
  bool prefix = false;  // the last word is still being typed
  Ranking ranking = Ranking::kStar;
};

}  // namespace modelzoo::query
