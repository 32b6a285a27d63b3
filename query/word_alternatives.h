// word_alternatives.h - the terms that stand for a word of a query: the word itself, the whole and
// the parts of an identifier, words joined to one ("cycle gan" for "cyclegan") and their like.
//
// One thread at a time; `snapshot` must outlive it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "index/analysis/tokenizer.h"
#include "index/snapshot.h"
#include "query/search_plan.h"

namespace modelzoo::query {

class WordAlternatives {
 public:
  explicit WordAlternatives(const index::Snapshot& snapshot) : snapshot_(snapshot) {}

  // Alternatives of a word as typed; empty when it has no letter or digit. A word that the
  // tokenizer cuts (an identifier, Chinese) is matched whole or as a sequence.
  [[nodiscard]] QueryWord word(std::string_view text, bool prefix);
  // The words of a quoted phrase, in order.
  [[nodiscard]] QueryWord phrase(std::string_view text);
  // Neighbours written as one word elsewhere: adds to each of two or three words the joined form.
  void add_joins(std::vector<QueryWord*>& neighbours);

  [[nodiscard]] std::uint64_t doc_freq(std::string_view term) const;

 private:
  void add_prefix_terms(std::string_view prefix, QueryWord& word) const;
  const index::Snapshot& snapshot_;
  index::Tokenizer tokenizer_;
};

}  // namespace modelzoo::query
