// common_words.h - a segment's common words in memory, so that a document is found in one step
// instead of in a block: a bit a document with the number of postings before it, and for the
// commonest words their impacts too, one byte a document, which vectors of documents are scored
// from.
//
// Made from the posting list when it is first asked for, for words in at least one document of
// kRarest and in kLeastPostings; takes 1/7 byte a document, and 1 1/7 for words in one document of
// kRarestRow. The source must grant the memory (segment_source.h, reserve), or there is none.
//
// Thread-safe; a reader never waits.
#pragma once

#include <array>
#include <atomic>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "index/postings/posting_list.h"
#include "index/storage/huge_slabs.h"
#include "index/storage/segment_source.h"
#include "index/terms/term_dictionary.h"

namespace modelzoo::index {

// The documents of a word as bits, 448 to a cache line, with the number of those before the line.
class RankedBits {
 public:
  static constexpr std::uint32_t kLineDocs = 448;  // of a cache line
  // Lives in `memory`: bytes(doc_count) zeros, aligned to a cache line, which outlive this.
  explicit RankedBits(void* memory) : lines_(static_cast<Line*>(memory)) {}
  // REQUIRES: ascending documents below doc_count.
  void add(DocId doc);
  [[nodiscard]] bool contains(DocId doc) const {
    const DocId in_line = doc % kLineDocs;
    return (lines_[doc / kLineDocs].words[in_line / 64] >> (in_line % 64) & 1) != 0;
  }
  // Documents 64 * w and on, a bit each. REQUIRES: 64 * w < doc_count.
  [[nodiscard]] std::uint64_t word(std::size_t w) const {
    constexpr std::size_t kLineWords = kLineDocs / 64;
    return lines_[w / kLineWords].words[w % kLineWords];
  }
  void prefetch(DocId doc) const { __builtin_prefetch(&lines_[doc / kLineDocs]); }
  // How many documents of the word are before `doc`.
  [[nodiscard]] std::uint32_t rank(DocId doc) const {
    const Line& line = lines_[doc / kLineDocs];
    const DocId in_line = doc % kLineDocs;
    std::uint32_t rank = line.before;
    for (DocId w = 0; w < in_line / 64; ++w) {
      rank += static_cast<std::uint32_t>(std::popcount(line.words[w]));
    }
    const std::uint64_t below = (std::uint64_t{1} << (in_line % 64)) - 1;
    return rank + static_cast<std::uint32_t>(std::popcount(line.words[in_line / 64] & below));
  }
  [[nodiscard]] static std::size_t bytes(std::uint32_t doc_count) {
    return (doc_count / kLineDocs + 1) * sizeof(Line);
  }

 private:
  struct alignas(64) Line {
    std::array<std::uint64_t, 7> words{};
    std::uint32_t before = 0;
  };
  Line* lines_;
  std::uint32_t count_ = 0;
  std::size_t open_ = 0;  // lines from here on do not know yet what is before them
};

struct CommonWord {
  static constexpr std::size_t kPadding = 64;
  static constexpr std::uint32_t kWindow = 4096;
  explicit CommonWord(RankedBits ranked) : bits(std::move(ranked)) {}

  RankedBits bits;
  // 0 where the word is not; null for words that are not that common, else kPadding more than
  // documents rounded up to a window.
  const std::uint8_t* row = nullptr;
  std::vector<std::uint8_t> window_max;  // the row's largest of each kWindow documents
};

class CommonWords {
 public:
  static constexpr std::uint32_t kRarest = 128;
  static constexpr std::uint32_t kRarestRow = 32;
  static constexpr std::uint32_t kLeastPostings = 512;

  CommonWords() = default;
  CommonWords(std::shared_ptr<const SegmentSource> source, const TermDictionary& dictionary,
              std::uint32_t doc_count);
  ~CommonWords();
  CommonWords(CommonWords&&) noexcept = default;
  CommonWords& operator=(CommonWords&&) noexcept = default;

  // The word of this ordinal, whose list is `list`; null when it is too rare, the memory is spent
  // or the list is damaged. Lives as long as this object.
  [[nodiscard]] const CommonWord* find(std::uint32_t ordinal, const PostingList& list) const;

 private:
  [[nodiscard]] bool is_in_one_of(std::uint32_t documents, std::uint32_t postings) const {
    return postings >= kLeastPostings && std::uint64_t{postings} * documents >= doc_count_;
  }
  [[nodiscard]] std::size_t row_bytes() const;
  [[nodiscard]] std::size_t bytes_of(std::uint32_t postings) const;
  [[nodiscard]] std::unique_ptr<CommonWord> make(const PostingList& list, void* memory) const;

  std::shared_ptr<const SegmentSource> source_;
  std::uint32_t doc_count_ = 0;
  std::vector<std::uint32_t> ordinals_;  // ascending
  std::unique_ptr<HugeSlabs> memory_;    // of bits and rows
  mutable std::vector<std::atomic<CommonWord*>> words_;
};

}  // namespace modelzoo::index
