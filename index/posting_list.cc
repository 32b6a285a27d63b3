#include "index/posting_list.h"

#include <algorithm>
#include <cstring>

#include "index/byte_io.h"

namespace modelzoo::index {
namespace {

constexpr std::size_t kTableEntryBytes = 14;
constexpr std::uint8_t kScoredFlag = 1;

}  // namespace

void PostingListBuilder::add(const Posting& posting, std::span<const Position> positions) {
  if (postings_.size() % kPostingsPerBlock == 0) {
    position_starts_.push_back(static_cast<std::uint32_t>(positions_.size()));
  }
  postings_.push_back(posting);
  max_impact_ = std::max(max_impact_, posting.impact);
  if (!scored_) return;
  put_varint(positions_, positions.size());
  Position before = 0;
  for (const Position position : positions) {
    put_varint(positions_, position - before);
    before = position;
  }
}

void PostingListBuilder::finish(std::string& postings, std::string& positions) {
  put_varint(postings, postings_.size());
  put_u8(postings, scored_ ? kScoredFlag : std::uint8_t{0});
  put_u8(postings, max_impact_);
  std::string blocks;
  std::int64_t before = -1;
  for (std::size_t begin = 0; begin < postings_.size(); begin += kPostingsPerBlock) {
    const std::size_t size = std::min(kPostingsPerBlock, postings_.size() - begin);
    const std::span<const Posting> block(postings_.data() + begin, size);
    const unsigned bits = delta_bits(block, before);
    const auto strongest =
        std::max_element(block.begin(), block.end(),
                         [](const Posting& a, const Posting& b) { return a.impact < b.impact; });
    put_u32(postings, block.back().doc);
    put_u32(postings, static_cast<std::uint32_t>(blocks.size()));
    put_u32(postings, position_starts_[begin / kPostingsPerBlock]);
    put_u8(postings, strongest->impact);
    put_u8(postings, static_cast<std::uint8_t>(bits));
    encode_block(block, before, bits, scored_, blocks);
    before = block.back().doc;
  }
  postings += blocks;
  positions += positions_;
  postings_.clear();
  position_starts_.clear();
  positions_.clear();
  max_impact_ = 0;
}

Result<PostingCursor> PostingCursor::open(PinnedBytes list, std::string_view list_bytes,
                                          PinnedBytes positions, std::string_view position_bytes) {
  const Error corrupt{ErrorCode::kCorrupt, "posting list: its table contradicts its length"};
  ByteReader reader(list_bytes);
  PostingCursor cursor;
  cursor.count_ = reader.varint32();
  cursor.scored_ = (reader.u8() & kScoredFlag) != 0;
  cursor.max_impact_ = reader.u8();
  cursor.block_count_ = (cursor.count_ + kPostingsPerBlock - 1) / kPostingsPerBlock;
  if (cursor.block_count_ > list_bytes.size() / kTableEntryBytes) return corrupt;
  cursor.table_ = reader.take(cursor.block_count_ * kTableEntryBytes);
  if (reader.bad() || cursor.count_ == 0) return corrupt;
  cursor.blocks_ = list_bytes.substr(reader.offset());
  cursor.position_bytes_ = position_bytes;
  for (std::size_t block = 0; block < cursor.block_count_; ++block) {
    const std::size_t size = block + 1 < cursor.block_count_
                                 ? kPostingsPerBlock
                                 : cursor.count_ - block * kPostingsPerBlock;
    const std::size_t begin = cursor.table_u32(block, 4);
    const unsigned bits = cursor.table_u8(block, 13);
    const bool order = block == 0 || cursor.table_u32(block, 0) > cursor.table_u32(block - 1, 0);
    if (bits > 32 || !order || begin > cursor.blocks_.size() ||
        block_bytes(size, bits, cursor.scored_) > cursor.blocks_.size() - begin) {
      return corrupt;
    }
  }
  cursor.list_ = std::move(list);
  cursor.position_owner_ = std::move(positions);
  cursor.load_block(0);
  return cursor;
}

std::uint32_t PostingCursor::table_u32(std::size_t block, std::size_t offset) const {
  std::uint32_t value = 0;
  std::memcpy(&value, table_.data() + block * kTableEntryBytes + offset, sizeof value);
  return value;
}

std::uint8_t PostingCursor::table_u8(std::size_t block, std::size_t offset) const {
  return static_cast<std::uint8_t>(table_[block * kTableEntryBytes + offset]);
}

void PostingCursor::load_block(std::size_t block) {
  block_ = block;
  shallow_block_ = block;
  in_block_ = block + 1 < block_count_ ? kPostingsPerBlock : count_ - block * kPostingsPerBlock;
  const unsigned bits = table_u8(block, 13);
  const std::string_view bytes = blocks_.substr(table_u32(block, 4));
  const std::int64_t before = block == 0 ? -1 : static_cast<std::int64_t>(table_u32(block - 1, 0));
  decode_documents(bytes, before, bits, std::span(docs_.data(), in_block_));
  const auto* scores =
      reinterpret_cast<const std::uint8_t*>(bytes.data()) + (in_block_ * bits + 7) / 8;
  impacts_ = scores;
  fields_ = scores + in_block_;
  at_ = 0;
  doc_ = docs_[0];
  position_at_ = table_u32(block, 8);
  position_index_ = 0;
}

DocId PostingCursor::next_block() {
  if (block_ + 1 >= block_count_) {
    at_ = in_block_;
    return doc_ = kEndOfPostings;
  }
  load_block(block_ + 1);
  return doc_;
}

std::size_t PostingCursor::find_block(std::size_t from, DocId target) const {
  std::size_t low = from;
  std::size_t high = block_count_;
  while (low < high) {
    const std::size_t middle = low + (high - low) / 2;
    if (table_u32(middle, 0) < target) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

DocId PostingCursor::seek(DocId target) {
  if (doc_ >= target) return doc_;
  if (table_u32(block_, 0) < target) {
    const std::size_t block = find_block(block_ + 1, target);
    if (block == block_count_) {
      block_ = block_count_ - 1;
      at_ = in_block_;
      return doc_ = kEndOfPostings;
    }
    load_block(block);
  }
  const auto found =
      std::lower_bound(docs_.begin() + static_cast<std::ptrdiff_t>(at_),
                       docs_.begin() + static_cast<std::ptrdiff_t>(in_block_), target);
  at_ = static_cast<std::size_t>(found - docs_.begin());
  if (at_ == in_block_)
    return next_block();  // a corrupt block: its last document is not the table's
  return doc_ = docs_[at_];
}

void PostingCursor::shallow_seek(DocId target) {
  shallow_block_ = find_block(shallow_block_, target);
}

DocId PostingCursor::block_last_doc() const {
  return shallow_block_ < block_count_ ? table_u32(shallow_block_, 0) : kEndOfPostings;
}

std::uint8_t PostingCursor::block_max_impact() const {
  return shallow_block_ < block_count_ ? table_u8(shallow_block_, 12) : std::uint8_t{0};
}

void PostingCursor::positions(std::vector<Position>& out) {
  out.clear();
  if (!scored_ || position_at_ > position_bytes_.size()) return;
  ByteReader reader(position_bytes_.substr(position_at_));
  for (; position_index_ < at_; ++position_index_) {
    for (std::uint32_t n = reader.count(1); n > 0; --n) reader.varint();
  }
  position_at_ += reader.offset();
  Position position = 0;
  for (std::uint32_t n = reader.count(1); n > 0; --n) {
    position += reader.varint32();
    out.push_back(position);
  }
  if (reader.bad()) out.clear();
}

}  // namespace modelzoo::index
