#include "index/segments/spelling_words.h"

#include <algorithm>

#include "index/segments/segment_reader.h"

namespace modelzoo::index {
namespace {

bool is_ascii_digit(char16_t c) { return c >= u'0' && c <= u'9'; }

bool is_spelled(std::u16string_view word) {
  constexpr std::ptrdiff_t kLeastLetters = 2;
  return word.size() >= kLeastSpelled && word.size() <= kMostSpelled &&
         std::count_if(word.begin(), word.end(), is_ascii_digit) + kLeastLetters <=
             static_cast<std::ptrdiff_t>(word.size());
}

}  // namespace

SpellingWords make_spelling_words(const SegmentReader& reader) {
  std::vector<std::u16string> words;
  std::vector<std::uint32_t> ordinals;
  for (std::uint32_t ordinal = 0; ordinal < reader.term_count(); ++ordinal) {
    const std::string_view term = reader.term(ordinal);
    constexpr unsigned char kFirstOfWords = 0x20;  // below: keywords (keyword_terms.h)
    if (term.empty() || static_cast<unsigned char>(term[0]) < kFirstOfWords) continue;
    std::u16string word = spelled_characters(term);
    if (!is_spelled(word)) continue;
    words.push_back(std::move(word));
    ordinals.push_back(ordinal);
  }
  return {SpellingTrie(words), std::move(ordinals)};
}

}  // namespace modelzoo::index
