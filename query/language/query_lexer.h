// query_lexer.h - the pieces of a query: words, quoted phrases, parentheses, the minus sign.
// Private to query/.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace modelzoo::query {

struct Lexeme {
  enum class Kind : std::uint8_t { kWord, kPhrase, kOpen, kClose, kOr, kAnd, kEnd };
  Kind kind = Kind::kEnd;
  std::string text;                // of a word, or of a phrase between its quotes
  std::string qualifier;           // "name" of name:text; empty when there is none
  bool quoted = false;             // name:"text"
  bool negated = false;            // a minus sign stands before it
  std::size_t at = 1;              // character where it begins, counted from 1
  std::size_t begin = 0, end = 0;  // bytes of the text, minus sign and quotes included
};

// `warnings` receives what was mended: an open quote.
[[nodiscard]] std::vector<Lexeme> lex_query(std::string_view text,
                                            std::vector<std::string>& warnings);

}  // namespace modelzoo::query
