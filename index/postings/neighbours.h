// neighbours.h - which words stand right before and right after a word in a document, by class:
// lets a phrase refuse nearly all postings that do not match, 64 at a time, without their
// positions.
//
// A term's hash puts it into one of 14 classes. A posting keeps the classes of all terms one
// position before and one position after its own positions: it may keep more, as where they are not
// known, but never fewer. In a list's bytes stand, for each posting, either
//
//   codes  u8: the classes before in the high four bits, those after in the low ones: 0 to 13 the
//          only class, 14 none, 15 more than one
//   sets   u32: bit c for class c after, bit 16 + c for class c before
//
// Which of the two is the list's choice (posting_list.h). Worked example: schemas/storage.md,
// "Neighbours". Thread-safe.
// Tested by: tests/unit/index/postings/neighbours_test.cc
#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <string_view>
#include <vector>

#include "index/postings/field.h"
#include "index/postings/term_key.h"

namespace modelzoo::index {

inline constexpr unsigned kWordClasses = 14;
using WordClasses = std::uint16_t;  // bit c stands for class c
inline constexpr WordClasses kAllWordClasses = (1U << kWordClasses) - 1;

// The one class of the term of this hash (term_key.h).
[[nodiscard]] constexpr WordClasses class_of_hash(std::uint64_t hash) {
  return static_cast<WordClasses>(1U << ((hash >> 32) * kWordClasses >> 32));
}
[[nodiscard]] inline WordClasses class_of_term(std::string_view term) {
  return class_of_hash(key_of_term(term).hash);
}

struct Neighbours {
  WordClasses before = 0, after = 0;
  // Everything that `wanted` has is here too.
  [[nodiscard]] constexpr bool include(const Neighbours& wanted) const {
    return (wanted.before & ~before) == 0 && (wanted.after & ~after) == 0;
  }
  friend bool operator==(const Neighbours&, const Neighbours&) = default;
};
inline constexpr Neighbours kAnyNeighbours{kAllWordClasses, kAllWordClasses};

inline constexpr std::uint8_t kNoClassCode = 14;
inline constexpr std::uint8_t kSomeClassesCode = 15;

[[nodiscard]] constexpr std::uint8_t code_of(WordClasses classes) {
  if (classes == 0) return kNoClassCode;
  if (!std::has_single_bit(classes)) return kSomeClassesCode;
  return static_cast<std::uint8_t>(std::countr_zero(classes));
}
[[nodiscard]] constexpr WordClasses classes_of_code(std::uint8_t code) {
  if (code == kNoClassCode) return 0;
  return code == kSomeClassesCode ? kAllWordClasses : static_cast<WordClasses>(1U << code);
}

[[nodiscard]] constexpr std::uint8_t to_code(const Neighbours& n) {
  return static_cast<std::uint8_t>(code_of(n.before) << 4 | code_of(n.after));
}
[[nodiscard]] constexpr Neighbours from_code(std::uint8_t code) {
  return {classes_of_code(code >> 4), classes_of_code(code & 15)};
}
[[nodiscard]] constexpr std::uint32_t to_sets(const Neighbours& n) {
  return std::uint32_t{n.before} << 16 | n.after;
}
[[nodiscard]] constexpr Neighbours from_sets(std::uint32_t sets) {
  return {static_cast<WordClasses>(sets >> 16), static_cast<WordClasses>(sets & 0xffff)};
}

// The classes at each position of one document. One thread at a time.
class NeighbourTable {
 public:
  void add(Position position, WordClasses one) {
    const std::uint32_t ordinal = position & kMaxOrdinal;
    if (ordinal >= kKnownOrdinals) return;
    std::vector<WordClasses>& field = fields_[static_cast<std::size_t>(position_field(position))];
    if (field.size() < ordinal + kPadding) field.resize(ordinal + kPadding);
    field[ordinal + 1] |= one;
  }
  // REQUIRES: a position that was added to.
  [[nodiscard]] Neighbours beside(Position position) const {
    const std::uint32_t ordinal = position & kMaxOrdinal;
    if (ordinal + 1 >= kKnownOrdinals) return kAnyNeighbours;
    const WordClasses* const at =
        fields_[static_cast<std::size_t>(position_field(position))].data() + ordinal;
    return {at[0], at[2]};
  }
  // For the next document; keeps the memory.
  void clear() {
    for (std::vector<WordClasses>& field : fields_) field.clear();
  }

 private:
  // Behind these, anything may stand beside a word: a table is not longer than that.
  static constexpr std::uint32_t kKnownOrdinals = 1U << 20;
  static constexpr std::uint32_t kPadding = 3;
  std::array<std::vector<WordClasses>, kFieldCount> fields_;  // from one before ordinal 0 on
};

}  // namespace modelzoo::index
