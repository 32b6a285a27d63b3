// text_classes.h - which bytes of a text are what, as bits, and the text with its ASCII capitals
// made small: found for 16 bytes at a time, so that cutting words is a matter of counting zeros.
//
// Memory is kept from text to text. One thread at a time. Tested by: tokenizer_test.cc
#pragma once

#include <bit>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace modelzoo::index {

// A bit for each byte of the text, and one word more at the end.
class TextBits {
 public:
  void resize(std::size_t words) { words_.resize(words); }
  std::uint64_t& operator[](std::size_t word) { return words_[word]; }

  // First set, or clear, bit from `at` on. REQUIRES: there is one.
  [[nodiscard]] std::size_t next_set(std::size_t at) const { return next<false>(at); }
  [[nodiscard]] std::size_t next_clear(std::size_t at) const { return next<true>(at); }
  // True when a bit of [begin, end) is set.
  [[nodiscard]] bool any(std::size_t begin, std::size_t end) const {
    if (begin >= end) return false;
    const std::size_t first = begin / 64;
    const std::size_t last = (end - 1) / 64;
    const std::uint64_t from = ~std::uint64_t{0} << (begin % 64);
    const std::uint64_t to = ~std::uint64_t{0} >> (63 - (end - 1) % 64);
    if (first == last) return (words_[first] & from & to) != 0;
    std::uint64_t found = (words_[first] & from) | (words_[last] & to);
    for (std::size_t word = first + 1; word < last; ++word) found |= words_[word];
    return found != 0;
  }

 private:
  template <bool kClear>
  [[nodiscard]] std::size_t next(std::size_t at) const {
    std::size_t word = at / 64;
    std::uint64_t bits = (kClear ? ~words_[word] : words_[word]) & (~std::uint64_t{0} << (at % 64));
    while (bits == 0) {
      ++word;
      bits = kClear ? ~words_[word] : words_[word];
    }
    return word * 64 + static_cast<std::size_t>(std::countr_zero(bits));
  }
  std::vector<std::uint64_t> words_;
};

struct TextClasses {
  TextBits word;   // ASCII letters and digits, and all that is not ASCII; set at the end as well
  TextBits high;   // not ASCII
  TextBits upper;  // A to Z
  TextBits digit;  // 0 to 9
  std::string lower;

  void read(std::string_view text);
};

}  // namespace modelzoo::index
