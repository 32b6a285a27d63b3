#include "index/analysis/text_classes.h"

#include <cstring>
#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace modelzoo::index {
namespace {

struct BlockClasses {
  std::uint64_t word = 0, high = 0, upper = 0, digit = 0;
};

#if defined(__SSE2__)

__m128i between(__m128i bytes, char low, char high) {
  return _mm_and_si128(_mm_cmpgt_epi8(bytes, _mm_set1_epi8(static_cast<char>(low - 1))),
                       _mm_cmpgt_epi8(_mm_set1_epi8(static_cast<char>(high + 1)), bytes));
}

std::uint64_t bits(__m128i mask) { return static_cast<std::uint32_t>(_mm_movemask_epi8(mask)); }

// 64 bytes. Bytes from 0x80 on are negative here, and in no range.
BlockClasses classify(const char* in, char* lower) {
  BlockClasses classes;
  for (unsigned part = 0; part < 4; ++part) {
    const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(in + 16 * part));
    const __m128i upper = between(bytes, 'A', 'Z');
    const __m128i small = _mm_or_si128(bytes, _mm_and_si128(upper, _mm_set1_epi8(0x20)));
    const __m128i digit = between(bytes, '0', '9');
    const __m128i alnum = _mm_or_si128(between(small, 'a', 'z'), digit);
    _mm_storeu_si128(reinterpret_cast<__m128i*>(lower + 16 * part), small);
    const unsigned shift = 16 * part;
    classes.word |= bits(_mm_or_si128(alnum, bytes)) << shift;  // the sign bit is what counts
    classes.high |= bits(bytes) << shift;
    classes.upper |= bits(upper) << shift;
    classes.digit |= bits(digit) << shift;
  }
  return classes;
}

#else

BlockClasses classify(const char* in, char* lower) {
  BlockClasses classes;
  for (unsigned i = 0; i < 64; ++i) {
    const auto c = static_cast<unsigned char>(in[i]);
    const std::uint64_t bit = std::uint64_t{1} << i;
    const bool upper = c >= 'A' && c <= 'Z';
    const bool digit = c >= '0' && c <= '9';
    if (c >= 0x80) classes.high |= bit;
    if (upper) classes.upper |= bit;
    if (digit) classes.digit |= bit;
    if (upper || digit || (c >= 'a' && c <= 'z') || c >= 0x80) classes.word |= bit;
    lower[i] = static_cast<char>(upper ? c | 0x20 : c);
  }
  return classes;
}

#endif

}  // namespace

void TextClasses::read(std::string_view text) {
  const std::size_t blocks = text.size() / 64 + 1;  // the last holds less than 64 bytes of text
  if (lower.size() < blocks * 64) lower.resize(blocks * 64);
  for (TextBits* each : {&word, &high, &upper, &digit}) each->resize(blocks + 1);
  for (std::size_t block = 0; block < blocks; ++block) {
    const char* in = text.data() + block * 64;
    char tail[64] = {};
    if (block + 1 == blocks) {
      if (text.size() % 64 > 0) std::memcpy(tail, in, text.size() % 64);
      in = tail;
    }
    const BlockClasses classes = classify(in, lower.data() + block * 64);
    word[block] = classes.word;
    high[block] = classes.high;
    upper[block] = classes.upper;
    digit[block] = classes.digit;
  }
  word[blocks] = ~std::uint64_t{0};  // where a search for the next word ends
}

}  // namespace modelzoo::index
