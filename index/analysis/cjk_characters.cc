#include "index/analysis/cjk_characters.h"

#include <algorithm>
#include <iterator>

namespace modelzoo::index {
namespace {

struct Range {
  char32_t first, last;
};

bool in(const Range* ranges, std::size_t count, char32_t c) {
  return std::any_of(ranges, ranges + count,
                     [c](const Range& range) { return c >= range.first && c <= range.last; });
}

// Unicode 15, blocks.
constexpr Range kPlain[] = {
    {0x4E00, 0x9FFF},  // ideographs
    {0x3041, 0x3096},  // Hiragana
    {0x30A1, 0x30FA},  // Katakana
    {0x30FC, 0x30FC},  // its long vowel
    {0xAC00, 0xD7A3},  // Hangul syllables
    {0x3400, 0x4DBF},  // ideographs, extension A
};
constexpr Range kOther[] = {
    {0x3005, 0x3007},    // ideographic repetition, closing mark, zero
    {0x3021, 0x3029},    // Hangzhou numerals
    {0x309D, 0x309F},    // Hiragana repetition
    {0x30FD, 0x30FF},    // Katakana repetition
    {0x31F0, 0x31FF},    // Katakana extensions
    {0x1100, 0x115F},    // Hangul letters that begin a syllable
    {0x3131, 0x318E},    // Hangul letters alone
    {0xA960, 0xA97C},    // Hangul letters, extended
    {0xF900, 0xFAFF},    // ideographs for compatibility
    {0xFF66, 0xFF9D},    // Katakana of half width
    {0xFFA0, 0xFFDC},    // Hangul of half width
    {0x1AFF0, 0x1B16F},  // kana supplements
    {0x20000, 0x3FFFD},  // ideographs, extensions
};
constexpr Range kJoining[] = {
    {0x1160, 0x11FF},    // Hangul letters that go on in a syllable
    {0xD7B0, 0xD7FB},    // likewise, extended
    {0x0300, 0x036F},    // accents
    {0x3099, 0x309A},    // voiced
    {0xFF9E, 0xFF9F},    // voiced, of half width
    {0xFE00, 0xFE0F},    // variants
    {0xE0100, 0xE01EF},  // variants of ideographs
};

}  // namespace

bool is_plain_cjk(char32_t c) { return in(kPlain, std::size(kPlain), c); }
bool is_cjk(char32_t c) { return is_plain_cjk(c) || in(kOther, std::size(kOther), c); }
bool joins_cjk(char32_t c) { return in(kJoining, std::size(kJoining), c); }

}  // namespace modelzoo::index
