// window_bits.h - a set of the documents of a window of a segment. A value.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

namespace modelzoo::query {

inline constexpr std::uint32_t kWindow = 4096;

struct WindowBits {
  std::array<std::uint64_t, kWindow / 64> words{};
  void set(std::uint32_t i) { words[i >> 6] |= std::uint64_t{1} << (i & 63); }
  [[nodiscard]] bool test(std::uint32_t i) const { return (words[i >> 6] >> (i & 63)) & 1; }
  [[nodiscard]] bool any() const {
    std::uint64_t all = 0;
    for (const std::uint64_t word : words) all |= word;
    return all != 0;
  }
  // Bits of bytes first, in steps that compilers do several words at a time.
  [[nodiscard]] std::uint64_t count() const {
    constexpr std::uint64_t kPairs = 0x3333333333333333, kNibbles = 0x0f0f0f0f0f0f0f0f;
    constexpr std::size_t kGroup = 16;  // 8 bits a byte each
    std::uint64_t total = 0;
    for (std::size_t group = 0; group < words.size(); group += kGroup) {
      std::uint64_t bytes = 0;
      for (std::size_t i = group; i < group + kGroup; ++i) {
        std::uint64_t word = words[i];
        word -= (word >> 1) & 0x5555555555555555;
        word = (word & kPairs) + ((word >> 2) & kPairs);
        bytes += (word + (word >> 4)) & kNibbles;
      }
      constexpr std::uint64_t kBytes = 0x00ff00ff00ff00ff;
      total += (((bytes & kBytes) + ((bytes >> 8) & kBytes)) * 0x0001000100010001) >> 48;
    }
    return total;
  }
  WindowBits& operator&=(const WindowBits& other) {
    for (std::size_t i = 0; i < words.size(); ++i) words[i] &= other.words[i];
    return *this;
  }
  WindowBits& operator|=(const WindowBits& other) {
    for (std::size_t i = 0; i < words.size(); ++i) words[i] |= other.words[i];
    return *this;
  }
  void remove(const WindowBits& other) {
    for (std::size_t i = 0; i < words.size(); ++i) words[i] &= ~other.words[i];
  }
};

// Calls `use` with each place of the set, ascending.
template <typename Use>
void for_each_place(const WindowBits& bits, Use use) {
  for (std::size_t w = 0; w < bits.words.size(); ++w) {
    for (std::uint64_t rest = bits.words[w]; rest != 0; rest &= rest - 1) {
      use(static_cast<std::uint32_t>(w * 64) + static_cast<std::uint32_t>(std::countr_zero(rest)));
    }
  }
}

}  // namespace modelzoo::query
