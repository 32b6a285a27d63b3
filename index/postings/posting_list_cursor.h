// posting_list_cursor.h - moving through a list (posting_list.h) document by document.
//
// A block that contradicts its table ends the list there and sets damaged().
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "index/postings/posting_list.h"

namespace modelzoo::index {

// Models BlockMaxCursor and PositionCursor (posting_cursor.h). Keeps the bytes it reads alive.
// Movable; one thread at a time.
class PostingCursor {
 public:
  // kCorrupt when the first block is damaged.
  [[nodiscard]] static Result<PostingCursor> open(PostingList list);

  [[nodiscard]] DocId doc() const { return doc_; }
  DocId next() {
    if (++at_ < decoded_.count) return doc_ = decoded_.docs[at_];
    return next_block();
  }
  DocId seek(DocId target);
  [[nodiscard]] std::uint8_t impact() const {
    return list_.scored() ? decoded_.impacts[at_] : std::uint8_t{0};
  }
  [[nodiscard]] FieldMask fields();
  [[nodiscard]] Neighbours neighbours() const { return list_.neighbours(block_, at_); }
  [[nodiscard]] std::uint8_t max_impact() const { return list_.max_impact(); }
  [[nodiscard]] std::uint32_t count() const { return list_.count(); }
  void positions(std::vector<Position>& out);
  // The same as its list holds them (position_block.h, encode_positions), for another list; empty
  // when there are none. Valid until the cursor is moved.
  [[nodiscard]] std::string_view encoded_positions();
  [[nodiscard]] bool damaged() const { return damaged_; }

  void shallow_seek(DocId target);
  [[nodiscard]] DocId block_last_doc() const;
  [[nodiscard]] std::uint8_t block_max_impact() const;

  [[nodiscard]] const PostingList& list() const { return list_; }

 private:
  PostingCursor() = default;
  [[nodiscard]] bool load_masks();
  [[nodiscard]] bool to_positions();
  DocId next_block();
  void load_block(std::size_t block);
  DocId end_damaged();

  PostingList list_;
  bool damaged_ = false;
  bool masks_loaded_ = false;
  std::size_t block_ = 0, shallow_block_ = 0;
  std::size_t at_ = 0;
  DocId doc_ = kEndOfPostings;
  std::string_view position_bytes_;
  std::size_t position_at_ = 0;  // where the positions of posting `position_index_` begin
  std::size_t position_index_ = kPostingsPerBlock;
  FieldMasks masks_;
  DecodedBlock decoded_;
};

static_assert(BlockMaxCursor<PostingCursor> && PositionCursor<PostingCursor>);

}  // namespace modelzoo::index
