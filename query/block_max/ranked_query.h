// ranked_query.h - words to rank documents by, looked up and weighed: what the kernels of
// block_max_search.h work on. A value: thread-safe while nobody changes it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "index/segments/snapshot.h"
#include "query/search_request.h"

namespace modelzoo::query {

enum class MatchMode : std::uint8_t {
  kAny,     // one of the words
  kAll,     // all of them
  kPhrase,  // all, at their distances
};

struct RankedWord {
  std::string term;
  std::uint32_t weight = 0;  // times the impact is the word's part of the score (text_score.h)
};

struct RankedQuery {
  MatchMode mode = MatchMode::kAny;
  std::vector<RankedWord> words;  // distinct
  // kPhrase: where each word must stand, from the first; a word may stand at several.
  struct Place {
    std::size_t word = 0;
    std::uint32_t ordinal = 0;
  };
  std::vector<Place> places;
};

// Tokenises `text` and weighs its words by their frequency in the snapshot. A word given twice is
// one word of double weight. Of an identifier, the parts are taken.
[[nodiscard]] RankedQuery make_ranked_query(std::string_view text, MatchMode mode,
                                            const index::Snapshot& snapshot);

}  // namespace modelzoo::query
