#include "index/storage/huge_pages.h"

#include <malloc.h>
#include <sys/mman.h>

#include <cstdlib>
#include <new>

namespace modelzoo::index {
namespace {

constexpr std::size_t kHugePage = std::size_t{2} << 20;

}  // namespace

void* take_memory(std::size_t bytes) {
  if (bytes < kHugePage) return ::operator new(bytes);
  const std::size_t whole = (bytes + kHugePage - 1) / kHugePage * kHugePage;
  void* const memory = std::aligned_alloc(kHugePage, whole);
  if (memory == nullptr) throw std::bad_alloc();
  madvise(memory, whole, MADV_HUGEPAGE);  // a hint: refused, it is ordinary memory
  return memory;
}

void give_back_memory(void* memory, std::size_t bytes) noexcept {
  if (bytes < kHugePage) {
    ::operator delete(memory);
  } else {
    std::free(memory);
  }
}

void release_free_memory() {
#if defined(__GLIBC__)
  malloc_trim(0);
#endif
}

}  // namespace modelzoo::index
