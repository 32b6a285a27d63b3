// memory_segment.h - a segment in a std::map, for tests of building, reading and searching without
// a store. One thread at a time while it is written, then thread-safe.
#pragma once

#include <atomic>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "index/segments/segment_builder.h"
#include "index/segments/snapshot.h"
#include "index/storage/segment_source.h"

namespace modelzoo::testing {

class MemorySegment final : public index::SegmentSource, public index::SegmentSink {
 public:
  MemorySegment() = default;
  // The bytes; what readers of the other one hold is not this one's.
  MemorySegment(const MemorySegment& other)
      : entries(other.entries), most_reserved(other.most_reserved) {}
  MemorySegment& operator=(const MemorySegment&) = delete;
  Result<index::PinnedBytes> get(std::string_view key) const override;
  Status scan(std::string_view prefix,
              const std::function<bool(std::string_view, std::string_view)>& visit) const override;
  Status put(std::string_view key, std::string_view value) override;
  bool reserve(std::size_t bytes) const override;
  void release(std::size_t bytes) const override;
  [[nodiscard]] std::size_t reserved() const { return reserved_; }

  std::map<std::string, std::string, std::less<>> entries;
  std::size_t most_reserved = std::size_t{1} << 30;

 private:
  mutable std::atomic<std::size_t> reserved_{0};
};

// A view of a segment; aborts the test program when it does not open. Readers may hold
// `most_reserved` bytes.
[[nodiscard]] index::SegmentView view_of(std::shared_ptr<MemorySegment> segment, std::uint64_t id,
                                         std::size_t most_reserved = std::size_t{1} << 30);

// Builds and opens a segment of these records; aborts the test program when that fails.
[[nodiscard]] index::SegmentView memory_view(const std::vector<Record>& records,
                                             std::uint64_t id = 1,
                                             std::size_t most_reserved = std::size_t{1} << 30);

}  // namespace modelzoo::testing
