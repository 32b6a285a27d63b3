// utf8.h - UTF-8 checks and repair for text that comes from outside.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace modelzoo {

// Length in bytes of the well-formed sequence at the head of `text`, 0 when it is malformed
// (overlong, surrogate, above U+10FFFF, truncated) or empty. Unicode 15, table 3-7.
[[nodiscard]] std::size_t utf8_sequence_length(std::string_view text);

[[nodiscard]] bool is_valid_utf8(std::string_view text);

// Each maximal malformed part becomes U+FFFD, as the WHATWG decoder does.
[[nodiscard]] std::string repaired_utf8(std::string_view text);

// The longest prefix of at most `max_bytes` bytes that does not cut a character.
[[nodiscard]] std::string_view utf8_prefix(std::string_view text, std::size_t max_bytes);

}  // namespace modelzoo
