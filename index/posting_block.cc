#include "index/posting_block.h"

#include <algorithm>
#include <bit>
#include <cstring>

namespace modelzoo::index {
namespace {

std::uint32_t delta(DocId doc, std::int64_t before) {
  return static_cast<std::uint32_t>(static_cast<std::int64_t>(doc) - before - 1);
}

// Eight bytes at `at`, zeros past the end.
std::uint64_t load(std::string_view bytes, std::size_t at) {
  std::uint64_t word = 0;
  if (at < bytes.size())
    std::memcpy(&word, bytes.data() + at, std::min<std::size_t>(8, bytes.size() - at));
  return word;
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
  std::uint64_t pending = 0;
  unsigned filled = 0;
  for (const Posting& posting : postings) {
    pending |= std::uint64_t{delta(posting.doc, before)} << filled;
    filled += bits;
    before = posting.doc;
    for (; filled >= 8; filled -= 8, pending >>= 8)
      out.push_back(static_cast<char>(pending & 0xff));
  }
  if (filled > 0) out.push_back(static_cast<char>(pending & 0xff));
  if (!scored) return;
  for (const Posting& posting : postings) out.push_back(static_cast<char>(posting.impact));
  for (const Posting& posting : postings) out.push_back(static_cast<char>(posting.fields));
}

void decode_documents(std::string_view bytes, std::int64_t before, unsigned bits,
                      std::span<DocId> docs) {
  const std::uint64_t mask = (std::uint64_t{1} << bits) - 1;
  auto doc = static_cast<std::uint32_t>(before);
  std::size_t bit = 0;
  for (DocId& out : docs) {
    // At most 7 + 32 bits are needed from a word of 64.
    const auto step = static_cast<std::uint32_t>((load(bytes, bit >> 3) >> (bit & 7)) & mask);
    doc += step + 1;
    out = doc;
    bit += bits;
  }
}

}  // namespace modelzoo::index
