// cjk_characters.h - which characters Chinese, Japanese and Korean write without spaces between
// words, or with endings joined to them, so that any two side by side may be what is looked for.
//
// Thread-safe.
#pragma once

#include <cstdint>
#include <string_view>

namespace modelzoo::index {

// Ideographs, kana and Hangul.
[[nodiscard]] bool is_cjk(char32_t c);
// Those that fold to themselves (tokenizer.h); false for most others.
[[nodiscard]] bool is_plain_cjk(char32_t c);
// Marks and parts of a syllable that belong to the character before them.
[[nodiscard]] bool joins_cjk(char32_t c);

// No text of lower bytes holds one: what is_cjk() begins with in UTF-8.
inline constexpr unsigned char kFirstCjkByte = 0xE1;

}  // namespace modelzoo::index
