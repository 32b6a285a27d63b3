// doc_hash.h - documents by the hash of something that names them: a table in memory, made when a
// segment is opened, so that names and ids cost nothing on disk beyond their columns.
//
// Open addressing, at most half full: 8 to 16 bytes a document. Thread-safe once filled.
#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstring>
#include <functional>
#include <optional>
#include <string_view>

#include "index/postings/posting_cursor.h"
#include "index/storage/huge_pages.h"

namespace modelzoo::index {

[[nodiscard]] inline std::uint64_t hash_number(std::uint64_t v) {
  // The finaliser of MurmurHash3: each bit of the input moves each bit of the output.
  v = (v ^ (v >> 33)) * 0xff51afd7ed558ccdULL;
  v = (v ^ (v >> 33)) * 0xc4ceb9fe1a85ec53ULL;
  return v ^ (v >> 33);
}
[[nodiscard]] inline std::uint64_t hash_bytes(std::string_view bytes) {
  return hash_number(std::hash<std::string_view>{}(bytes));
}

// Eight bytes at once, ASCII capitals made small.
[[nodiscard]] inline std::uint64_t folded_word(std::uint64_t word) {
  constexpr std::uint64_t kOnes = 0x0101010101010101ULL;
  constexpr std::uint64_t kHigh = 0x80 * kOnes;
  const std::uint64_t low = word & ~kHigh;
  const std::uint64_t from_a = low + (0x80 - 'A') * kOnes;
  const std::uint64_t after_z = low + (0x80 - 'Z' - 1) * kOnes;
  return word | ((from_a & ~after_z & ~word & kHigh) >> 2);
}

// The hash of a name in any case: hash_folded_name(a) == hash_folded_name(folded_name(a)).
[[nodiscard]] inline std::uint64_t hash_folded_name(std::string_view name) {
  std::uint64_t hash = name.size();
  for (std::size_t at = 0; at < name.size(); at += 8) {
    std::uint64_t word = 0;
    const std::size_t left = name.size() - at;
    if (left >= 8) {
      std::memcpy(&word, name.data() + at, 8);
    } else {
      std::memcpy(&word, name.data() + at, left);
    }
    hash = (hash ^ folded_word(word)) * 0x9e3779b97f4a7c15ULL;
    hash ^= hash >> 32;
  }
  return hash_number(hash);
}

[[nodiscard]] inline bool is_same_name(std::string_view a, std::string_view b) {
  const auto lower = [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  };
  return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(),
                                            [&](char x, char y) { return lower(x) == lower(y); });
}

class DocHash {
 public:
  DocHash() : DocHash(0) {}
  explicit DocHash(std::uint32_t doc_count)
      : slots_(std::bit_ceil(std::size_t{doc_count} * 2 + 1), kEndOfPostings) {}

  // REQUIRES: at most doc_count calls.
  void add(std::uint64_t hash, DocId doc) {
    std::size_t slot = hash & (slots_.size() - 1);
    while (slots_[slot] != kEndOfPostings) slot = (slot + 1) & (slots_.size() - 1);
    slots_[slot] = doc;
  }

  // The document of this hash for which `is_it` holds.
  template <typename IsIt>
  [[nodiscard]] std::optional<DocId> find(std::uint64_t hash, IsIt is_it) const {
    std::size_t slot = hash & (slots_.size() - 1);
    for (; slots_[slot] != kEndOfPostings; slot = (slot + 1) & (slots_.size() - 1)) {
      if (is_it(slots_[slot])) return slots_[slot];
    }
    return std::nullopt;
  }

 private:
  HugeVector<DocId> slots_;
};

}  // namespace modelzoo::index
