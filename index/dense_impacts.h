// dense_impacts.h - the impacts of a segment's commonest words, one byte a document: 0 where the
// word is not. A document's impact is found in one step, and vectors of documents are scored at
// once.
//
// A row is made from the posting list when it is first asked for, for words in at least one
// document of 32 and in kLeastPostings; it takes a byte a document, which the source must grant
// (segment_source.h, reserve), or there is none.
//
// Thread-safe; a reader never waits.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <vector>

#include "index/posting_list.h"
#include "index/segment_source.h"
#include "index/term_dictionary.h"

namespace modelzoo::index {

struct DenseRow {
  static constexpr std::size_t kPadding = 64;
  static constexpr std::uint32_t kWindow = 4096;
  std::vector<std::uint8_t> impacts;     // kPadding more than documents, rounded up to a window
  std::vector<std::uint8_t> window_max;  // the largest of each kWindow documents
};

class DenseImpacts {
 public:
  static constexpr std::uint32_t kRarest = 32;  // one document of so many
  static constexpr std::uint32_t kLeastPostings = 512;

  DenseImpacts() = default;
  DenseImpacts(std::shared_ptr<const SegmentSource> source, const TermDictionary& dictionary,
               std::uint32_t doc_count);
  ~DenseImpacts();
  DenseImpacts(DenseImpacts&&) noexcept = default;
  DenseImpacts& operator=(DenseImpacts&&) noexcept = default;

  // The row of this word, whose list is `list`; null when the word is too rare, the memory is spent
  // or the list is damaged. Lives as long as this object.
  [[nodiscard]] const DenseRow* find(std::uint32_t ordinal, const PostingList& list) const;

 private:
  [[nodiscard]] bool is_dense(std::uint32_t postings) const {
    return postings >= kLeastPostings && std::uint64_t{postings} * kRarest >= doc_count_;
  }
  [[nodiscard]] std::size_t row_bytes() const;

  std::shared_ptr<const SegmentSource> source_;
  std::uint32_t doc_count_ = 0;
  std::vector<std::uint32_t> ordinals_;  // ascending
  mutable std::vector<std::atomic<DenseRow*>> rows_;
};

}  // namespace modelzoo::index
