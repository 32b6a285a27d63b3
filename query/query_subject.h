// query_subject.h - whether a query opens with the name of what it speaks of: "Kedro is a workflow
// tool", "SPADE: Semantic Image Synthesis", "LangGraph, library for agents". Thread-safe.
// Tested by: tests/unit/query/query_subject_test.cc
#pragma once

#include <string_view>

namespace modelzoo::query {

// More words in a row are a sentence, not a name.
inline constexpr std::size_t kMaxNameWords = 3;

// True when `rest`, the text after some first words, is what follows a subject: a mark that sets it
// off, or a verb of which descriptions are made. Marks may stand before spaces and brackets.
[[nodiscard]] bool follows_subject(std::string_view rest);

}  // namespace modelzoo::query
