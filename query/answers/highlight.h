// highlight.h - shows where a document matches: whole fields with marks, and the best passages of a
// README. Output is HTML: everything is escaped but <em> and </em> around exact words.
//
// Text is read by the tokenizer that built the index, so that what matched is what is marked:
// folded case, accents, parts of identifiers, every term that stands for a word of the query
// (prefixes, corrections). Of a phrase, or of an identifier written apart, the words are marked
// only where they follow each other.
//
// A README is not tokenised whole: the positions of the postings lead to the blocks that hold a
// match (stored_text.h), and only those are read, but for a prefix of so many words that they are
// not told apart (QueryWord::prefix). One thread at a time.
// Tested by: tests/unit/query/answers/highlight_test.cc, tests/fuzz/highlight_fuzz.cc
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "index/analysis/markup.h"
#include "index/analysis/tokenizer.h"
#include "index/segments/segment_reader.h"
#include "query/planning/search_plan.h"
#include "schemas/result.h"

namespace modelzoo::query {

inline constexpr std::size_t kPassageBytes = 180;
inline constexpr std::size_t kMaxPassages = 3;

class Highlighter {
 public:
  // Marks the terms of the plan's scoring words; a rare word weighs more than a common one.
  explicit Highlighter(const SearchPlan& plan);

  // The field whole, with marks; "" when nothing of it matches.
  [[nodiscard]] std::string marked(std::string_view text);
  // Up to kMaxPassages passages with the most telling words, in the order of the text.
  [[nodiscard]] std::vector<std::string> passages(const index::PlainText& text);
  // The same of a stored README; errors are those of reading it.
  [[nodiscard]] Result<std::vector<std::string>> passages(const index::SegmentReader& segment,
                                                          index::DocId doc);

 private:
  static constexpr std::uint32_t kNone = 0xffffffffU;
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const {
      return std::hash<std::string_view>()(text);
    }
  };
  // Terms that must follow each other.
  struct Sequence {
    std::uint32_t word = 0;
    std::vector<std::pair<std::uint32_t, std::uint32_t>> parts;  // term, ordinal from the first
  };
  // A term of the plan in the text.
  struct Found {
    std::uint32_t ordinal = 0, term = 0;
    std::uint32_t begin = 0, end = 0;  // bytes
  };
  struct Match {
    std::size_t begin = 0, end = 0;  // bytes
    std::size_t word = 0;            // of the plan
  };
  using Matches = std::vector<Match>;
  using Bytes = std::pair<std::size_t, std::size_t>;

  std::uint32_t term_id(const std::string& term);
  // Adds the matches of text[begin, end), which is a field or a block.
  void find(std::string_view text, std::size_t begin, std::size_t end, Matches& out);
  void add_sequences(Matches& out);
  static Matches apart(Matches matches);
  [[nodiscard]] std::vector<bool> blocks_with_terms(const index::SegmentReader& segment,
                                                    index::DocId doc,
                                                    const index::PlainText& text) const;
  [[nodiscard]] std::vector<std::string> best_passages(std::string_view text,
                                                       const Matches& matches) const;
  static std::string marked_range(std::string_view text, const Matches& matches, std::size_t begin,
                                  std::size_t end);

  index::Tokenizer tokenizer_;
  std::unordered_map<std::string, std::uint32_t, Hash, std::equal_to<>> terms_;
  std::vector<std::uint32_t> word_of_;  // by term; kNone: only within sequences
  std::vector<Sequence> sequences_;
  std::vector<std::pair<std::string, std::uint32_t>> prefixes_;  // with their words
  std::vector<double> weights_;                                  // by word
  std::vector<Found> found_;                                     // of the text at hand
};

}  // namespace modelzoo::query
