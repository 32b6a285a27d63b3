#include "index/postings/posting_list_cursor.h"

#include <algorithm>

#include "index/postings/position_block.h"

namespace modelzoo::index {

Result<PostingCursor> PostingCursor::open(PostingList list) {
  PostingCursor cursor;
  cursor.list_ = std::move(list);
  cursor.load_block(0);
  if (cursor.damaged_) {
    return Error{ErrorCode::kCorrupt, "posting list: its first block contradicts its head"};
  }
  return cursor;
}

DocId PostingCursor::end_damaged() {
  damaged_ = true;
  block_ = list_.block_count() - 1;
  decoded_.count = 0;
  at_ = 0;
  return doc_ = kEndOfPostings;
}

void PostingCursor::load_block(std::size_t block) {
  block_ = block;
  shallow_block_ = block;
  masks_loaded_ = false;
  at_ = 0;
  if (!list_.decode(block, decoded_)) {
    end_damaged();
    return;
  }
  doc_ = decoded_.docs[0];
  position_bytes_ = list_.positions_of(block);
  position_index_ = kPostingsPerBlock;
}

bool PostingCursor::load_masks() {
  if (!masks_loaded_) {
    masks_loaded_ = list_.masks_of(block_, masks_);
    if (!masks_loaded_) damaged_ = true;
  }
  return masks_loaded_;
}

FieldMask PostingCursor::fields() {
  if (!list_.scored()) return kAllFields;
  return load_masks() ? masks_[at_] : FieldMask{0};
}

DocId PostingCursor::next_block() {
  if (block_ + 1 >= list_.block_count()) {
    at_ = decoded_.count;
    return doc_ = kEndOfPostings;
  }
  load_block(block_ + 1);
  return doc_;
}

DocId PostingCursor::seek(DocId target) {
  if (doc_ >= target) return doc_;
  if (list_.last_doc_of(block_) < target) {
    const std::size_t block = list_.find_block(block_ + 1, target);
    if (block >= list_.block_count()) {
      block_ = list_.block_count() - 1;
      at_ = decoded_.count;
      return doc_ = kEndOfPostings;
    }
    load_block(block);
    if (doc_ >= target) return doc_;
  }
  at_ = decoded_.first_not_before(target, at_);
  if (at_ == decoded_.count) return next_block();
  return doc_ = decoded_.docs[at_];
}

void PostingCursor::shallow_seek(DocId target) {
  shallow_block_ = list_.find_block(shallow_block_, target);
}

DocId PostingCursor::block_last_doc() const {
  return shallow_block_ < list_.block_count() ? list_.last_doc_of(shallow_block_) : kEndOfPostings;
}

std::uint8_t PostingCursor::block_max_impact() const {
  return shallow_block_ < list_.block_count() ? list_.max_impact_of(shallow_block_)
                                              : std::uint8_t{0};
}

// Moves position_at_ to the posting at hand: from the last one read when it stands in the same
// group, else from the group's begin.
bool PostingCursor::to_positions() {
  if (!load_masks()) return false;
  if (position_index_ > at_ || position_index_ < at_ - at_ % kPositionGroup) {
    position_index_ = at_ - at_ % kPositionGroup;
    position_at_ = position_group_start(position_bytes_, decoded_.count, at_);
  }
  for (; position_index_ < at_; ++position_index_) {
    if (!read_positions(position_bytes_, position_at_, masks_[position_index_], nullptr))
      return false;
  }
  return true;
}

void PostingCursor::positions(std::vector<Position>& out) {
  out.clear();
  if (!list_.scored() || position_bytes_.empty()) return;
  bool whole = to_positions();
  std::size_t end = position_at_;
  whole = whole && read_positions(position_bytes_, end, masks_[at_], &out) &&
          std::is_sorted(out.begin(), out.end());
  if (whole) return;
  out.clear();
  damaged_ = true;
}

std::string_view PostingCursor::encoded_positions() {
  if (!list_.scored() || position_bytes_.empty()) return {};
  bool whole = to_positions();
  std::size_t end = position_at_;
  whole = whole && read_positions(position_bytes_, end, masks_[at_], nullptr);
  if (whole) return position_bytes_.substr(position_at_, end - position_at_);
  damaged_ = true;
  return {};
}

}  // namespace modelzoo::index
