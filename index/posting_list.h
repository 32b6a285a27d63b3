// posting_list.h - all postings of one term in a segment: a head, then blocks of 128.
//
//   varint  number of postings
//   u8      flags: 1 scored (impacts, fields and positions are there)
//   u8      largest impact
//   up to 128 postings: u32 last document, u8 bits per delta, the block (posting_block.h)
//   more: per block (the last may be shorter) 14 bytes:
//     u32   last document
//     u32   where the block begins, from the end of the table
//     u32   where its positions begin, in the list's positions
//     u8    largest impact
//     u8    bits per delta
//   and then the blocks
//
// Positions stand apart, so that only phrases and proximity read them: for each posting, for each
// field of its mask in order, varint (first ordinal * 2 + 1 if there are more), and if there are:
// varint (how many more, minus one), and for each the varint distance from the one before, minus
// one.
//
// A block is checked when it is decoded: opening a list costs the same whatever its length.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "index/posting_block.h"
#include "index/segment_source.h"
#include "schemas/result.h"

namespace modelzoo::index {

inline constexpr std::size_t kTableEntryBytes = 14;

// The positions of one posting as they stand in its list, which depends on no other posting: what
// is kept of a document can be encoded before its number is known. REQUIRES: ascending positions,
// room for kMostPositionBytes each. Returns the end.
inline constexpr std::size_t kMostPositionBytes = 10;
char* encode_positions(std::span<const Position> positions, char* out);

// Writes one list. Order of calls: add*, finish. One thread at a time.
class PostingListBuilder {
 public:
  explicit PostingListBuilder(bool scored) : scored_(scored) {}
  // Begins another list, in the memory of the one before. REQUIRES: an empty builder.
  void restart(bool scored) { scored_ = scored; }
  // REQUIRES: ascending documents; ascending positions, at least one when scored.
  void add(const Posting& posting, std::span<const Position> positions);
  void add(const Posting& posting, std::string_view encoded_positions);
  // Appends to `postings` and `positions`. The builder is empty afterwards.
  void finish(std::string& postings, std::string& positions);
  [[nodiscard]] std::uint8_t max_impact() const { return max_impact_; }
  [[nodiscard]] std::uint32_t count() const { return static_cast<std::uint32_t>(postings_.size()); }

 private:
  bool scored_;
  std::uint8_t max_impact_ = 0;
  std::vector<Posting> postings_;
  std::vector<std::uint32_t> position_starts_;  // of each block
  std::string positions_;
  std::vector<char> scratch_;
};

// A cursor over a list; models BlockMaxCursor and PositionCursor (posting_cursor.h). Keeps the
// bytes it reads alive. Movable; one thread at a time.
//
// A block that contradicts its table ends the list there and sets damaged().
class PostingCursor {
 public:
  // kCorrupt when the head contradicts the bytes or names a document >= doc_count.
  [[nodiscard]] static Result<PostingCursor> open(PinnedBytes list, std::string_view list_bytes,
                                                  PinnedBytes positions,
                                                  std::string_view position_bytes,
                                                  std::uint32_t doc_count);

  [[nodiscard]] DocId doc() const { return doc_; }
  DocId next() {
    if (++at_ < decoded_.count) return doc_ = decoded_.docs[at_];
    return next_block();
  }
  DocId seek(DocId target);
  [[nodiscard]] std::uint8_t impact() const {
    return scored_ ? decoded_.impacts[at_] : std::uint8_t{0};
  }
  [[nodiscard]] FieldMask fields();
  [[nodiscard]] std::uint8_t max_impact() const { return max_impact_; }
  [[nodiscard]] std::uint32_t count() const { return count_; }
  void positions(std::vector<Position>& out);
  [[nodiscard]] bool damaged() const { return damaged_; }

  void shallow_seek(DocId target);
  [[nodiscard]] DocId block_last_doc() const;
  [[nodiscard]] std::uint8_t block_max_impact() const;

  // Blocks by number, for kernels that work on whole ones. block() moves the cursor to the first
  // posting of that block; an empty one is a damaged one. The view holds until the next move.
  [[nodiscard]] std::size_t block_count() const { return block_count_; }
  [[nodiscard]] std::size_t current_block() const { return block_; }
  [[nodiscard]] DocId last_doc_of(std::size_t block) const {
    return block_count_ == 1 ? single_last_ : table_u32(block, 0);
  }
  [[nodiscard]] std::uint8_t max_impact_of(std::size_t block) const {
    return block_count_ == 1 ? max_impact_ : table_u8(block, kTableImpact);
  }
  // First block from `from` on whose last document is >= target; block_count() when there is none.
  [[nodiscard]] std::size_t find_block(std::size_t from, DocId target) const;
  const DecodedBlock& block(std::size_t block) {
    if (block != block_ || at_ != 0) load_block(block);
    return decoded_;
  }

 private:
  static constexpr std::size_t kTableImpact = 12;
  static constexpr std::size_t kTableBits = 13;

  PostingCursor() = default;
  [[nodiscard]] std::uint32_t table_u32(std::size_t block, std::size_t offset) const {
    std::uint32_t value = 0;
    __builtin_memcpy(&value, table_.data() + block * kTableEntryBytes + offset, sizeof value);
    return value;
  }
  [[nodiscard]] std::uint8_t table_u8(std::size_t block, std::size_t offset) const {
    return static_cast<std::uint8_t>(table_[block * kTableEntryBytes + offset]);
  }
  [[nodiscard]] unsigned bits_of(std::size_t block) const {
    return block_count_ == 1 ? single_bits_ : table_u8(block, kTableBits);
  }
  [[nodiscard]] std::string_view bytes_of(std::size_t block) const;
  [[nodiscard]] bool load_fields();
  DocId next_block();
  void load_block(std::size_t block);
  DocId end_damaged();

  PinnedBytes list_, position_owner_;
  std::string_view table_, blocks_, position_bytes_;
  std::uint32_t count_ = 0;
  std::uint8_t max_impact_ = 0;
  bool scored_ = false;
  bool damaged_ = false;
  bool fields_loaded_ = false;
  std::uint8_t single_bits_ = 0;
  DocId single_last_ = 0;
  std::size_t block_count_ = 0, block_ = 0, shallow_block_ = 0;
  std::size_t at_ = 0;
  DocId doc_ = kEndOfPostings;
  std::size_t position_at_ = 0;  // where the positions of posting `position_index_` begin
  std::size_t position_index_ = 0;
  DecodedBlock decoded_;
  std::array<FieldMask, kPostingsPerBlock> fields_;
};

static_assert(BlockMaxCursor<PostingCursor> && PositionCursor<PostingCursor>);

}  // namespace modelzoo::index
