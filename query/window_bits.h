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
  [[nodiscard]] std::uint64_t count() const {
    std::uint64_t total = 0;
    for (const std::uint64_t word : words) total += static_cast<std::uint64_t>(std::popcount(word));
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
