// loose_query.h - how a query that nothing answers as it is written is read once more.
//
//   quotations in a text of kLongText words or more, quoted or not, are searched by their words: it
//   is a title or a sentence that was pasted rather than a demand on wording
//   characters of Chinese, Japanese and Korean that stand nowhere in a row are searched by the
//   words a dictionary sees in them, or in pairs (WordAlternatives::cjk_words)
//
// Quotations in shorter queries are taken at their word, as is all behind a minus sign.
// Thread-safe. Tested by: tests/unit/query/language/loose_query_test.cc
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "query/language/query_tree.h"

namespace modelzoo::query {

inline constexpr std::size_t kLongText = 5;

struct LooseQuery {
  ParsedQuery query;  // places are those of the query that it was made of
  std::string note;   // what people should know when this is what was answered
};

// Nothing when the query has neither.
[[nodiscard]] std::optional<LooseQuery> loosened(const ParsedQuery& query);

}  // namespace modelzoo::query
