// posting_block.h - up to 128 postings: document deltas, then impacts, then field masks.
//
//   size               field
//   ceil(n*bits/8)     document deltas minus one, `bits` each; the first is the distance from the
//                      document before the block. A full block is packed in four lanes of 32 rows
//                      (delta i stands in lane i % 4, row i / 4; each lane a little-endian stream
//                      of 32-bit words, lowest bits first, words of the lanes in turns), a shorter
//                      one in one stream, lowest bits first
//   n                  impacts (impact.h)             } absent in lists of keywords
//   1                  m, number of distinct masks    } if n is 1, its mask is all that follows
//   m                  those masks, ascending         }
//   ceil(n*w/8)        index of each posting's mask, w bits, lowest first; w is 0 for m = 1, 1 for
//                      2, 2 to 4, 4 to 16; more than 16 are not made: then m is 0 and n masks
//                      follow
//
// `bits` (0..32) and n stand in the list's head (posting_list.h). Worked example:
// schemas/storage.md, "posting block". Unpacking and the sum of the deltas take four documents an
// instruction, without a branch. Source of the layout: Lemire & Boytsov, "Decoding billions of
// integers per second through vectorization" (2015).
// Tested by: tests/unit/index/postings/posting_list_test.cc, tests/fuzz/posting_list_fuzz.cc
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "index/postings/neighbours.h"
#include "index/postings/posting_cursor.h"

namespace modelzoo::index {

inline constexpr std::size_t kPostingsPerBlock = 128;

struct Posting {
  DocId doc = 0;
  std::uint8_t impact = 0;
  FieldMask fields = 0;
  Neighbours neighbours = {};
  friend bool operator==(const Posting&, const Posting&) = default;
};

// A block as decoded. The first `count` entries are valid.
struct DecodedBlock {
  std::size_t count = 0;
  std::array<DocId, kPostingsPerBlock> docs;
  std::array<std::uint8_t, kPostingsPerBlock> impacts;

  // The first posting from `from` on whose document is not before `doc`, or count. Halves without
  // branches: which way it goes cannot be foretold.
  [[nodiscard]] std::size_t first_not_before(DocId doc, std::size_t from = 0) const {
    const DocId* first = docs.data() + from;
    for (std::size_t length = count - from; length > 0;) {
      const std::size_t half = (length + 1) / 2;
      first = first[half - 1] < doc ? first + half : first;
      length -= half;
    }
    return static_cast<std::size_t>(first - docs.data());
  }
};

// The field masks of a scored block, each found without those before it. Views the block's bytes.
class FieldMasks {
 public:
  FieldMasks() = default;
  // False when the bytes are too short or malformed.
  [[nodiscard]] static bool read(std::string_view bytes, std::size_t count, unsigned bits,
                                 FieldMasks& out);
  // 0 for an index that names no mask. REQUIRES: i < count.
  [[nodiscard]] FieldMask operator[](std::size_t i) const;

 private:
  std::string_view masks_, indexes_;
  unsigned width_ = 0;
};

// Bits that hold the largest delta of the block. REQUIRES: ascending documents, all > `before`.
// `before` is -1 for the first block of a list.
[[nodiscard]] unsigned delta_bits(std::span<const Posting> postings, std::int64_t before);

void encode_block(std::span<const Posting> postings, std::int64_t before, unsigned bits,
                  bool scored, std::string& out);

// Decodes documents and, when scored, impacts. False, with `block` arbitrary, when the bytes are
// too short, bits > 32, or the documents do not ascend to `last`. REQUIRES: 0 < count <= 128.
// Thread-safe.
[[nodiscard]] bool decode_block(std::string_view bytes, std::size_t count, std::int64_t before,
                                DocId last, unsigned bits, bool scored, DecodedBlock& block);

}  // namespace modelzoo::index
