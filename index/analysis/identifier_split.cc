#include "index/analysis/identifier_split.h"

namespace modelzoo::index {
namespace {

enum class Kind : std::uint8_t { kLower, kUpper, kDigit };

Kind kind_of(char c) {
  if (c >= '0' && c <= '9') return Kind::kDigit;
  return c >= 'a' ? Kind::kLower : Kind::kUpper;
}

// True when a part ends before word[i].
bool cut_before(std::string_view word, std::size_t i) {
  const Kind before = kind_of(word[i - 1]);
  const Kind here = kind_of(word[i]);
  if ((before == Kind::kDigit) != (here == Kind::kDigit)) return true;
  if (before == Kind::kLower && here == Kind::kUpper) return true;
  // GANs keeps its plural, GANNet is two words.
  const bool lower_follows = i + 2 < word.size() && kind_of(word[i + 1]) == Kind::kLower &&
                             kind_of(word[i + 2]) == Kind::kLower;
  return before == Kind::kUpper && here == Kind::kUpper && lower_follows;
}

}  // namespace

IdentifierParts split_identifier(std::string_view word) {
  IdentifierParts parts;
  for (std::size_t i = 1; i < word.size(); ++i) {
    if (!cut_before(word, i)) continue;
    if (parts.count + 1 == kMaxIdentifierParts) {
      parts.count = 0;
      break;
    }
    parts.end[parts.count++] = static_cast<std::uint16_t>(i);
    if (i + 1 == word.size()) break;
  }
  parts.end[parts.count++] = static_cast<std::uint16_t>(word.size());
  return parts;
}

}  // namespace modelzoo::index
