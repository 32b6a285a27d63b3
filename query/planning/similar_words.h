// similar_words.h - words of an index that a mistyped one may stand for: an edit-distance automaton
// (edit_distance_automaton.h) walked along the words of each segment (index/terms/spelling_trie.h),
// dead branches left out.
//
// Two edits are looked for where one finds nothing: with 76,000 repositories' 210,000 words in five
// segments one takes 15 to 60 microseconds, two take 300.
// Thread-safe. Tested by: tests/unit/query/planning/similar_words_test.cc, against a scan of all
// words.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "index/segments/snapshot.h"
#include "index/terms/spelling_trie.h"
#include "query/planning/edit_distance_automaton.h"

namespace modelzoo::query {

struct SimilarWord {
  std::string term;
  unsigned cost = 0;  // edit_distance_automaton.h
  std::uint64_t doc_freq = 0;
};

// Calls visit(word, cost) for each word of the trie that the automaton accepts, in order.
void visit_similar(const index::SpellingTrie& trie, const EditDistanceAutomaton& automaton,
                   const std::function<void(std::uint32_t word, unsigned cost)>& visit);

// Calls visit(begin, end, cost) for ranges of words of which a beginning is accepted; ranges of
// lower cost may lie within others.
void visit_similar_prefixes(
    const index::SpellingTrie& trie, const EditDistanceAutomaton& automaton,
    const std::function<void(std::uint32_t begin, std::uint32_t end, unsigned cost)>& visit);

// Words that `word` may stand for, but itself: of one edit, or of two when there are none; the
// cheapest first, of those the most frequent; at most `limit`. A word that stands in one README and
// in no name is as often an error itself and is left out. None when `word` is not correctable.
[[nodiscard]] std::vector<SimilarWord> similar_words(const index::Snapshot& snapshot,
                                                     std::string_view word, std::size_t limit,
                                                     unsigned most_edits = 2);
// Likewise words of which a beginning is similar to `prefix`: for what is still being typed.
[[nodiscard]] std::vector<SimilarWord> similar_prefixes(const index::Snapshot& snapshot,
                                                        std::string_view prefix, std::size_t limit);

}  // namespace modelzoo::query
