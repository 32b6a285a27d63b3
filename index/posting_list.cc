#include "index/posting_list.h"

#include <algorithm>
#include <bit>

#include "index/byte_io.h"

namespace modelzoo::index {
namespace {

constexpr std::uint8_t kScoredFlag = 1;
constexpr std::size_t kTablePositions = 8;
constexpr std::uint32_t kOrdinalMask = kMaxOrdinal;

// Reads the positions of a posting with these fields; `out` may be null.
void read_positions(ByteReader& reader, FieldMask fields, std::vector<Position>* out) {
  for (unsigned rest = fields & kAllFields; rest != 0 && !reader.bad(); rest &= rest - 1) {
    const auto field = static_cast<Field>(std::countr_zero(rest));
    const std::uint32_t first = reader.varint32();
    std::uint32_t ordinal = first >> 1;
    if (out != nullptr) out->push_back(make_position(field, ordinal));
    if ((first & 1) == 0) continue;
    for (std::uint64_t more = std::uint64_t{reader.varint32()} + 1; more > 0 && !reader.bad();
         --more) {
      ordinal += reader.varint32() + 1;
      if (out != nullptr && !reader.bad()) out->push_back(make_position(field, ordinal));
    }
  }
}

}  // namespace

char* encode_positions(std::span<const Position> positions, char* out) {
  for (std::size_t begin = 0; begin < positions.size();) {
    std::size_t end = begin + 1;
    while (end < positions.size() &&
           position_field(positions[end]) == position_field(positions[begin])) {
      ++end;
    }
    const std::size_t more = end - begin - 1;
    out =
        write_varint(out, std::uint64_t{positions[begin] & kOrdinalMask} * 2 + (more > 0 ? 1 : 0));
    if (more > 0) out = write_varint(out, more - 1);
    for (std::size_t i = begin + 1; i < end; ++i)
      out = write_varint(out, positions[i] - positions[i - 1] - 1);
    begin = end;
  }
  return out;
}

void PostingListBuilder::add(const Posting& posting, std::span<const Position> positions) {
  scratch_.resize(positions.size() * kMostPositionBytes);
  const char* const end = encode_positions(positions, scratch_.data());
  add(posting, std::string_view(scratch_.data(), static_cast<std::size_t>(end - scratch_.data())));
}

void PostingListBuilder::add(const Posting& posting, std::string_view encoded_positions) {
  if (postings_.size() % kPostingsPerBlock == 0) {
    position_starts_.push_back(static_cast<std::uint32_t>(positions_.size()));
  }
  postings_.push_back(posting);
  max_impact_ = std::max(max_impact_, posting.impact);
  if (scored_) positions_ += encoded_positions;
}

void PostingListBuilder::finish(std::string& postings, std::string& positions) {
  put_varint(postings, postings_.size());
  put_u8(postings, scored_ ? kScoredFlag : std::uint8_t{0});
  put_u8(postings, max_impact_);
  if (postings_.size() <= kPostingsPerBlock && !postings_.empty()) {
    const unsigned bits = delta_bits(postings_, -1);
    put_u32(postings, postings_.back().doc);
    put_u8(postings, static_cast<std::uint8_t>(bits));
    encode_block(postings_, -1, bits, scored_, postings);
  } else {
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
  }
  positions += positions_;
  postings_.clear();
  position_starts_.clear();
  positions_.clear();
  max_impact_ = 0;
}

Result<PostingCursor> PostingCursor::open(PinnedBytes list, std::string_view list_bytes,
                                          PinnedBytes positions, std::string_view position_bytes,
                                          std::uint32_t doc_count) {
  const Error corrupt{ErrorCode::kCorrupt, "posting list: its head contradicts its bytes"};
  ByteReader reader(list_bytes);
  PostingCursor cursor;
  cursor.count_ = reader.varint32();
  cursor.scored_ = (reader.u8() & kScoredFlag) != 0;
  cursor.max_impact_ = reader.u8();
  cursor.block_count_ = (std::size_t{cursor.count_} + kPostingsPerBlock - 1) / kPostingsPerBlock;
  if (cursor.count_ == 0 || cursor.block_count_ > list_bytes.size()) return corrupt;
  if (cursor.block_count_ == 1) {
    cursor.single_last_ = reader.u32();
    cursor.single_bits_ = reader.u8();
  } else {
    cursor.table_ = reader.take(cursor.block_count_ * kTableEntryBytes);
  }
  if (reader.bad() || cursor.last_doc_of(cursor.block_count_ - 1) >= doc_count) return corrupt;
  cursor.blocks_ = list_bytes.substr(reader.offset());
  cursor.position_bytes_ = position_bytes;
  cursor.list_ = std::move(list);
  cursor.position_owner_ = std::move(positions);
  cursor.load_block(0);
  if (cursor.damaged_) return corrupt;
  return cursor;
}

std::string_view PostingCursor::bytes_of(std::size_t block) const {
  const std::size_t begin = block_count_ == 1 ? 0 : table_u32(block, 4);
  return begin <= blocks_.size() ? blocks_.substr(begin) : std::string_view();
}

DocId PostingCursor::end_damaged() {
  damaged_ = true;
  block_ = block_count_ - 1;
  decoded_.count = 0;
  at_ = 0;
  return doc_ = kEndOfPostings;
}

void PostingCursor::load_block(std::size_t block) {
  block_ = block;
  shallow_block_ = block;
  fields_loaded_ = false;
  at_ = 0;
  const std::size_t size =
      block + 1 < block_count_ ? kPostingsPerBlock : count_ - block * kPostingsPerBlock;
  const std::int64_t before = block == 0 ? -1 : static_cast<std::int64_t>(last_doc_of(block - 1));
  const DocId last = last_doc_of(block);
  if (last > last_doc_of(block_count_ - 1) ||
      !decode_block(bytes_of(block), size, before, last, bits_of(block), scored_, decoded_)) {
    end_damaged();
    return;
  }
  doc_ = decoded_.docs[0];
  position_at_ = block_count_ == 1 ? 0 : table_u32(block, kTablePositions);
  position_index_ = 0;
}

bool PostingCursor::load_fields() {
  if (!fields_loaded_) {
    fields_loaded_ = decode_fields(bytes_of(block_), decoded_.count, bits_of(block_), fields_);
    if (!fields_loaded_) damaged_ = true;
  }
  return fields_loaded_;
}

FieldMask PostingCursor::fields() {
  if (!scored_) return kAllFields;
  return load_fields() ? fields_[at_] : FieldMask{0};
}

DocId PostingCursor::next_block() {
  if (block_ + 1 >= block_count_) {
    at_ = decoded_.count;
    return doc_ = kEndOfPostings;
  }
  load_block(block_ + 1);
  return doc_;
}

std::size_t PostingCursor::find_block(std::size_t from, DocId target) const {
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

DocId PostingCursor::seek(DocId target) {
  if (doc_ >= target) return doc_;
  if (last_doc_of(block_) < target) {
    const std::size_t block = find_block(block_ + 1, target);
    if (block >= block_count_) {
      block_ = block_count_ - 1;
      at_ = decoded_.count;
      return doc_ = kEndOfPostings;
    }
    load_block(block);
    if (doc_ >= target) return doc_;
  }
  // Halving without branches: which way it goes cannot be foretold.
  const DocId* first = decoded_.docs.data() + at_;
  for (std::size_t length = decoded_.count - at_; length > 0;) {
    const std::size_t half = (length + 1) / 2;
    first = first[half - 1] < target ? first + half : first;
    length -= half;
  }
  at_ = static_cast<std::size_t>(first - decoded_.docs.data());
  if (at_ == decoded_.count) return next_block();
  return doc_ = decoded_.docs[at_];
}

void PostingCursor::shallow_seek(DocId target) {
  shallow_block_ = find_block(shallow_block_, target);
}

DocId PostingCursor::block_last_doc() const {
  return shallow_block_ < block_count_ ? last_doc_of(shallow_block_) : kEndOfPostings;
}

std::uint8_t PostingCursor::block_max_impact() const {
  return shallow_block_ < block_count_ ? max_impact_of(shallow_block_) : std::uint8_t{0};
}

void PostingCursor::positions(std::vector<Position>& out) {
  out.clear();
  if (!scored_ || position_at_ > position_bytes_.size() || !load_fields()) return;
  ByteReader reader(position_bytes_.substr(position_at_));
  if (position_index_ > at_) return;
  for (; position_index_ < at_; ++position_index_) {
    read_positions(reader, fields_[position_index_], nullptr);
  }
  position_at_ += reader.offset();
  read_positions(reader, fields_[at_], &out);
  if (reader.bad() || !std::is_sorted(out.begin(), out.end())) {
    out.clear();
    damaged_ = true;
  }
}

}  // namespace modelzoo::index
