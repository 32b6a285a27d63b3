// trimmed_text.h - text without the spaces, tabs and line ends around it.
#pragma once

#include <string_view>

namespace modelzoo::index {

// A part of `text`; empty when there is nothing else in it.
[[nodiscard]] inline std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kSpaces = " \t\n";
  const std::size_t begin = text.find_first_not_of(kSpaces);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(kSpaces) - begin + 1);
}

}  // namespace modelzoo::index
