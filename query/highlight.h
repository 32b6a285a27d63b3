// highlight.h - shows where a document matches: whole fields with marks, and the best passages of a
// README. Output is HTML: everything is escaped but <em> and </em> around exact words.
//
// Text is read by the tokenizer that built the index, so that what matched is what is marked:
// folded case, accents and parts of identifiers. Linear in the text. One thread at a time.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "index/analysis/tokenizer.h"
#include "query/search_plan.h"

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
  [[nodiscard]] std::vector<std::string> passages(std::string_view text);

 private:
  struct Match {
    std::size_t begin = 0, end = 0;  // bytes
    std::size_t word = 0;            // of the plan
  };
  std::vector<Match> find(std::string_view text);
  std::string marked_range(std::string_view text, const std::vector<Match>& matches,
                           std::size_t begin, std::size_t end) const;

  index::Tokenizer tokenizer_;
  std::unordered_map<std::string, std::size_t> terms_;  // to the word
  std::vector<double> weights_;                         // by word
};

}  // namespace modelzoo::query
