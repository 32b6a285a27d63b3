#include "schemas/utf8.h"

#include <simdjson.h>

namespace modelzoo {
namespace {

bool in_range(char c, unsigned low, unsigned high) {
  const auto byte = static_cast<unsigned char>(c);
  return byte >= low && byte <= high;
}

// What the table asks of the second byte after `lead`.
struct SecondByte {
  unsigned low, high;
  std::size_t length;  // of the whole sequence; 0: no lead byte
};

SecondByte second_byte_after(unsigned char lead) {
  if (lead >= 0xC2 && lead <= 0xDF) return {0x80, 0xBF, 2};
  if (lead == 0xE0) return {0xA0, 0xBF, 3};
  if (lead == 0xED) return {0x80, 0x9F, 3};
  if (lead >= 0xE1 && lead <= 0xEF) return {0x80, 0xBF, 3};
  if (lead == 0xF0) return {0x90, 0xBF, 4};
  if (lead >= 0xF1 && lead <= 0xF3) return {0x80, 0xBF, 4};
  if (lead == 0xF4) return {0x80, 0x8F, 4};
  return {0, 0, 0};
}

// Bytes of the maximal malformed part at the head, at least 1.
std::size_t malformed_length(std::string_view text) {
  const SecondByte second = second_byte_after(static_cast<unsigned char>(text[0]));
  if (second.length == 0 || text.size() < 2 || !in_range(text[1], second.low, second.high))
    return 1;
  std::size_t length = 2;
  while (length < second.length && length < text.size() && in_range(text[length], 0x80, 0xBF))
    ++length;
  return length;
}

}  // namespace

std::size_t utf8_sequence_length(std::string_view text) {
  if (text.empty()) return 0;
  const auto lead = static_cast<unsigned char>(text[0]);
  if (lead < 0x80) return 1;
  const SecondByte second = second_byte_after(lead);
  if (second.length == 0 || text.size() < second.length) return 0;
  if (!in_range(text[1], second.low, second.high)) return 0;
  for (std::size_t i = 2; i < second.length; ++i) {
    if (!in_range(text[i], 0x80, 0xBF)) return 0;
  }
  return second.length;
}

bool is_valid_utf8(std::string_view text) {
  return simdjson::validate_utf8(text.data(), text.size());
}

std::string repaired_utf8(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    if (const std::size_t length = utf8_sequence_length(text); length > 0) {
      out.append(text.substr(0, length));
      text.remove_prefix(length);
    } else {
      out += "\xEF\xBF\xBD";
      text.remove_prefix(malformed_length(text));
    }
  }
  return out;
}

std::string_view utf8_prefix(std::string_view text, std::size_t max_bytes) {
  if (text.size() <= max_bytes) return text;
  std::size_t end = max_bytes;
  while (end > 0 && in_range(text[end], 0x80, 0xBF)) --end;
  return text.substr(0, end);
}

}  // namespace modelzoo
