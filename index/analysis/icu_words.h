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

namespace modelzoo::index {

class IcuWords {
 public:
  IcuWords();
  ~IcuWords();

  // Starts on `text`, which must live until the last next_word().
  void start(std::string_view text);
  // False at the end. [begin, end) are bytes of the text; words without a letter, digit or
  // ideograph (punctuation, emoji) are passed over.
  bool next_word(std::uint32_t& begin, std::uint32_t& end);
  // The folded form of a word; valid until the next call.
  std::string_view fold(std::string_view word);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace modelzoo::index
