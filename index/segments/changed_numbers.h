// changed_numbers.h - the numbers of a segment's documents that are newer than those it was built
// with. A star update copies the chunk that the document stands in, and of the others their
// addresses alone; snapshots keep the chunks that they were made with.
//
// A search treats these documents apart (query/block_max/segment_search.h): all others stand in the
// order of their stars, as they were numbered, and the star prior's bounds for them stay as tight
// as on the day when the segment was built.
//
// Thread-safe while nobody changes it; view_editor.h does, before it is shared.
// Tested by: tests/unit/index/segments/changed_numbers_test.cc
#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>
#include <memory>
#include <vector>

#include "index/documents/doc_numbers.h"
#include "index/postings/posting_block.h"

namespace modelzoo::index {

// Documents that share an upper bound of their stars.
inline constexpr std::uint32_t kNumbersPerChunk = 512;

class ChangedNumbers {
 public:
  explicit ChangedNumbers(std::uint32_t doc_count)
      : bits_((doc_count + kNumbersPerChunk - 1) / kNumbersPerChunk * kWordsPerChunk, 0),
        chunks_(bits_.size() / kWordsPerChunk),
        most_stars_of_(chunks_.size(), 0) {}

  [[nodiscard]] bool has(DocId doc) const { return ((bits_[doc / 64] >> (doc % 64)) & 1) != 0; }
  // REQUIRES: has(doc).
  [[nodiscard]] const DocNumbers& of(DocId doc) const {
    return chunks_[doc / kNumbersPerChunk]->docs[rank_in_chunk(doc)];
  }
  // Bit d % 64 of word d / 64 stands for document d; whole chunks.
  [[nodiscard]] const std::vector<std::uint64_t>& bits() const { return bits_; }
  [[nodiscard]] std::uint32_t count() const { return count_; }
  // Upper bounds of the changed documents' stars; 0 where none changed.
  [[nodiscard]] std::uint32_t most_stars_of(std::size_t chunk) const {
    return most_stars_of_[chunk];
  }
  [[nodiscard]] std::uint32_t most_stars() const { return most_stars_; }

 private:
  friend class ViewEditor;
  static constexpr std::uint32_t kWordsPerChunk = kNumbersPerChunk / 64;
  struct Chunk {
    std::vector<DocNumbers> docs;  // of the chunk's bits, ascending
  };

  [[nodiscard]] std::size_t rank_in_chunk(DocId doc) const {
    const std::size_t word = doc / 64;
    int rank = std::popcount(bits_[word] & ((std::uint64_t{1} << (doc % 64)) - 1));
    for (std::size_t w = doc / kNumbersPerChunk * kWordsPerChunk; w < word; ++w) {
      rank += std::popcount(bits_[w]);
    }
    return static_cast<std::size_t>(rank);
  }

  // `mine`: the document's chunk, which no other object sees.
  void set(DocId doc, const DocNumbers& numbers, Chunk& mine) {
    const auto at = mine.docs.begin() + static_cast<std::ptrdiff_t>(rank_in_chunk(doc));
    if (has(doc)) {
      *at = numbers;
    } else {
      mine.docs.insert(at, numbers);
      bits_[doc / 64] |= std::uint64_t{1} << (doc % 64);
      ++count_;
    }
    std::uint32_t most = 0;
    for (const DocNumbers& of_doc : mine.docs) most = std::max(most, of_doc.stars);
    most_stars_of_[doc / kNumbersPerChunk] = most;
    most_stars_ = std::max(most_stars_, numbers.stars);
  }

  std::vector<std::uint64_t> bits_;
  std::vector<std::shared_ptr<const Chunk>> chunks_;  // null: nothing changed there
  std::vector<std::uint32_t> most_stars_of_;
  std::uint32_t most_stars_ = 0;
  std::uint32_t count_ = 0;
};

}  // namespace modelzoo::index
