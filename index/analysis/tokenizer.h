// tokenizer.h - text to index terms.
//
// ICU word boundaries (UAX #29 with its Chinese, Japanese, Thai and Khmer dictionaries), NFKC case
// folding, accents removed, identifiers split into their parts beside the whole
// (identifier_split.h). The same tokenizer reads documents and queries, so that what stands in a
// page can be found.
//
// Chinese, Japanese and Korean are given in words and in pairs of characters side by side, so that
// what is looked for may begin or end within a word, or be none. There a character is an ordinal:
// a phrase of words and one of pairs stand at the same distances however either was cut.
// Tested by: tests/unit/index/analysis/tokenizer_test.cc, tests/fuzz/tokenizer_fuzz.cc
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>

namespace modelzoo::index {

struct Token {
  std::string_view term;  // folded; valid during the call that hands it over
  std::uint32_t ordinal;  // 0, 1, ...; parts of an identifier have ordinals of their own
  std::uint32_t begin;    // bytes of the source text that the token covers: [begin, end)
  std::uint32_t end;
  // The joined form of an identifier whose parts are tokens too ("cyclegan" beside "cycle", "gan").
  // It stands on the ordinal of its first part and again, as `repeat`, on that of its last, so that
  // a phrase may go on from it on either side.
  bool whole = false;
  bool repeat = false;
  // Two characters side by side that are no word here; on the ordinal of the first.
  bool pair = false;
  // Of a word in Chinese, Japanese or Korean: how many characters it has. It takes as many
  // ordinals. A word of two is its own pair.
  std::uint32_t characters = 0;

  // Not one of the words that the text consists of, but a form beside them.
  [[nodiscard]] bool beside() const { return whole || pair; }
};

class TokenSink {
 public:
  virtual ~TokenSink() = default;
  virtual void token(const Token& token) = 0;
};

// Longer tokens are cut (a base64 blob is no word).
inline constexpr std::size_t kMaxTermBytes = 255;

// One thread at a time. Cheap to make; the first word of a thread that is not ASCII opens ICU's
// rules and dictionaries, some milliseconds.
class Tokenizer {
 public:
  Tokenizer();
  ~Tokenizer();
  Tokenizer(Tokenizer&&) noexcept;
  Tokenizer& operator=(Tokenizer&&) noexcept;

  // Hands the tokens of `text` over in the order of the text, ordinals from `first_ordinal`.
  // Returns the ordinal after the last one. Invalid UTF-8 is read as U+FFFD, never an error.
  std::uint32_t tokenize(std::string_view text, std::uint32_t first_ordinal, TokenSink& sink);

  // The same tokens with every word cut by ICU, none by the bytewise path for ASCII.
  std::uint32_t tokenize_by_icu_for_test(std::string_view text, std::uint32_t first_ordinal,
                                         TokenSink& sink);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace modelzoo::index
