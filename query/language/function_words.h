// function_words.h - words that say little of a model. Folded words; thread-safe.
// Tested by: tests/unit/query/language/function_words_test.cc
#pragma once

#include <string_view>

namespace modelzoo::query {

// Lucene's list, which the relevance sets were measured with, and what questions are made of.
// Passed over when there are others.
[[nodiscard]] bool is_stop_word(std::string_view word);

// What descriptions are made of, whatever they describe ("provides a flexible, lightweight
// implementation of various"). In a sentence it counts half.
//
// Taken from the words that stand in 200 or more of 43,374 descriptions and in names at most a
// twenty-fifth as often, for names are what things are called. Of those, by reading, the ones that
// tell nothing of a subject (not "library", "database", "distributed", "generate"), with their
// other forms.
[[nodiscard]] bool is_description_word(std::string_view word);

}  // namespace modelzoo::query
