// huge_slabs.h - arrays that are each smaller than a huge page, cut from slabs of huge pages
// (huge_pages.h), so that reading them here and there waits less for page tables.
//
// Only slab by slab does memory go back to the system, with the object. Thread-safe.
// Tested by: tests/unit/index/storage/huge_slabs_test.cc
#pragma once

#include <cstddef>
#include <map>
#include <vector>

#include "schemas/mutex.h"

namespace modelzoo::index {

class HugeSlabs {
 public:
  // A slab holds at least `slab_bytes`; what of it is never taken costs no memory.
  explicit HugeSlabs(std::size_t slab_bytes) : slab_bytes_(slab_bytes) {}
  ~HugeSlabs();
  HugeSlabs(const HugeSlabs&) = delete;
  HugeSlabs& operator=(const HugeSlabs&) = delete;

  // Aligned to a cache line; until given back, or as long as this object lives.
  [[nodiscard]] void* take(std::size_t bytes);
  // What take() gave for that many bytes; the next that takes as many gets it.
  void give_back(void* memory, std::size_t bytes);

 private:
  struct Slab {
    char* memory;
    std::size_t size;
  };
  [[nodiscard]] char* cut(std::size_t bytes) MODELZOO_REQUIRES(mutex_);

  const std::size_t slab_bytes_;
  Mutex mutex_;
  std::vector<Slab> slabs_ MODELZOO_GUARDED_BY(mutex_);
  std::size_t used_ MODELZOO_GUARDED_BY(mutex_) = 0;                             // of the last slab
  std::map<std::size_t, std::vector<char*>> spare_ MODELZOO_GUARDED_BY(mutex_);  // by size
};

}  // namespace modelzoo::index
