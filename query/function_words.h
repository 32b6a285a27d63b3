// function_words.h - words that say little of a model. Folded words; thread-safe.
// Tested by: tests/unit/query/function_words_test.cc
#pragma once

#include <string_view>

namespace modelzoo::query {

// Lucene's list, which the relevance sets were measured with, and what questions are made of.
// Passed over when there are others.
[[nodiscard]] bool is_stop_word(std::string_view word);

// What descriptions are made of, whatever they describe ("provides a flexible, lightweight
// implementation of various"). In a sentence it counts half.
//
// Of the words in 200 or more of 43,374 descriptions, those of which names hold at most a
// twenty-fifth as often, for names are what things are called; without nouns that are things
// ("library", "database"), and with their other forms.
[[nodiscard]] bool is_description_word(std::string_view word);

}  // namespace modelzoo::query
