// held_chunks.h - chunks of posting lists that stay at hand: asked of the store once, then found by
// number, so that opening a list costs no look-up in the store. What may be held is limited by the
// source (segment_source.h, reserve); beyond the limit each request goes to the store.
//
// Thread-safe; a reader never waits.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <vector>

#include "index/storage/segment_source.h"
#include "schemas/result.h"

namespace modelzoo::index {

class HeldChunks {
 public:
  HeldChunks() = default;
  // Of the keys `prefix` + number below `count`.
  HeldChunks(std::shared_ptr<const SegmentSource> source, const char* prefix, std::uint32_t count);
  ~HeldChunks();
  HeldChunks(HeldChunks&&) noexcept = default;
  HeldChunks& operator=(HeldChunks&&) noexcept = default;

  // The bytes of a chunk: kept alive by the result, or, when they are held, by this object.
  [[nodiscard]] Result<PinnedBytes> get(std::uint32_t number) const;

  // A chunk that a reader of all chunks in their order stands in.
  struct Passing {
    std::uint32_t number = 0;
    PinnedBytes bytes;
  };
  // The same for such a reader: nothing more is held afterwards, here or in the store's cache.
  [[nodiscard]] Result<PinnedBytes> get_passing(std::uint32_t number, Passing& passing) const;

 private:
  std::shared_ptr<const SegmentSource> source_;
  const char* prefix_ = "";
  mutable std::vector<std::atomic<PinnedBytes*>> held_;
};

}  // namespace modelzoo::index
