// summary_cache.h - the blocks of summaries that a segment's readers unpacked last: a page of hits
// asks again and again for those of its most starred documents, which stand together.
//
// A block goes to one place, by its number, and drives out what was there; at most kSlots blocks of
// kMostBytes. Thread-safe.
// Tested by: tests/unit/index/documents/summary_cache_test.cc
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "schemas/mutex.h"

namespace modelzoo::index {

class SummaryCache {
 public:
  static constexpr std::size_t kSlots = 64;
  static constexpr std::size_t kMostBytes = std::size_t{64} << 10;

  // Null when it is not there.
  [[nodiscard]] std::shared_ptr<const std::string> find(std::uint32_t block) {
    const MutexLock lock(mutex_);
    const Slot& slot = slots_[block % kSlots];
    return slot.block == block ? slot.bytes : nullptr;
  }
  void keep(std::uint32_t block, std::shared_ptr<const std::string> bytes) {
    if (bytes->size() > kMostBytes) return;
    const MutexLock lock(mutex_);
    Slot& slot = slots_[block % kSlots];
    slot.block = block;
    slot.bytes.swap(bytes);  // what was there goes when the lock is gone
  }

 private:
  struct Slot {
    std::uint32_t block = 0;
    std::shared_ptr<const std::string> bytes;
  };
  Mutex mutex_;
  std::array<Slot, kSlots> slots_ MODELZOO_GUARDED_BY(mutex_);
};

}  // namespace modelzoo::index
