// term_dictionary.h - the sorted terms of a segment, in memory: exact, prefix and ordered look-ups.
//
// Stored as, after a varint number of terms, per term: varint bytes shared with the one before, the
// rest as bytes, varint document frequency, u8 largest impact, varint length of its posting list,
// varint length of its positions. Where a list begins follows from the lengths (segment_format.h,
// kChunkBytes).
//
// Immutable once read: thread-safe. find is O(1), lower_bound O(log n); about 50 bytes and the term
// are held for each.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "index/documents/doc_hash.h"
#include "index/storage/huge_pages.h"
#include "schemas/result.h"

namespace modelzoo::index {

struct ListPlace {
  std::uint32_t chunk = 0, offset = 0, length = 0;
};

struct TermEntry {
  std::uint32_t text = 0;  // where its bytes begin
  std::uint32_t doc_freq = 0;
  ListPlace postings, positions;
  std::uint8_t length = 0;
  std::uint8_t max_impact = 0;
};

// Fills chunks with lists in order and says where each came to stand.
class ChunkFiller {
 public:
  ListPlace add(std::uint32_t length);

 private:
  std::uint32_t chunk_ = 0, size_ = 0;
};

class TermDictionary {
 public:
  [[nodiscard]] static Result<TermDictionary> read(std::string_view bytes);
  [[nodiscard]] std::uint32_t size() const { return static_cast<std::uint32_t>(entries_.size()); }
  [[nodiscard]] const TermEntry& entry(std::uint32_t ordinal) const { return entries_[ordinal]; }
  [[nodiscard]] std::string_view term(std::uint32_t ordinal) const {
    return {text_.data() + entries_[ordinal].text, entries_[ordinal].length};
  }
  // Ordinal of this term, by hash.
  [[nodiscard]] std::optional<std::uint32_t> find(std::string_view wanted) const {
    return by_text_.find(hash_bytes(wanted),
                         [&](std::uint32_t ordinal) { return term(ordinal) == wanted; });
  }
  // Ordinal of the first term >= `term`.
  [[nodiscard]] std::uint32_t lower_bound(std::string_view term) const;

 private:
  HugeVector<char> text_;
  HugeVector<TermEntry> entries_;
  DocHash by_text_;  // of ordinals
};

// Order of calls: add*, finish. REQUIRES: terms of at most 255 bytes, strictly ascending.
class TermDictionaryBuilder {
 public:
  void add(std::string_view term, std::uint32_t doc_freq, std::uint8_t max_impact,
           std::size_t postings_length, std::size_t positions_length);
  [[nodiscard]] std::string finish();

 private:
  std::uint32_t count_ = 0;
  std::string before_, out_;
};

}  // namespace modelzoo::index
