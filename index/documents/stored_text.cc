#include "index/documents/stored_text.h"

#include <array>

#include "index/storage/byte_io.h"

namespace modelzoo::index {
namespace {

constexpr std::uint8_t kLevelBits = 7;
constexpr std::uint8_t kCode = 8;
constexpr std::size_t kLeastBlock = 3;

}  // namespace

std::string encode_text(const PlainText& text) {
  std::string out;
  put_varint(out, text.blocks.size());
  std::array<std::uint32_t, kFieldCount> before{};
  for (const TextBlock& block : text.blocks) {
    put_u8(out, static_cast<std::uint8_t>((block.level & kLevelBits) | (block.code ? kCode : 0)));
    put_varint(out, block.end - block.begin);
    std::uint32_t& last = before[static_cast<std::size_t>(block.field)];
    put_varint(out, block.first_ordinal - last);
    last = block.first_ordinal;
  }
  for (const TextBlock& block : text.blocks) {
    out.append(text.text, block.begin, block.end - block.begin);
  }
  return out;
}

Result<PlainText> decode_text(std::string_view bytes) {
  const Error corrupt{ErrorCode::kCorrupt, "stored text: malformed"};
  ByteReader reader(bytes);
  PlainText out;
  out.blocks.resize(reader.count(kLeastBlock));
  std::array<std::uint32_t, kFieldCount> before{};
  std::uint64_t length = 0;
  for (TextBlock& block : out.blocks) {
    const std::uint8_t flags = reader.u8();
    block.level = flags & kLevelBits;
    block.code = (flags & kCode) != 0;
    block.field = block.level > 0 ? Field::kHeadings : Field::kBody;
    const std::uint32_t size = reader.varint32();
    std::uint32_t& last = before[static_cast<std::size_t>(block.field)];
    last += reader.varint32();
    block.first_ordinal = last;
    block.begin = static_cast<std::uint32_t>(length);
    length += size;
    if (reader.bad() || length > bytes.size()) return corrupt;
    block.end = static_cast<std::uint32_t>(length);
    ++length;  // the line's end
  }
  out.text.reserve(length);
  for (const TextBlock& block : out.blocks) {
    out.text += reader.take(block.end - block.begin);
    out.text += '\n';
  }
  if (reader.bad() || !reader.at_end()) return corrupt;
  return out;
}

}  // namespace modelzoo::index
