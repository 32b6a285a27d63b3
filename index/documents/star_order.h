// star_order.h - the order in which a segment numbers its documents: falling stars, then names by
// their bytes. Thread-safe.
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

#include "index/storage/text_order.h"

namespace modelzoo::index {

// Numbers 0 to count - 1, sorted by `stars_of(i)`, falling, then by `name_of(i)`.
template <typename StarsOf, typename NameOf>
[[nodiscard]] std::vector<std::uint32_t> star_order(std::uint32_t count, const StarsOf& stars_of,
                                                    const NameOf& name_of) {
  std::vector<TextOrderKey> keys(count);
  for (std::uint32_t i = 0; i < count; ++i) keys[i] = {std::uint64_t{stars_of(i)}, i};
  const auto more = [](const TextOrderKey& a, const TextOrderKey& b) { return a.key > b.key; };
  if (!std::is_sorted(keys.begin(), keys.end(), more)) std::sort(keys.begin(), keys.end(), more);
  for (std::size_t begin = 0; begin < keys.size();) {
    std::size_t end = begin + 1;
    while (end < keys.size() && keys[end].key == keys[begin].key) ++end;
    sort_by_text(std::span(keys).subspan(begin, end - begin), name_of);
    begin = end;
  }
  std::vector<std::uint32_t> order(count);
  for (std::size_t i = 0; i < count; ++i) order[i] = keys[i].item;
  return order;
}

}  // namespace modelzoo::index
