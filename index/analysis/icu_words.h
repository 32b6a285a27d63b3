// icu_words.h - words of a text in any script, by ICU: boundaries (UAX #29, dictionaries for
// Chinese, Japanese, Thai, Khmer), NFKC case folding (UAX #15, #44), accents removed from Latin,
// Greek and Cyrillic letters. Characters of Chinese, Japanese and Korean (cjk_characters.h) are
// given one by one beside the words. Keeps ICU's headers out of the tokenizer.
//
// One thread at a time.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace modelzoo::index {

class IcuWords {
 public:
  IcuWords();
  ~IcuWords();

  struct Word {
    std::uint32_t begin = 0, end = 0;  // bytes of the text
    std::string folded;  // empty: ASCII letters and digits alone, to be folded as such
    // Of a word in Chinese, Japanese or Korean: how many Cut::characters it has.
    std::uint32_t characters = 0;
  };
  // With the marks that belong to it.
  struct Character {
    std::uint32_t begin = 0, end = 0;  // bytes of the text
    std::string folded;                // empty: as it stands in the text
  };
  struct Cut {
    std::vector<Word> words;
    std::vector<Character> characters;  // of the words that have some, in their order
  };
  // The words of a text; those without a letter, digit or ideograph (punctuation, emoji) are passed
  // over, folded forms cut to kMaxTermBytes. Where CJK meets another script a word ends
  // ("PyTorch를"). Valid until the next call. Short texts are remembered: the same few names and
  // marks make up most of what is not ASCII.
  const Cut& cut(std::string_view text);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace modelzoo::index
