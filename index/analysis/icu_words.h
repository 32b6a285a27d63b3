// icu_words.h - words of a text in any script, by ICU: boundaries (UAX #29, dictionaries for
// Chinese, Japanese, Thai, Khmer), NFKC case folding (UAX #15, #44), accents removed from Latin,
// Greek and Cyrillic letters. Keeps ICU's headers out of the tokenizer.
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
  };
  // The words of a text; those without a letter, digit or ideograph (punctuation, emoji) are passed
  // over, folded forms cut to kMaxTermBytes. Valid until the next call. Short texts are remembered:
  // the same few names and marks make up most of what is not ASCII.
  const std::vector<Word>& words(std::string_view text);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace modelzoo::index
