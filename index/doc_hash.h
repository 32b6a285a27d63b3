// doc_hash.h - documents by the hash of something that names them: a table in memory, made when a
// segment is opened, so that names and ids cost nothing on disk beyond their columns.
//
// Open addressing, at most half full: 8 to 16 bytes a document. Thread-safe once filled.
#pragma once

#include <bit>
#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>
#include <vector>

#include "index/posting_cursor.h"

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
  std::vector<DocId> slots_;
};

}  // namespace modelzoo::index
