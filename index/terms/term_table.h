// term_table.h - the distinct terms of a segment in the making, numbered as they come.
//
// Open addressing, at most half full, 16 bytes a slot. A slot holds the term's first eight bytes
// and its length, so that a look-up of a term of up to eight bytes - most words - ends there; a
// longer one is compared with its text in the arena when 24 bits of its hash agree as well.
//
// One thread at a time. Tested by: tests/unit/index/terms/term_table_test.cc
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "index/postings/term_key.h"
#include "index/storage/byte_arena.h"
#include "index/storage/huge_pages.h"

namespace modelzoo::index {

class TermTable {
 public:
  TermTable() : slots_(kFirstSlots) {}

  // Begins to load what the look-up of this key reads: a large table is seldom in the cache.
  void prefetch(const TermKey& key) const { __builtin_prefetch(&slots_[key.hash & mask()]); }

  // The number of this term; a new one gets the next. REQUIRES: at most 255 bytes.
  std::uint32_t number_of(std::string_view term) { return number_of(term, key_of_term(term)); }
  std::uint32_t number_of(std::string_view term, const TermKey& key) {
    const auto tag = static_cast<std::uint32_t>((key.hash >> 40) << 8 | term.size());
    for (std::size_t at = key.hash & mask();; at = (at + 1) & mask()) {
      const Slot& slot = slots_[at];
      if (slot.term_plus_one == 0) return add(term, key.head, tag, at);
      if (slot.head == key.head && slot.tag == tag &&
          (term.size() <= sizeof key.head || texts_[slot.term_plus_one - 1] == term)) {
        return slot.term_plus_one - 1;
      }
    }
  }

  [[nodiscard]] std::uint32_t size() const { return static_cast<std::uint32_t>(texts_.size()); }
  [[nodiscard]] std::string_view text(std::uint32_t number) const { return texts_[number]; }
  [[nodiscard]] std::size_t memory_bytes() const {
    return arena_.memory_bytes() + texts_.capacity() * sizeof(std::string_view) +
           slots_.capacity() * sizeof(Slot);
  }

 private:
  struct Slot {
    std::uint64_t head = 0;
    std::uint32_t tag = 0;  // 24 bits of the hash, 8 of length
    std::uint32_t term_plus_one = 0;
  };
  static constexpr std::size_t kFirstSlots = 256;

  [[nodiscard]] std::size_t mask() const { return slots_.size() - 1; }

  std::uint32_t add(std::string_view term, std::uint64_t head, std::uint32_t tag, std::size_t at) {
    texts_.push_back(arena_.copy(term));
    slots_[at] = {head, tag, size()};
    if (std::size_t{size()} * 2 > slots_.size()) grow();
    return size() - 1;
  }

  void grow() {
    HugeVector<Slot> old(slots_.size() * 2);
    old.swap(slots_);
    for (const Slot& slot : old) {
      if (slot.term_plus_one == 0) continue;
      std::size_t at = term_key::hash_of(texts_[slot.term_plus_one - 1], slot.head) & mask();
      while (slots_[at].term_plus_one != 0) at = (at + 1) & mask();
      slots_[at] = slot;
    }
  }

  ByteArena arena_;
  std::vector<std::string_view> texts_;
  HugeVector<Slot> slots_;
};

}  // namespace modelzoo::index
