// term_table.h - the distinct terms of a segment in the making, numbered as they come.
//
// Open addressing, at most half full, 16 bytes a slot. A slot holds the term's first eight bytes
// and its length, so that a look-up of a term of up to eight bytes - most words - ends there; a
// longer one is compared with its text in the arena when 24 bits of its hash agree as well.
//
// One thread at a time. Tested by: tests/unit/index/term_table_test.cc
#pragma once

#include <cstdint>
#include <cstring>
#include <string_view>
#include <vector>

#include "index/byte_arena.h"
#include "index/huge_pages.h"

namespace modelzoo::index {

class TermTable {
 public:
  TermTable() : slots_(kFirstSlots) {}

  // What a look-up needs of a term beside its text.
  struct Key {
    std::uint64_t head;
    std::uint64_t hash;
  };
  // REQUIRES: at most 255 bytes.
  [[nodiscard]] static Key key_of(std::string_view term) {
    const std::uint64_t head = head_of(term);
    return {head, hash_of(term, head)};
  }
  // Begins to load what the look-up of this key reads: a large table is seldom in the cache.
  void prefetch(const Key& key) const { __builtin_prefetch(&slots_[key.hash & mask()]); }

  // The number of this term; a new one gets the next.
  std::uint32_t number_of(std::string_view term) { return number_of(term, key_of(term)); }
  std::uint32_t number_of(std::string_view term, const Key& key) {
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

  template <typename Word>
  static std::uint64_t load(const char* from) {
    Word word;
    std::memcpy(&word, from, sizeof word);
    return word;
  }
  // The first eight bytes, or all of a shorter term: different for different ones of one length.
  static std::uint64_t head_of(std::string_view term) {
    const char* const text = term.data();
    const std::size_t size = term.size();
    if (size >= 8) return load<std::uint64_t>(text);
    if (size >= 4) {
      return load<std::uint32_t>(text) | load<std::uint32_t>(text + size - 4) << 32;
    }
    if (size == 0) return 0;
    return load<std::uint8_t>(text) | load<std::uint8_t>(text + size / 2) << 8 |
           load<std::uint8_t>(text + size - 1) << 16;
  }
  __extension__ using Wide = unsigned __int128;
  static std::uint64_t mix(std::uint64_t a, std::uint64_t b) {
    const Wide product = static_cast<Wide>(a) * b;
    return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
  }
  // Source of the mixing: Wang Yi, wyhash.
  static std::uint64_t hash_of(std::string_view term, std::uint64_t head) {
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
      std::size_t at = hash_of(texts_[slot.term_plus_one - 1], slot.head) & mask();
      while (slots_[at].term_plus_one != 0) at = (at + 1) & mask();
      slots_[at] = slot;
    }
  }

  ByteArena arena_;
  std::vector<std::string_view> texts_;
  HugeVector<Slot> slots_;
};

}  // namespace modelzoo::index
