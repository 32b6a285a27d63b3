// query_subject.h - whether a sentence of a query opens with the name of what it speaks of: "Kedro
// is a workflow tool", "SPADE: Semantic Image Synthesis", "Arrays on CUDA. CuPy provides them".
// Thread-safe.
// Tested by: tests/unit/query/language/query_subject_test.cc
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace modelzoo::query {

// More words in a row are a sentence, not a name.
inline constexpr std::size_t kMaxNameWords = 3;

// True when `rest`, the text after some first words, is what follows a subject: a mark that sets it
// off, or a verb of which descriptions are made. Marks may stand before spaces and brackets.
[[nodiscard]] bool follows_subject(std::string_view rest);

// Where sentences begin, ascending: at 0, and behind a full stop, question or exclamation mark with
// a space after it.
[[nodiscard]] std::vector<std::size_t> sentence_begins(std::string_view text);

// True when a word with `before` between it and the begin of its sentence opens it: after marks and
// "the", but not after "this" or "our", which speak of what has no name.
[[nodiscard]] bool opens_sentence(std::string_view before);

}  // namespace modelzoo::query
