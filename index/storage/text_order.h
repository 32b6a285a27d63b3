// text_order.h - sorts many short texts by their bytes: eight bytes at a time as one number, so
// that most comparisons touch no text. For terms and names, which share their beginnings with few
// others beyond the first eights.
//
// Source: Sinha & Zobel, "Cache-conscious sorting of large sets of strings" (2004), and Bentley &
// Sedgewick's multikey quicksort (1997) with cached keys. Thread-safe.
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>
#include <vector>

namespace modelzoo::index {

struct TextOrderKey {
  std::uint64_t key;
  std::uint32_t item;
};

namespace detail {

// Bytes [at, at + 8) of the text as a number that compares as they do; absent ones are 0.
inline std::uint64_t eight_bytes(std::string_view text, std::size_t at) {
  std::uint64_t word = 0;
  if (at + 8 <= text.size()) {
    std::memcpy(&word, text.data() + at, 8);
  } else if (at < text.size()) {
    std::memcpy(&word, text.data() + at, text.size() - at);
  }
  return __builtin_bswap64(word);
}

template <typename TextOf>
void sort_from(std::span<TextOrderKey> keys, std::size_t at, const TextOf& text_of);

// Texts that agree in their first `at` bytes, absent ones counted as NUL: those that end before it
// precede the longer ones, shorter ones first.
template <typename TextOf>
void order_equal(std::span<TextOrderKey> keys, std::size_t at, bool longer, const TextOf& text_of) {
  const auto size = [&](const TextOrderKey& k) { return text_of(k.item).size(); };
  const auto ended = !longer ? keys.end()
                             : std::partition(keys.begin(), keys.end(),
                                              [&](const TextOrderKey& k) { return size(k) <= at; });
  std::sort(keys.begin(), ended,
            [&](const TextOrderKey& a, const TextOrderKey& b) { return size(a) < size(b); });
  const auto rest = keys.subspan(static_cast<std::size_t>(ended - keys.begin()));
  if (!rest.empty()) sort_from(rest, at, text_of);
}

template <typename TextOf>
void sort_from(std::span<TextOrderKey> keys, std::size_t at, const TextOf& text_of) {
  for (TextOrderKey& k : keys) k.key = eight_bytes(text_of(k.item), at);
  std::sort(keys.begin(), keys.end(),
            [](const TextOrderKey& a, const TextOrderKey& b) { return a.key < b.key; });
  for (std::size_t begin = 0; begin < keys.size();) {
    std::size_t end = begin + 1;
    bool longer = text_of(keys[begin].item).size() > at + 8;
    for (; end < keys.size() && keys[end].key == keys[begin].key; ++end) {
      longer = longer || text_of(keys[end].item).size() > at + 8;
    }
    const std::span<TextOrderKey> equal = keys.subspan(begin, end - begin);
    if (equal.size() > 1) order_equal(equal, at + 8, longer, text_of);
    begin = end;
  }
}

}  // namespace detail

// Sorts by `text_of(item)`, ascending; items of equal texts come in any order. The keys are
// overwritten. O(n log n) and the texts' common beginnings; recursion goes as deep as an eighth of
// the longest beginning that two texts share, so texts are at most some hundred bytes long.
template <typename TextOf>
void sort_by_text(std::span<TextOrderKey> keys, const TextOf& text_of) {
  if (keys.size() > 1) detail::sort_from(keys, 0, text_of);
}

}  // namespace modelzoo::index
