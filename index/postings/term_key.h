// term_key.h - a term as tables of terms look it up: its first eight bytes and its hash.
//
// The hash is on disk, by the class of a word that follows from it (neighbours.h): do not change it
// without another format version. Thread-safe.
// Source of the mixing: Wang Yi, wyhash.
#pragma once

#include <cstdint>
#include <cstring>
#include <string_view>

namespace modelzoo::index {

struct TermKey {
  std::uint64_t head;
  std::uint64_t hash;
};

namespace term_key {

template <typename Word>
std::uint64_t load(const char* from) {
  Word word;
  std::memcpy(&word, from, sizeof word);
  return word;
}

__extension__ using Wide = unsigned __int128;
inline std::uint64_t mix(std::uint64_t a, std::uint64_t b) {
  const Wide product = static_cast<Wide>(a) * b;
  return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
}

// The first eight bytes, or all of a shorter term: different for different ones of one length.
inline std::uint64_t head_of(std::string_view term) {
  const char* const text = term.data();
  const std::size_t size = term.size();
  if (size >= 8) return load<std::uint64_t>(text);
  if (size >= 4) return load<std::uint32_t>(text) | load<std::uint32_t>(text + size - 4) << 32;
  if (size == 0) return 0;
  return load<std::uint8_t>(text) | load<std::uint8_t>(text + size / 2) << 8 |
         load<std::uint8_t>(text + size - 1) << 16;
}

inline std::uint64_t hash_of(std::string_view term, std::uint64_t head) {
  constexpr std::uint64_t kFirst = 0xa0761d6478bd642fULL;
  constexpr std::uint64_t kSecond = 0xe7037ed1a0b428dbULL;
  std::uint64_t hash = mix(head ^ kFirst, kSecond ^ term.size());
  if (term.size() > 8) {
    std::size_t at = 8;
    for (; at + 8 < term.size(); at += 8) {
      hash = mix(hash ^ load<std::uint64_t>(term.data() + at), kSecond);
    }
    hash = mix(hash ^ load<std::uint64_t>(term.data() + term.size() - 8), kFirst);
  }
  return hash;
}

}  // namespace term_key

[[nodiscard]] inline TermKey key_of_term(std::string_view term) {
  const std::uint64_t head = term_key::head_of(term);
  return {head, term_key::hash_of(term, head)};
}

}  // namespace modelzoo::index
