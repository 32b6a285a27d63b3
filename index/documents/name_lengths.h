// name_lengths.h - how many letters and digits "owner/name" has, which tells most names from what
// they are compared with without a look at them. What joins words in a name ("Mask_RCNN",
// "mask-rcnn") is no letter. Thread-safe.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace modelzoo::index {

[[nodiscard]] constexpr bool joins_name(char c) {
  return c == '-' || c == '_' || c == '.' || c == '/';
}

struct NameLengths {
  static constexpr std::uint8_t kMost = 255;  // or more
  std::uint8_t owner = 0, name = 0;
  friend bool operator==(const NameLengths&, const NameLengths&) = default;
};

[[nodiscard]] inline NameLengths name_lengths(std::string_view full_name) {
  const auto letters = [](std::string_view part) {
    std::size_t count = 0;
    for (const char c : part) count += joins_name(c) ? 0 : 1;
    return static_cast<std::uint8_t>(std::min<std::size_t>(count, NameLengths::kMost));
  };
  const std::size_t slash = full_name.find('/');
  if (slash == full_name.npos) return {letters(full_name), letters(full_name)};
  return {letters(full_name.substr(0, slash)), letters(full_name.substr(slash + 1))};
}

}  // namespace modelzoo::index
