// field.h - the parts of a record that are searched, and where a token stands.
#pragma once

#include <cstdint>
#include <string_view>

namespace modelzoo::index {

// Values are on disk (positions, field masks): do not change them.
enum class Field : std::uint8_t {
  kName = 0,
  kDescription = 1,
  kTopics = 2,
  kHeadings = 3,
  kBody = 4
};
inline constexpr std::size_t kFieldCount = 5;

// Bit i stands for Field i.
using FieldMask = std::uint8_t;
inline constexpr FieldMask kAllFields = 0x1f;
[[nodiscard]] constexpr FieldMask field_bit(Field field) {
  return static_cast<FieldMask>(1U << static_cast<unsigned>(field));
}

// A token's place in a document: field in the top three bits, ordinal within the field below, so
// that positions of one document sort by field and phrases never cross one.
using Position = std::uint32_t;
inline constexpr Position kMaxOrdinal = (1U << 29) - 1;
[[nodiscard]] constexpr Position make_position(Field field, std::uint32_t ordinal) {
  return (static_cast<Position>(field) << 29) | (ordinal < kMaxOrdinal ? ordinal : kMaxOrdinal);
}
[[nodiscard]] constexpr Field position_field(Position p) { return static_cast<Field>(p >> 29); }

}  // namespace modelzoo::index
