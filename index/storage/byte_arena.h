// byte_arena.h - bytes that are written once, stay where they are and go all together: what a
// segment in the making keeps of its documents. Memory is taken in pieces that double up to a
// huge page, so that a segment of one record stays small. One thread at a time.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <memory>
#include <string_view>
#include <vector>

#include "index/storage/huge_pages.h"

namespace modelzoo::index {

class ByteArena {
 public:
  // Room for `most` bytes; what is not used is given back by the commit that follows.
  [[nodiscard]] char* reserve(std::size_t most) {
    if (most > static_cast<std::size_t>(end_ - at_)) grow(most);
    return at_;
  }
  // The bytes up to `end` of what reserve() gave are kept.
  void commit(char* end) { at_ = end; }

  [[nodiscard]] std::string_view copy(std::string_view bytes) {
    char* const to = reserve(bytes.size());
    if (!bytes.empty()) std::memcpy(to, bytes.data(), bytes.size());
    commit(to + bytes.size());
    return {to, bytes.size()};
  }
  [[nodiscard]] std::size_t memory_bytes() const { return taken_; }

 private:
  static constexpr std::size_t kLeastPiece = std::size_t{4} << 10;
  static constexpr std::size_t kMostPiece = std::size_t{2} << 20;

  void grow(std::size_t most) {
    const std::size_t size = std::max(most, std::clamp(taken_, kLeastPiece, kMostPiece));
    pieces_.emplace_back(static_cast<char*>(take_memory(size)), GiveBack{size});
    at_ = pieces_.back().get();
    end_ = at_ + size;
    taken_ += size;
  }

  struct GiveBack {
    std::size_t size;
    void operator()(char* memory) const { give_back_memory(memory, size); }
  };
  std::vector<std::unique_ptr<char[], GiveBack>> pieces_;
  char* at_ = nullptr;
  char* end_ = nullptr;
  std::size_t taken_ = 0;
};

}  // namespace modelzoo::index
