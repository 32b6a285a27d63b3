#include "index/postings/posting_block.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <utility>

#include "index/storage/byte_io.h"

namespace modelzoo::index {
namespace {

// Four lanes; compilers make one instruction of each operation, on every processor.
using Lanes = std::uint32_t __attribute__((vector_size(16)));
static_assert(std::endian::native == std::endian::little, "the lanes are loaded as they are");

constexpr std::size_t kLanes = 4;
constexpr std::size_t kRows = kPostingsPerBlock / kLanes;

std::uint32_t delta(DocId doc, std::int64_t before) {
  return static_cast<std::uint32_t>(static_cast<std::int64_t>(doc) - before - 1);
}

constexpr std::size_t delta_bytes(std::size_t count, unsigned bits) {
  return (count * bits + 7) / 8;
}

Lanes load_lanes(const char* in) {
  Lanes lanes;
  std::memcpy(&lanes, in, sizeof lanes);
  return lanes;
}

template <unsigned kBits, std::size_t kRow>
inline void unpack_row(const char* in, Lanes& sum, DocId* out) {
  Lanes value = {};
  if constexpr (kBits > 0) {
    constexpr std::size_t kBit = kRow * kBits;
    constexpr unsigned kShift = kBit % 32;
    constexpr std::uint32_t kMask = kBits == 32 ? ~0U : (1U << (kBits % 32)) - 1;
    const char* const word = in + kBit / 32 * sizeof(Lanes);
    value = load_lanes(word) >> kShift;
    if constexpr (kShift + kBits > 32) value |= load_lanes(word + sizeof(Lanes)) << (32 - kShift);
    value &= kMask;
  }
  value += 1;
  // Sums of the lanes before, then of the rows before.
  const Lanes zero = {};
  value += __builtin_shufflevector(zero, value, 0, 4, 5, 6);
  value += __builtin_shufflevector(zero, value, 0, 1, 4, 5);
  value += __builtin_shufflevector(sum, sum, 3, 3, 3, 3);
  sum = value;
  std::memcpy(out + kRow * kLanes, &value, sizeof value);
}

template <unsigned kBits, std::size_t... kRow>
void unpack_rows(const char* in, DocId before, DocId* out, std::index_sequence<kRow...>) {
  Lanes sum = {before, before, before, before};
  (unpack_row<kBits, kRow>(in, sum, out), ...);
}

using Unpack = void (*)(const char* in, DocId before, DocId* out);

template <unsigned... kBits>
constexpr std::array<Unpack, sizeof...(kBits)> unpack_table(
    std::integer_sequence<unsigned, kBits...>) {
  return {+[](const char* in, DocId before, DocId* out) {
    unpack_rows<kBits>(in, before, out, std::make_index_sequence<kRows>{});
  }...};
}

constexpr auto kUnpack = unpack_table(std::make_integer_sequence<unsigned, 33>{});

// One stream, lowest bits first.
class BitWriter {
 public:
  explicit BitWriter(std::string& out) : out_(out) {}
  void put(std::uint32_t value, unsigned bits) {
    pending_ |= std::uint64_t{value} << filled_;
    for (filled_ += bits; filled_ >= 8; filled_ -= 8, pending_ >>= 8) {
      out_.push_back(static_cast<char>(pending_ & 0xff));
    }
  }
  void flush() {
    if (filled_ > 0) out_.push_back(static_cast<char>(pending_ & 0xff));
    filled_ = 0;
    pending_ = 0;
  }

 private:
  std::string& out_;
  std::uint64_t pending_ = 0;
  unsigned filled_ = 0;
};

// `bits` at bit `at` of a stream; at most 7 + 32 are needed from a word of 64.
std::uint32_t read_bits(std::string_view bytes, std::size_t at, unsigned bits) {
  std::uint64_t word = 0;
  const std::size_t byte = at >> 3;
  if (byte < bytes.size()) {
    std::memcpy(&word, bytes.data() + byte, std::min<std::size_t>(8, bytes.size() - byte));
  }
  return static_cast<std::uint32_t>((word >> (at & 7)) & ((std::uint64_t{1} << bits) - 1));
}

void pack_lanes(std::span<const Posting> postings, std::int64_t before, unsigned bits,
                std::string& out) {
  std::array<std::uint32_t, kLanes * 32> words{};
  for (std::size_t i = 0; i < postings.size(); ++i) {
    const std::uint64_t value = delta(postings[i].doc, before);
    before = postings[i].doc;
    const std::size_t bit = i / kLanes * bits;
    std::uint32_t* const word = &words[bit / 32 * kLanes + i % kLanes];
    *word |= static_cast<std::uint32_t>(value << (bit % 32));
    if (bit % 32 + bits > 32) word[kLanes] |= static_cast<std::uint32_t>(value >> (32 - bit % 32));
  }
  for (std::size_t i = 0; i < kLanes * bits; ++i) put_u32(out, words[i]);
}

void unpack_stream(std::string_view bytes, std::size_t count, std::int64_t before, unsigned bits,
                   DocId* docs) {
  auto doc = static_cast<std::uint32_t>(before);
  for (std::size_t i = 0; i < count; ++i) docs[i] = doc += read_bits(bytes, i * bits, bits) + 1;
}

constexpr std::size_t kMostMasks = 16;

constexpr unsigned mask_bits(std::size_t masks) {
  return masks <= 1 ? 0 : masks <= 2 ? 1 : masks <= 4 ? 2 : 4;
}

void encode_fields(std::span<const Posting> postings, std::string& out) {
  if (postings.size() == 1) {
    put_u8(out, postings[0].fields);
    return;
  }
  // Most lists are short, so nothing here may cost 256 of anything: a bit for each mask.
  std::array<std::uint64_t, 4> met{};
  for (const Posting& posting : postings) {
    met[posting.fields / 64] |= std::uint64_t{1} << (posting.fields % 64);
  }
  std::array<std::uint8_t, 256> index;  // of the masks that were met
  std::string masks;
  for (unsigned word = 0; word < met.size(); ++word) {
    for (std::uint64_t left = met[word]; left != 0; left &= left - 1) {
      const unsigned mask = word * 64 + static_cast<unsigned>(std::countr_zero(left));
      index[mask] = static_cast<std::uint8_t>(masks.size());
      masks.push_back(static_cast<char>(mask));
    }
  }
  if (masks.size() > kMostMasks) {
    put_u8(out, 0);
    for (const Posting& posting : postings) put_u8(out, posting.fields);
    return;
  }
  put_u8(out, static_cast<std::uint8_t>(masks.size()));
  out += masks;
  BitWriter writer(out);
  for (const Posting& posting : postings)
    writer.put(index[posting.fields], mask_bits(masks.size()));
  writer.flush();
}

}  // namespace

unsigned delta_bits(std::span<const Posting> postings, std::int64_t before) {
  std::uint32_t all = 0;
  for (const Posting& posting : postings) {
    all |= delta(posting.doc, before);
    before = posting.doc;
  }
  return static_cast<unsigned>(std::bit_width(all));
}

void encode_block(std::span<const Posting> postings, std::int64_t before, unsigned bits,
                  bool scored, std::string& out) {
  if (postings.size() == kPostingsPerBlock) {
    pack_lanes(postings, before, bits, out);
  } else {
    BitWriter writer(out);
    for (const Posting& posting : postings) {
      writer.put(delta(posting.doc, before), bits);
      before = posting.doc;
    }
    writer.flush();
  }
  if (!scored) return;
  for (const Posting& posting : postings) put_u8(out, posting.impact);
  encode_fields(postings, out);
}

bool decode_block(std::string_view bytes, std::size_t count, std::int64_t before, DocId last,
                  unsigned bits, bool scored, DecodedBlock& block) {
  const std::size_t impacts_at = bits <= 32 ? delta_bytes(count, bits) : 0;
  if (bits > 32 || bytes.size() < impacts_at + (scored ? count : 0)) return false;
  block.count = count;
  if (count == kPostingsPerBlock) {
    kUnpack[bits](bytes.data(), static_cast<DocId>(before), block.docs.data());
  } else {
    unpack_stream(bytes, count, before, bits, block.docs.data());
  }
  if (block.docs[count - 1] != last || static_cast<std::int64_t>(last) <= before) return false;
  // 128 deltas of 24 bits cannot pass 2^32, so that a right end means that all ascend.
  constexpr unsigned kCannotWrap = 24;
  if (bits > kCannotWrap &&
      std::adjacent_find(
          block.docs.begin(), block.docs.begin() + static_cast<std::ptrdiff_t>(count),
          std::greater_equal<>()) != block.docs.begin() + static_cast<std::ptrdiff_t>(count)) {
    return false;
  }
  if (scored) std::memcpy(block.impacts.data(), bytes.data() + impacts_at, count);
  return true;
}

bool FieldMasks::read(std::string_view bytes, std::size_t count, unsigned bits, FieldMasks& out) {
  std::size_t at = delta_bytes(count, bits) + count;
  if (bits > 32 || at >= bytes.size()) return false;
  const auto masks = count == 1 ? std::uint8_t{1} : static_cast<std::uint8_t>(bytes[at++]);
  if (masks > kMostMasks) return false;
  const std::size_t listed = masks == 0 ? count : masks;
  out.width_ = masks == 0 ? 8 : mask_bits(masks);
  const std::size_t packed = masks == 0 ? 0 : delta_bytes(count, out.width_);
  if (listed + packed > bytes.size() - at) return false;
  out.masks_ = bytes.substr(at, listed);
  out.indexes_ = bytes.substr(at + listed, packed);
  return true;
}

// An index of 0, 1, 2 or 4 bits lies in one byte.
FieldMask FieldMasks::operator[](std::size_t i) const {
  if (width_ == 8) return static_cast<FieldMask>(masks_[i]);
  if (width_ == 0) return static_cast<FieldMask>(masks_[0]);
  const std::size_t bit = i * width_;
  const auto byte = static_cast<std::uint8_t>(indexes_[bit / 8]);
  const std::size_t index = (byte >> (bit % 8)) & ((1U << width_) - 1);
  return index < masks_.size() ? static_cast<FieldMask>(masks_[index]) : FieldMask{0};
}

}  // namespace modelzoo::index
