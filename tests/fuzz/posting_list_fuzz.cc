// Any bytes are a posting list or corrupt; reading them stays within bounds and names no document
// that is not there. The first byte says where the list ends and its positions begin.
#include <cstdint>
#include <vector>

#include "index/postings/posting_list_cursor.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace modelzoo::index;
  constexpr std::uint32_t kDocuments = 100'000;
  if (size < 1) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  const std::size_t split = bytes.size() * data[0] / 256;
  auto list = PostingList::open({}, bytes.substr(0, split), {}, bytes.substr(split), kDocuments);
  if (!list) return 0;
  for (std::size_t i = 0; i < list->top_count(); ++i) {
    if (list->top(i).doc >= kDocuments) __builtin_trap();
  }
  std::vector<Position> positions;
  DecodedBlock block;
  // Blocks and positions in an order that no cursor takes.
  for (std::size_t b = list->block_count(); b-- > 0;) {
    (void)list->impacts_of(b);
    (void)list->neighbours(b, list->size_of(b) - 1);
    (void)list->positions(b, list->size_of(b) - 1, positions);
    (void)list->positions(b, list->size_of(b) / 3, positions);
    if (list->decode(b, block) && block.docs[block.count - 1] >= kDocuments) __builtin_trap();
  }
  auto cursor = PostingCursor::open(std::move(list).value());
  if (!cursor) return 0;
  for (std::uint32_t n = 0; n <= cursor->count() && cursor->doc() != kEndOfPostings; ++n) {
    if (cursor->doc() >= kDocuments) __builtin_trap();
    cursor->positions(positions);
    const bool damaged = cursor->damaged();
    if (cursor->encoded_positions().empty() && !positions.empty() && !damaged) __builtin_trap();
    n % 3 == 0 ? cursor->seek(cursor->doc() + 2) : cursor->next();
  }
  return 0;
}
