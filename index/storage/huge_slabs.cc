#include "index/storage/huge_slabs.h"

#include <algorithm>
#include <cstdint>

#include "index/storage/huge_pages.h"

namespace modelzoo::index {
namespace {

constexpr std::size_t kLine = 64;

}  // namespace

HugeSlabs::~HugeSlabs() {
  for (const Slab& slab : slabs_) give_back_memory(slab.memory, slab.size);
}

char* HugeSlabs::cut(std::size_t bytes) {
  if (slabs_.empty() || used_ + bytes > slabs_.back().size) {
    const std::size_t size = std::max(slab_bytes_, bytes + kLine);
    auto* const memory = static_cast<char*>(take_memory(size));
    slabs_.push_back({memory, size});
    // A small slab is not aligned to a line.
    used_ = (kLine - reinterpret_cast<std::uintptr_t>(memory) % kLine) % kLine;
  }
  char* const memory = slabs_.back().memory + used_;
  used_ += bytes;
  return memory;
}

void* HugeSlabs::take(std::size_t bytes) {
  const MutexLock lock(mutex_);
  std::vector<char*>& spare = spare_[bytes];
  if (spare.empty()) return cut((bytes + kLine - 1) / kLine * kLine);
  char* const memory = spare.back();
  spare.pop_back();
  return memory;
}

void HugeSlabs::give_back(void* memory, std::size_t bytes) {
  const MutexLock lock(mutex_);
  spare_[bytes].push_back(static_cast<char*>(memory));
}

}  // namespace modelzoo::index
