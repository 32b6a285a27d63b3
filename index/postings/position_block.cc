#include "index/postings/position_block.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include "index/storage/byte_io.h"

namespace modelzoo::index {
namespace {

constexpr std::uint32_t kOrdinalMask = kMaxOrdinal;

// Nearly all are of one byte.
inline bool read_varint(const char*& at, const char* end, std::uint32_t& value) {
  if (at == end) return false;
  auto byte = static_cast<std::uint8_t>(*at++);
  value = byte & 0x7fU;
  for (unsigned shift = 7; (byte & 0x80) != 0; shift += 7) {
    if (at == end || shift > 28) return false;
    byte = static_cast<std::uint8_t>(*at++);
    if (shift == 28 && byte > 0x0f) return false;
    value |= (byte & 0x7fU) << shift;
  }
  return true;
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

void PositionBlockBuilder::add(std::string_view encoded_positions) {
  if (count_++ % kPositionGroup == 0)
    group_starts_.push_back(static_cast<std::uint32_t>(bytes_.size()));
  bytes_ += encoded_positions;
}

void PositionBlockBuilder::finish(std::string& out) {
  if (group_starts_.size() > 1) {
    const unsigned width = (static_cast<unsigned>(std::bit_width(group_starts_.back())) + 7) / 8;
    put_u8(out, static_cast<std::uint8_t>(width));
    for (std::size_t g = 1; g < group_starts_.size(); ++g) {
      for (unsigned b = 0; b < width; ++b)
        put_u8(out, static_cast<std::uint8_t>(group_starts_[g] >> (8 * b)));
    }
  }
  out += bytes_;
  count_ = 0;
  group_starts_.clear();
  bytes_.clear();
}

bool read_positions(std::string_view bytes, std::size_t& at, FieldMask fields,
                    std::vector<Position>* out) {
  if (at > bytes.size()) return false;
  const char* next = bytes.data() + at;
  const char* const end = bytes.data() + bytes.size();
  for (unsigned rest = fields & kAllFields; rest != 0; rest &= rest - 1) {
    const auto field = static_cast<Field>(std::countr_zero(rest));
    std::uint32_t first = 0;
    if (!read_varint(next, end, first)) return false;
    std::uint32_t ordinal = first >> 1;
    if (out != nullptr) out->push_back(make_position(field, ordinal));
    if ((first & 1) == 0) continue;
    std::uint32_t more = 0;
    if (!read_varint(next, end, more)) return false;
    for (std::uint64_t left = std::uint64_t{more} + 1; left > 0; --left) {
      std::uint32_t distance = 0;
      if (!read_varint(next, end, distance)) return false;
      ordinal += distance + 1;
      if (out != nullptr) out->push_back(make_position(field, ordinal));
    }
  }
  at = static_cast<std::size_t>(next - bytes.data());
  return true;
}

std::size_t position_group_start(std::string_view bytes, std::size_t count, std::size_t index) {
  if (count <= kPositionGroup) return 0;
  const std::size_t malformed = bytes.size() + 1;
  if (bytes.empty()) return malformed;
  const auto width = static_cast<std::uint8_t>(bytes[0]);
  const std::size_t groups = (count - 1) / kPositionGroup;
  const std::size_t head = 1 + groups * width;
  if (width == 0 || width > 4 || head > bytes.size()) return malformed;
  const std::size_t group = index / kPositionGroup;
  if (group == 0) return head;
  std::uint32_t start = 0;
  std::memcpy(&start, bytes.data() + 1 + (group - 1) * width, width);
  return start <= bytes.size() - head ? head + start : malformed;
}

bool read_posting_positions(std::string_view bytes, std::size_t at, FieldMask skipped,
                            FieldMask mask, std::vector<Position>& out) {
  out.clear();
  const bool whole = read_positions(bytes, at, skipped, nullptr) &&
                     read_positions(bytes, at, mask, &out) && !out.empty() &&
                     std::is_sorted(out.begin(), out.end());
  if (!whole) out.clear();
  return whole;
}

}  // namespace modelzoo::index
