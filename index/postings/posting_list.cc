#include "index/postings/posting_list.h"

#include <algorithm>

#include "index/postings/position_block.h"
#include "index/storage/byte_io.h"

namespace modelzoo::index {

Result<PostingList> PostingList::open(PinnedBytes list, std::string_view list_bytes,
                                      PinnedBytes positions, std::string_view position_bytes,
                                      std::uint32_t doc_count) {
  const auto corrupt = [] {
    return Error{ErrorCode::kCorrupt, "posting list: its head contradicts its bytes"};
  };
  ByteReader reader(list_bytes);
  PostingList out;
  out.count_ = reader.varint32();
  const std::uint8_t flags = reader.u8();
  out.scored_ = (flags & kScoredFlag) != 0;
  out.neighbour_sets_ = (flags & kNeighbourSetsFlag) != 0;
  if (out.count_ != 1) out.max_impact_ = reader.u8();
  out.block_count_ = (std::size_t{out.count_} + kPostingsPerBlock - 1) / kPostingsPerBlock;
  if (out.count_ == 0 || out.block_count_ > list_bytes.size()) return corrupt();
  if (out.block_count_ == 1) {
    out.single_last_ = reader.u32();
    if (out.count_ > 1) out.single_bits_ = reader.u8();
  } else {
    out.table_ = reader.take(out.block_count_ * kTableEntryBytes);
    if (out.scored_) out.top_ = reader.take(kTopPostings * kTopPostingBytes);
  }
  if (reader.bad() || out.last_doc_of(out.block_count_ - 1) >= doc_count) return corrupt();
  for (std::size_t i = 0; i < out.top_count(); ++i) {
    if (out.top(i).doc >= doc_count) return corrupt();
  }
  out.blocks_ = list_bytes.substr(reader.offset());
  if (out.count_ == 1 && out.scored_) {
    if (out.blocks_.empty()) return corrupt();
    out.max_impact_ = static_cast<std::uint8_t>(out.blocks_[0]);
  }
  if (out.scored_ && !position_bytes.empty()) {
    const std::size_t size = out.count_ * out.neighbour_bytes();
    if (size > position_bytes.size()) return corrupt();
    out.neighbours_ = position_bytes.substr(0, size);
    out.position_bytes_ = position_bytes.substr(size);
  }
  out.list_owner_ = std::move(list);
  out.position_owner_ = std::move(positions);
  return out;
}

std::size_t PostingList::find_block(std::size_t from, DocId target) const {
  // The wanted one is mostly near: steps that double, then halves.
  std::size_t low = from;
  std::size_t step = 1;
  while (low + step < block_count_ && last_doc_of(low + step - 1) < target) {
    low += step;
    step *= 2;
  }
  std::size_t high = std::min(block_count_, low + step);
  while (low < high) {
    const std::size_t middle = low + (high - low) / 2;
    if (last_doc_of(middle) < target) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

bool PostingList::decode(std::size_t block, DecodedBlock& out) const {
  std::int64_t before = block == 0 ? -1 : static_cast<std::int64_t>(last_doc_of(block - 1));
  if (count_ == 1) before = static_cast<std::int64_t>(single_last_) - 1;
  const DocId last = last_doc_of(block);
  return last <= last_doc_of(block_count_ - 1) &&
         decode_block(bytes_of(block), size_of(block), before, last, bits_of(block), scored_, out);
}

std::string_view PostingList::impacts_of(std::size_t block) const {
  const std::string_view bytes = bytes_of(block);
  const std::size_t size = size_of(block);
  const std::size_t begin = (size * bits_of(block) + 7) / 8;
  if (!scored_ || begin > bytes.size() || size > bytes.size() - begin) return {};
  return bytes.substr(begin, size);
}

bool PostingList::masks_of(std::size_t block, FieldMasks& out) const {
  return FieldMasks::read(bytes_of(block), size_of(block), bits_of(block), out);
}

std::string_view PostingList::positions_of(std::size_t block) const {
  const std::size_t begin = block_count_ == 1 ? 0 : table_u32(block, kTablePositions);
  return begin <= position_bytes_.size() ? position_bytes_.substr(begin) : std::string_view();
}

bool PostingList::masks_around(std::size_t block, std::size_t index, FieldMask& mask,
                               FieldMask& skipped) const {
  FieldMasks masks;
  if (!scored_ || !masks_of(block, masks)) return false;
  mask = masks[index];
  skipped = index % kPositionGroup == 0 ? FieldMask{0} : masks[index - 1];
  return true;
}

Neighbours PostingList::neighbours(std::size_t block, std::size_t index) const {
  const char* const of_block = neighbours_of(block);
  if (of_block == nullptr) return kAnyNeighbours;
  if (!neighbour_sets_) return from_code(static_cast<std::uint8_t>(of_block[index]));
  std::uint32_t sets = 0;
  __builtin_memcpy(&sets, of_block + index * sizeof sets, sizeof sets);
  return from_sets(sets);
}

bool PostingList::positions(std::size_t block, std::size_t index,
                            std::vector<Position>& out) const {
  out.clear();
  FieldMask mask = 0;
  FieldMask skipped = 0;
  if (!masks_around(block, index, mask, skipped)) return false;
  const std::string_view bytes = positions_of(block);
  return read_posting_positions(bytes, position_group_start(bytes, size_of(block), index), skipped,
                                mask, out);
}

TopPosting PostingList::top(std::size_t i) const {
  TopPosting posting;
  __builtin_memcpy(&posting.doc, top_.data() + i * kTopPostingBytes, sizeof posting.doc);
  posting.impact = static_cast<std::uint8_t>(top_[i * kTopPostingBytes + 4]);
  return posting;
}

}  // namespace modelzoo::index
