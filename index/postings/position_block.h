// position_block.h - where a word stands in the documents of one posting block: read for one
// posting without reading those before it.
//
//   more than 2 postings: u8 width w, 1 to 4, then for each group of 2 postings but the first, w
//                         bytes: where the group begins, from the end of these numbers
//   then for each posting, for each field of its mask in order: varint (first ordinal * 2 + 1 if
//   there are more), and if there are: varint (how many more, minus one), and for each the varint
//   distance from the one before, minus one
//
// Worked example: schemas/storage.md, "Positions". Thread-safe.
// Tested by: tests/unit/index/postings/posting_list_test.cc, tests/fuzz/posting_list_fuzz.cc
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "index/postings/field.h"

namespace modelzoo::index {

inline constexpr std::size_t kPositionGroup = 2;  // a posting is read behind one other at most

// The positions of one posting as they stand in its block, which depends on no other posting: what
// is kept of a document can be encoded before its number is known. REQUIRES: ascending positions,
// room for kMostPositionBytes each. Returns the end.
inline constexpr std::size_t kMostPositionBytes = 10;
char* encode_positions(std::span<const Position> positions, char* out);

// Order of calls: add*, finish; then the next block. One thread at a time.
class PositionBlockBuilder {
 public:
  // The positions of the next posting, from encode_positions; at least one.
  void add(std::string_view encoded_positions);
  void finish(std::string& out);

 private:
  std::size_t count_ = 0;
  std::vector<std::uint32_t> group_starts_;
  std::string bytes_;
};

// Reads the positions of one posting, whose mask is `fields`, from `at` of `bytes` on, and moves
// `at` behind them; appends to `out` unless it is null. False when the bytes are malformed.
[[nodiscard]] bool read_positions(std::string_view bytes, std::size_t& at, FieldMask fields,
                                  std::vector<Position>* out);

// Where the group of posting `index` begins in a block of `count` postings; past the end of the
// bytes when they are malformed.
[[nodiscard]] std::size_t position_group_start(std::string_view bytes, std::size_t count,
                                               std::size_t index);

// Replaces `out` by the positions of a posting whose group begins at `at`, behind those of a
// posting of mask `skipped` unless that is 0. False, with `out` empty, when malformed.
[[nodiscard]] bool read_posting_positions(std::string_view bytes, std::size_t at, FieldMask skipped,
                                          FieldMask mask, std::vector<Position>& out);

}  // namespace modelzoo::index
