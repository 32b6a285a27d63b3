// query_parser.h - the query language (grammar: schemas/query_grammar.md). Never fails: what is no
// syntax is read as words, with a warning that names the character.
//
// Linear in the text. Thread-safe.
// Tested by: tests/unit/query/language/query_parser_test.cc, tests/fuzz/query_parser_fuzz.cc
#pragma once

#include <cstddef>
#include <string_view>

#include "query/language/query_tree.h"

namespace modelzoo::query {

// Longer queries are cut here, with a warning: nobody types them, and they cost everybody's time.
inline constexpr std::size_t kMaxQueryBytes = 4096;
inline constexpr std::size_t kMaxQueryTerms = 64;
inline constexpr std::size_t kMaxQueryDepth = 16;

[[nodiscard]] ParsedQuery parse_query(std::string_view text);

}  // namespace modelzoo::query
