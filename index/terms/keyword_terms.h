// keyword_terms.h - exact values as terms of the dictionary: facets and owners.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "schemas/record.h"

namespace modelzoo::index {

// Values are on disk: do not change them.
enum class KeywordField : std::uint8_t {
  // 1 and 2 were names and ids, now found by columns (segment_reader.h).
  kFramework = 3,
  kCategory = 4,
  kTopic = 5,
  kLicense = 6,
  kLanguage = 7,
  kOwner = 8,
  kKind = 9,
  kPaper = 10,  // paper_keys.h
};

// The first byte is the field (no word begins with one of these), then the value in ASCII lower
// case, cut to what a term may hold.
[[nodiscard]] std::string keyword_term(KeywordField field, std::string_view value);

// True for what keyword_term() makes, false for words.
[[nodiscard]] inline bool is_keyword_term(std::string_view term) {
  constexpr unsigned char kFirstOfWords = 0x20;
  return !term.empty() && static_cast<unsigned char>(term.front()) < kFirstOfWords;
}

// All keyword terms of a record, without repeats.
[[nodiscard]] std::vector<std::string> keyword_terms(const Record& record);

}  // namespace modelzoo::index
