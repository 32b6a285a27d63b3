// prefix_words.h - the words of a segment that begin with a prefix: how many there are, the most
// frequent of them, and the postings of all taken as one word.
//
// A prefix of one or two letters stands for thousands of words, most of them in one document. Their
// lists lie side by side; reading them takes a millisecond for some 10,000, and what was found is
// kept as far as the source grants memory (segment_source.h, reserve) and kMostKeptBytes go: what
// nobody asked for since the last clearing goes first.
//
// Thread-safe. Tested by: tests/unit/index/segments/prefix_words_test.cc
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "index/postings/field.h"
#include "index/postings/posting_cursor.h"
#include "index/storage/segment_source.h"
#include "schemas/mutex.h"
#include "schemas/result.h"

namespace modelzoo::index {

class SegmentReader;

// The words that begin with a prefix, itself aside.
struct PrefixTerms {
  static constexpr std::size_t kMostFrequent = 64;
  struct Term {
    std::string_view text;  // of the segment's dictionary
    std::uint32_t doc_freq = 0;
  };
  std::size_t count = 0;
  std::uint64_t postings = 0;  // of all of them
  std::vector<Term> frequent;  // the most frequent first, at most kMostFrequent
};

// What the words of a prefix, itself included, are together in a document: the largest impact, and
// all fields that were asked for in which one of them stands.
struct PrefixPosting {
  std::uint8_t impact = 0;
  FieldMask fields = 0;
  friend bool operator==(const PrefixPosting&, const PrefixPosting&) = default;
};

class PrefixPostings {
 public:
  static constexpr std::size_t kRunWords = 64;  // of `documents`, for which a rank is kept

  explicit PrefixPostings(std::uint32_t doc_count);
  // Ascending documents below doc_count; then finish(), and only reading after that.
  void add(DocId doc, const PrefixPosting& posting);
  void finish();

  // Bit d % 64 of word d / 64 stands for document d; deleted ones included.
  [[nodiscard]] const std::vector<std::uint64_t>& documents() const { return documents_; }
  // The postings from the first document of `run` on, kRunWords * 64 documents each, in the order
  // of their documents.
  [[nodiscard]] const PrefixPosting* postings_of_run(std::size_t run) const {
    return postings_.data() + run_starts_[run];
  }
  [[nodiscard]] std::size_t bytes() const;

 private:
  std::vector<std::uint64_t> documents_;
  std::vector<std::uint32_t> run_starts_;
  std::vector<PrefixPosting> postings_;
  std::size_t open_run_ = 0;  // the first that does not know its start yet
};

class PrefixWords {
 public:
  static constexpr std::size_t kMostKeptBytes = std::size_t{64} << 20;

  PrefixWords() = default;
  explicit PrefixWords(std::shared_ptr<const SegmentSource> source) : source_(std::move(source)) {}
  ~PrefixWords();
  PrefixWords(const PrefixWords&) = delete;
  PrefixWords& operator=(const PrefixWords&) = delete;

  [[nodiscard]] std::shared_ptr<const PrefixTerms> terms(const SegmentReader& reader,
                                                         std::string_view prefix) const;
  // Of words that stand in one of `fields`. kCorrupt, kIo.
  [[nodiscard]] Result<std::shared_ptr<const PrefixPostings>> postings(const SegmentReader& reader,
                                                                       std::string_view prefix,
                                                                       FieldMask fields) const;

 private:
  struct Kept {
    std::shared_ptr<const PrefixTerms> terms;  // one of the two
    std::shared_ptr<const PrefixPostings> postings;
    std::size_t bytes = 0;
    double cost = 0;   // of finding it, for each byte
    double worth = 0;  // the least goes first
  };

  [[nodiscard]] Kept find(const std::string& key) const;
  void keep(std::string key, Kept kept) const;
  [[nodiscard]] bool make_room(std::size_t bytes) const MODELZOO_REQUIRES(mutex_);

  std::shared_ptr<const SegmentSource> source_;
  mutable Mutex mutex_;
  mutable std::map<std::string, Kept, std::less<>> kept_
      MODELZOO_GUARDED_BY(mutex_);  // by fields, 0 for terms, and prefix
  mutable std::size_t kept_bytes_ MODELZOO_GUARDED_BY(mutex_) = 0;
  mutable double lost_worth_ MODELZOO_GUARDED_BY(mutex_) = 0;  // of what went last
};

}  // namespace modelzoo::index
