// Any bytes are a posting list or corrupt; reading them stays within bounds and names no document
// that is not there. The first byte says where the list ends and its positions begin.
#include <cstdint>
#include <cstdlib>
#include <vector>

#include "index/posting_list.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace modelzoo::index;
  constexpr std::uint32_t kDocuments = 100'000;
  if (size < 1) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  const std::size_t split = bytes.size() * data[0] / 256;
  auto cursor =
      PostingCursor::open({}, bytes.substr(0, split), {}, bytes.substr(split), kDocuments);
  if (!cursor) return 0;
  std::vector<Position> positions;
  for (std::uint32_t n = 0; n <= cursor->count() && cursor->doc() != kEndOfPostings; ++n) {
    if (cursor->doc() >= kDocuments) std::abort();
    cursor->positions(positions);
    n % 3 == 0 ? cursor->seek(cursor->doc() + 2) : cursor->next();
  }
  return 0;
}
