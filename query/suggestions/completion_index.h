// completion_index.h - items under keys, found by the beginning of a key, the heaviest first, also
// when the beginning is mistyped.
//
// Keys are sorted; a tree of maxima over their weights gives the k heaviest of a range without
// looking at the others: O(k log n) however many begin that way. Mistyped beginnings walk a trie of
// the keys (index/terms/spelling_trie.h). About 60 bytes a key. Immutable once made: thread-safe.
// Tested by: tests/unit/query/suggestions/completion_index_test.cc
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "index/terms/spelling_trie.h"

namespace modelzoo::query {

class CompletionIndex {
 public:
  struct Key {
    std::string text;  // letters and digits, folded
    std::uint32_t item = 0;
    std::uint32_t weight = 0;
  };
  CompletionIndex() : CompletionIndex(std::vector<Key>{}) {}
  explicit CompletionIndex(std::vector<Key> keys);

  // Distinct items with a key that begins with `prefix`, by falling weight, then by item, until
  // `visit` returns false.
  void visit(std::string_view prefix,
             const std::function<bool(std::uint32_t item, std::uint32_t weight)>& visit) const;
  // Likewise those with a key of which a beginning is similar to `prefix`, of the fewest edits.
  void visit_similar(
      std::string_view prefix,
      const std::function<bool(std::uint32_t item, std::uint32_t weight)>& visit) const;
  [[nodiscard]] std::size_t size() const { return keys_.size(); }

 private:
  struct Entry {
    std::uint32_t begin = 0;  // of its text
    std::uint32_t item = 0, weight = 0;
  };
  using Range = std::pair<std::uint32_t, std::uint32_t>;
  using Visit = std::function<bool(std::uint32_t, std::uint32_t)>;

  [[nodiscard]] std::string_view text(std::uint32_t key) const {
    const std::uint32_t end =
        key + 1 < keys_.size() ? keys_[key + 1].begin : static_cast<std::uint32_t>(texts_.size());
    return std::string_view(texts_).substr(keys_[key].begin, end - keys_[key].begin);
  }
  [[nodiscard]] bool heavier(std::uint32_t a, std::uint32_t b) const;
  [[nodiscard]] std::uint32_t heaviest(Range range) const;
  void visit_ranges(const std::vector<Range>& ranges, const Visit& visit) const;

  std::string texts_;
  std::vector<Entry> keys_;
  std::vector<std::uint32_t> tree_;  // the heaviest key of each node; leaves from keys_.size()
  index::SpellingTrie trie_;
  std::vector<Range> spelled_;  // the keys of each word of the trie
};

}  // namespace modelzoo::query
