#include "tests/support/memory_segment.h"

#include <cstdio>
#include <cstdlib>
#include <iterator>
#include <string>

namespace modelzoo::testing {

Result<index::PinnedBytes> MemorySegment::get(std::string_view key) const {
  const auto found = entries.find(key);
  if (found == entries.end()) return Error{ErrorCode::kNotFound, "no such key"};
  return index::PinnedBytes(found->second, nullptr);
}

Status MemorySegment::scan(
    std::string_view prefix,
    const std::function<bool(std::string_view, std::string_view)>& visit) const {
  for (auto at = entries.lower_bound(prefix); at != entries.end(); ++at) {
    if (!std::string_view(at->first).starts_with(prefix) || !visit(at->first, at->second)) break;
  }
  return Ok{};
}

Status MemorySegment::put(std::string_view key, std::string_view value) {
  const auto after = entries.upper_bound(std::string(1, key.front()) + std::string(16, '\xff'));
  if (after != entries.begin() && std::prev(after)->first.front() == key.front() &&
      std::prev(after)->first >= key) {
    return Error{ErrorCode::kInternal, "keys out of order"};
  }
  entries.emplace(key, value);
  return Ok{};
}

bool MemorySegment::reserve(std::size_t bytes) const {
  std::size_t before = reserved_;
  do {
    if (before + bytes > most_reserved) return false;
  } while (!reserved_.compare_exchange_weak(before, before + bytes));
  return true;
}

void MemorySegment::release(std::size_t bytes) const { reserved_ -= bytes; }

index::SegmentView view_of(std::shared_ptr<MemorySegment> segment, std::uint64_t id,
                           std::size_t most_reserved) {
  segment->most_reserved = most_reserved;
  auto reader = index::SegmentReader::open(std::move(segment));
  if (!reader) {
    std::fprintf(stderr, "view_of: %s\n", reader.error().message.c_str());
    std::abort();
  }
  return {id, std::move(reader).value()};
}

index::SegmentView memory_view(const std::vector<Record>& records, std::uint64_t id,
                               std::size_t most_reserved) {
  auto segment = std::make_shared<MemorySegment>();
  index::SegmentBuilder builder;
  Status status = Ok{};
  for (const Record& record : records) {
    if (status) status = builder.add(record);
  }
  if (status) status = builder.finish(*segment);
  if (!status) {
    std::fprintf(stderr, "memory_view: %s\n", status.error().message.c_str());
    std::abort();
  }
  return view_of(std::move(segment), id, most_reserved);
}

}  // namespace modelzoo::testing
