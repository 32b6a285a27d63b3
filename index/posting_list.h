// posting_list.h - all postings of one term in a segment: a table of blocks, then the blocks.
//
//   varint  number of postings
//   u8      flags: 1 scored (impacts, fields and positions are there)
//   u8      largest impact
//   per block of 128 (the last may be shorter), 14 bytes each:
//     u32   last document
//     u32   where the block begins, from the end of the table
//     u32   where its positions begin, in the list's positions
//     u8    largest impact
//     u8    bits per delta
//   the blocks (posting_block.h)
//
// Positions stand apart, so that only phrases and proximity read them: for each posting a varint
// count, then varint deltas of the ascending positions (field.h).
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "index/posting_block.h"
#include "index/segment_source.h"
#include "schemas/result.h"

namespace modelzoo::index {

// Writes one list. Order of calls: add*, finish. One thread at a time.
class PostingListBuilder {
 public:
  explicit PostingListBuilder(bool scored) : scored_(scored) {}
  // REQUIRES: ascending documents; ascending positions, at least one when scored.
  void add(const Posting& posting, std::span<const Position> positions);
  // Appends to `postings` and `positions`. The builder is empty afterwards.
  void finish(std::string& postings, std::string& positions);
  [[nodiscard]] std::uint8_t max_impact() const { return max_impact_; }

 private:
  bool scored_;
  std::uint8_t max_impact_ = 0;
  std::vector<Posting> postings_;
  std::vector<std::uint32_t> position_starts_;  // of each block
  std::string positions_;
};

// A cursor over a list; models BlockMaxCursor and PositionCursor (posting_cursor.h). Keeps the
// bytes it reads alive. Movable; one thread at a time.
class PostingCursor {
 public:
  // kCorrupt when the table contradicts the bytes.
  [[nodiscard]] static Result<PostingCursor> open(PinnedBytes list, std::string_view list_bytes,
                                                  PinnedBytes positions,
                                                  std::string_view position_bytes);

  [[nodiscard]] DocId doc() const { return doc_; }
  DocId next() {
    if (++at_ < in_block_) return doc_ = docs_[at_];
    return next_block();
  }
  DocId seek(DocId target);
  [[nodiscard]] std::uint8_t impact() const { return scored_ ? impacts_[at_] : std::uint8_t{0}; }
  [[nodiscard]] FieldMask fields() const { return scored_ ? fields_[at_] : kAllFields; }
  [[nodiscard]] std::uint8_t max_impact() const { return max_impact_; }
  [[nodiscard]] std::uint32_t count() const { return count_; }
  void positions(std::vector<Position>& out);

  void shallow_seek(DocId target);
  [[nodiscard]] DocId block_last_doc() const;
  [[nodiscard]] std::uint8_t block_max_impact() const;

 private:
  PostingCursor() = default;
  [[nodiscard]] std::uint32_t table_u32(std::size_t block, std::size_t offset) const;
  [[nodiscard]] std::uint8_t table_u8(std::size_t block, std::size_t offset) const;
  DocId next_block();
  void load_block(std::size_t block);
  [[nodiscard]] std::size_t find_block(std::size_t from, DocId target) const;

  PinnedBytes list_, position_owner_;
  std::string_view table_, blocks_, position_bytes_;
  std::uint32_t count_ = 0;
  std::uint8_t max_impact_ = 0;
  bool scored_ = false;
  std::size_t block_count_ = 0, block_ = 0, shallow_block_ = 0;
  std::size_t in_block_ = 0, at_ = 0;
  DocId doc_ = kEndOfPostings;
  std::array<DocId, kPostingsPerBlock> docs_;
  const std::uint8_t* impacts_ = nullptr;
  const std::uint8_t* fields_ = nullptr;
  std::size_t position_at_ = 0;  // where the positions of posting `position_index_` begin
  std::size_t position_index_ = 0;
};

static_assert(BlockMaxCursor<PostingCursor> && PositionCursor<PostingCursor>);

}  // namespace modelzoo::index
