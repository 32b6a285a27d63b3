// word_alternatives.h - the terms that stand for a word of a query: the word itself, its relatives
// by stem ("models" for "model"), the whole and the parts of an identifier, the pairs of characters
// of Chinese, Japanese and Korean, words joined to one ("cycle gan" for "cyclegan"), synonyms
// ("generative adversarial network" for "gan").
//
// An alternative weighs less than the word itself, by the constants in the .cc file.
//
// One thread at a time; snapshot and taxonomy must outlive it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "index/analysis/stemmer.h"
#include "index/analysis/tokenizer.h"
#include "index/segments/snapshot.h"
#include "index/terms/keyword_terms.h"
#include "query/planning/search_plan.h"

namespace modelzoo::query {

class WordAlternatives {
 public:
  WordAlternatives(const index::Snapshot& snapshot, const Taxonomy& taxonomy)
      : snapshot_(snapshot), taxonomy_(taxonomy) {}

  // Of the query: by its stems relatives are found.
  void set_language(index::StemLanguage language) { language_ = language; }

  // Alternatives of a word as typed; empty when it has no letter or digit. A word that the
  // tokenizer cuts (an identifier, Chinese) is matched whole or as a sequence. `relatives`: words
  // of the same stem too.
  [[nodiscard]] QueryWord word(std::string_view text, bool prefix, bool relatives);
  // What a text with Chinese, Japanese or Korean in it is cut into, as views of it: other scripts
  // apart ("PyTorch图像分割"), and a run that stands nowhere as it is by its words; with `loose`
  // each run, and words that stand nowhere by their pairs. Empty when it is to be searched as it
  // stands.
  [[nodiscard]] std::vector<std::string_view> cjk_words(std::string_view text, bool loose = false);
  // The words of a quoted phrase, in order.
  [[nodiscard]] QueryWord phrase(std::string_view text);
  // Adds to words that stand side by side what they form together: two or three written as one
  // elsewhere, and synonyms of one or several.
  void add_neighbours(const std::vector<QueryWord*>& neighbours);

  // A word that is a programming language or a framework stands for what is written in it or built
  // on it, too. `typed`: with the marks after it that are no letters ("C++"). One letter is a
  // language only when `closes`: it is the last of several words ("statistics library r").
  void add_labels(std::string_view typed, bool closes, QueryWord& word) const;

  struct Tokens;  // of a text, as the tokenizer cuts it

 private:
  [[nodiscard]] bool is_unknown_run(const Tokens& tokens, std::size_t begin, std::size_t end) const;
  [[nodiscard]] bool is_synonym(const Tokens& tokens, std::size_t begin, std::size_t end) const;
  // Of the run of parts [begin, end): its words, those that stand nowhere in pairs of characters.
  void add_words_of_run(std::string_view text, const Tokens& tokens, std::size_t begin,
                        std::size_t end, std::vector<std::string_view>& words) const;
  // Documents with the rarest of them: an upper bound for all together.
  [[nodiscard]] std::uint64_t rarest(const std::vector<TermAlternative::Part>& parts) const;
  void add_prefix_terms(std::string_view prefix, QueryWord& word) const;
  void add_relatives(QueryWord& word) const;
  void add_label(index::KeywordField field, std::string_view value, QueryWord& word,
                 std::uint64_t least = 1) const;
  void add_joins(const std::vector<QueryWord*>& neighbours);
  void add_synonyms(const std::vector<QueryWord*>& neighbours);
  void add_synonym(const std::vector<QueryWord*>& neighbours, std::size_t begin, std::size_t count,
                   const std::vector<TermAlternative::Part>& parts);
  const index::Snapshot& snapshot_;
  const Taxonomy& taxonomy_;
  index::StemLanguage language_ = index::StemLanguage::kEnglish;
  index::Tokenizer tokenizer_;
};

}  // namespace modelzoo::query
