// Arbitrary bytes as a posting list with positions: whatever they say, documents ascend, stay
// within the segment, and nothing is read out of bounds.
//
// Input: u16 length of the posting bytes, those, the rest is positions.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string_view>
#include <vector>

#include "index/posting_list.h"

using modelzoo::index::DocId;
using modelzoo::index::kEndOfPostings;
using modelzoo::index::Position;
using modelzoo::index::PostingCursor;

namespace {

constexpr std::uint32_t kDocs = 100'000;

void require(bool truth) {
  if (!truth) std::abort();
}

void walk(PostingCursor cursor) {
  std::vector<Position> positions;
  std::int64_t before = -1;
  for (; cursor.doc() != kEndOfPostings; cursor.next()) {
    require(static_cast<std::int64_t>(cursor.doc()) > before && cursor.doc() < kDocs);
    before = cursor.doc();
    cursor.positions(positions);
    require(std::is_sorted(positions.begin(), positions.end()));
    (void)cursor.fields();
  }
}

void leap(PostingCursor cursor, std::uint32_t step) {
  for (DocId target = 0; cursor.doc() != kEndOfPostings; target += step) {
    cursor.shallow_seek(target);
    (void)cursor.block_max_impact();
    const DocId doc = cursor.seek(target);
    require(doc == kEndOfPostings || (doc >= target && doc < kDocs));
  }
}

void blocks(PostingCursor cursor) {
  for (std::size_t b = cursor.block_count(); b-- > 0;) {
    const auto& block = cursor.block(b);
    for (std::size_t i = 0; i < block.count; ++i) require(block.docs[i] < kDocs);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 2, size - 2);
  const std::size_t length = std::min<std::size_t>(data[0] | data[1] << 8, bytes.size());
  const auto open = [&] {
    return PostingCursor::open({}, bytes.substr(0, length), {}, bytes.substr(length), kDocs);
  };
  if (!open()) return 0;
  walk(std::move(open()).value());
  leap(std::move(open()).value(), 1 + data[0]);
  blocks(std::move(open()).value());
  return 0;
}
