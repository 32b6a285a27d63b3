// posting_block.h - up to 128 postings: deltas bit-packed, then impacts, then field masks.
//
//   offset             size            field
//   0                  ceil(n*bits/8)  document deltas minus one, `bits` each, lowest bits first;
//   the
//                                      first is the distance from the document before the block
//   ceil(n*bits/8)     n               impacts (impact.h); absent in lists of keywords
//   .. + n             n               field masks (field.h); absent in lists of keywords
//
// `bits` (0..32) and n stand in the list's block table (posting_list.h). Worked example:
// schemas/storage.md, "posting block".
// Tested by: tests/unit/index/posting_list_test.cc, tests/fuzz/posting_list_fuzz.cc
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "index/posting_cursor.h"

namespace modelzoo::index {

inline constexpr std::size_t kPostingsPerBlock = 128;

struct Posting {
  DocId doc = 0;
  std::uint8_t impact = 0;
  FieldMask fields = 0;
  friend bool operator==(const Posting&, const Posting&) = default;
};

// Bits that hold the largest delta of the block. REQUIRES: ascending documents, all > `before`.
// `before` is -1 for the first block of a list.
[[nodiscard]] unsigned delta_bits(std::span<const Posting> postings, std::int64_t before);

void encode_block(std::span<const Posting> postings, std::int64_t before, unsigned bits,
                  bool scored, std::string& out);

[[nodiscard]] constexpr std::size_t block_bytes(std::size_t count, unsigned bits, bool scored) {
  return (count * bits + 7) / 8 + (scored ? 2 * count : 0);
}

// Decodes the documents of a block. REQUIRES: bytes.size() >= block_bytes(docs.size(), bits,
// scored), bits <= 32. Documents of a corrupt block are arbitrary but ascending modulo 2^32.
// Thread-safe.
void decode_documents(std::string_view bytes, std::int64_t before, unsigned bits,
                      std::span<DocId> docs);

}  // namespace modelzoo::index
