// posting_list.h - all postings of one term in a segment: a head, then blocks of 128.
//
//   varint  number of postings
//   u8      flags: 1 scored (impacts, fields and positions are there), 2 neighbours stand as sets
//   1 posting: u32 its document, the block (posting_block.h) with deltas of 0 bits
//   more: u8 largest impact
//   2 to 128 postings: u32 last document, u8 bits per delta, the block
//   more: per block (the last may be shorter) 14 bytes:
//     u32   last document
//     u32   where the block begins, from the end of what stands before the blocks
//     u32   where its positions begin, from the end of the neighbours
//     u8    largest impact
//     u8    bits per delta
//   then, when scored, the 16 best postings by impact, then by document: u32 document, u8 impact,
//   and then the blocks
//
// Apart, since only phrases and proximity read them, stand the neighbours of all postings
// (neighbours.h), then the positions, block by block (position_block.h).
//
// The best postings answer a query of one word without a look at its blocks, however long the list,
// and give a query of several words a score that its k-th best hit reaches at least.
//
// A block is checked when it is decoded: opening a list costs the same whatever its length.
// Tested by: tests/unit/index/postings/posting_list_test.cc, tests/fuzz/posting_list_fuzz.cc
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "index/postings/posting_block.h"
#include "index/storage/segment_source.h"
#include "schemas/result.h"

namespace modelzoo::index {

inline constexpr std::size_t kTableEntryBytes = 14;
inline constexpr std::size_t kTopPostings = 16;
inline constexpr std::size_t kTopPostingBytes = 5;
inline constexpr std::uint8_t kScoredFlag = 1;
inline constexpr std::uint8_t kNeighbourSetsFlag = 2;

struct TopPosting {
  DocId doc = 0;
  std::uint8_t impact = 0;
  friend bool operator==(const TopPosting&, const TopPosting&) = default;
};

// A view of a list's bytes, block by block in any order. Keeps the bytes it reads alive.
// Thread-safe while nobody changes it.
class PostingList {
 public:
  PostingList() = default;  // empty
  // kCorrupt when the head contradicts the bytes or names a document >= doc_count.
  [[nodiscard]] static Result<PostingList> open(PinnedBytes list, std::string_view list_bytes,
                                                PinnedBytes positions,
                                                std::string_view position_bytes,
                                                std::uint32_t doc_count);

  [[nodiscard]] std::uint32_t count() const { return count_; }
  [[nodiscard]] bool scored() const { return scored_; }
  [[nodiscard]] std::uint8_t max_impact() const { return max_impact_; }

  [[nodiscard]] std::size_t block_count() const { return block_count_; }
  [[nodiscard]] std::size_t size_of(std::size_t block) const {
    return block + 1 < block_count_ ? kPostingsPerBlock : count_ - block * kPostingsPerBlock;
  }
  [[nodiscard]] DocId last_doc_of(std::size_t block) const {
    return block_count_ == 1 ? single_last_ : table_u32(block, 0);
  }
  // The document before the block's first may be this one, not a later one.
  [[nodiscard]] DocId first_bound_of(std::size_t block) const {
    return block == 0 ? 0 : last_doc_of(block - 1) + 1;
  }
  [[nodiscard]] std::uint8_t max_impact_of(std::size_t block) const {
    return block_count_ == 1 ? max_impact_ : table_u8(block, kTableImpact);
  }
  // First block from `from` on whose last document is >= target; block_count() when there is none.
  // O(log of the distance).
  [[nodiscard]] std::size_t find_block(std::size_t from, DocId target) const;

  // False, with `out` arbitrary, for a block that contradicts the table or its bytes.
  [[nodiscard]] bool decode(std::size_t block, DecodedBlock& out) const;
  // The impacts of a block as they lie there; empty when the bytes end before or none are kept.
  [[nodiscard]] std::string_view impacts_of(std::size_t block) const;
  // False when malformed.
  [[nodiscard]] bool masks_of(std::size_t block, FieldMasks& out) const;
  // The positions of a block (position_block.h), and what follows it; empty when out of bounds.
  [[nodiscard]] std::string_view positions_of(std::size_t block) const;
  // The field mask of one posting, in `mask`, and of the one that stands before it in its group of
  // positions, in `skipped`, else 0. False when malformed.
  [[nodiscard]] bool masks_around(std::size_t block, std::size_t index, FieldMask& mask,
                                  FieldMask& skipped) const;
  // What stands beside the word, as codes or as sets (neighbours.h), posting by posting from the
  // block's first on; empty when the list was opened without positions.
  [[nodiscard]] bool neighbours_are_sets() const { return neighbour_sets_; }
  [[nodiscard]] const char* neighbours_of(std::size_t block) const {
    return neighbours_.empty() ? nullptr
                               : neighbours_.data() + block * kPostingsPerBlock * neighbour_bytes();
  }
  // Of one posting; anything when they are not there.
  [[nodiscard]] Neighbours neighbours(std::size_t block, std::size_t index) const;
  // Asks the processor for what the calls above and below will read of a block, one step after the
  // other: first its entry in the table, then its masks and the head of its positions.
  void prefetch_entry(std::size_t block) const {
    if (block_count_ > 1) __builtin_prefetch(table_.data() + block * kTableEntryBytes);
  }
  void prefetch_masks(std::size_t block) const {
    const std::string_view impacts = impacts_of(block);
    __builtin_prefetch(impacts.data() + impacts.size());
  }
  // Replaces `out` by the positions of one posting. False, with `out` empty, when malformed.
  [[nodiscard]] bool positions(std::size_t block, std::size_t index,
                               std::vector<Position>& out) const;

  // The best postings: 0 or kTopPostings. Their documents are below doc_count.
  [[nodiscard]] std::size_t top_count() const { return top_.size() / kTopPostingBytes; }
  [[nodiscard]] TopPosting top(std::size_t i) const;

 private:
  static constexpr std::size_t kTablePositions = 8;
  static constexpr std::size_t kTableImpact = 12;
  static constexpr std::size_t kTableBits = 13;

  [[nodiscard]] std::uint32_t table_u32(std::size_t block, std::size_t offset) const {
    std::uint32_t value = 0;
    __builtin_memcpy(&value, table_.data() + block * kTableEntryBytes + offset, sizeof value);
    return value;
  }
  [[nodiscard]] std::uint8_t table_u8(std::size_t block, std::size_t offset) const {
    return static_cast<std::uint8_t>(table_[block * kTableEntryBytes + offset]);
  }
  [[nodiscard]] std::size_t neighbour_bytes() const { return neighbour_sets_ ? 4 : 1; }
  [[nodiscard]] unsigned bits_of(std::size_t block) const {
    return block_count_ == 1 ? single_bits_ : table_u8(block, kTableBits);
  }
  [[nodiscard]] std::string_view bytes_of(std::size_t block) const {
    const std::size_t begin = block_count_ == 1 ? 0 : table_u32(block, 4);
    return begin <= blocks_.size() ? blocks_.substr(begin) : std::string_view();
  }

  PinnedBytes list_owner_, position_owner_;
  std::string_view table_, top_, blocks_, neighbours_, position_bytes_;
  std::uint32_t count_ = 0;
  std::uint8_t max_impact_ = 0;
  bool scored_ = false;
  bool neighbour_sets_ = false;
  std::uint8_t single_bits_ = 0;
  DocId single_last_ = 0;
  std::size_t block_count_ = 0;
};

}  // namespace modelzoo::index
