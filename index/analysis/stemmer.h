// stemmer.h - the stem of a word, by Snowball (libstemmer): "models", "modeling" -> "model".
//
// Stems are made when a query is planned, not when a document is indexed: a word of a query then
// stands for all words of the dictionary with its stem (SegmentReader::family), the exact one ahead
// of its relatives, and neither the index nor the language of a document decides what is found.
//
// Source: Porter, "Snowball: A language for stemming algorithms" (2001).
// Tested by: tests/unit/index/analysis/stemmer_test.cc
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace modelzoo::index {

enum class StemLanguage : std::uint8_t {
  kEnglish,
  kGerman,
  kFrench,
  kSpanish,
  kPortuguese,
  kItalian,
  kDutch,
  kRussian,
};

// The language of a text for stemming: by its letters (Cyrillic), else by the function words it
// holds; English unless more speaks for another one. Folded words. Thread-safe.
[[nodiscard]] StemLanguage stem_language(std::span<const std::string> words);

// The stem of a folded word; the word itself when it has a digit, or letters of another script than
// the language's, or fewer than three. Thread-safe: each thread has stemmers of its own.
[[nodiscard]] std::string stem(StemLanguage language, std::string_view word);

}  // namespace modelzoo::index
