// spelling_repair.h - adds to words of a plan that stand nowhere, or hardly anywhere, the words
// that they may be misspellings of (similar_words.h): alone ("pytroch"), together with a neighbour
// ("cycl gan" for "cyclegan"), or run together ("imagesegmentation").
//
// The exact word keeps its full weight; a corrected one weighs less, the less the more edits it
// takes. Words that are frequent enough cost nothing. One thread at a time; snapshot and plan must
// outlive it.
// Tested by: tests/unit/query/planning/spelling_repair_test.cc
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "index/segments/snapshot.h"
#include "query/planning/search_plan.h"
#include "query/planning/similar_words.h"

namespace modelzoo::query {

class SpellingRepair {
 public:
  SpellingRepair(const index::Snapshot& snapshot, SearchPlan& plan)
      : snapshot_(snapshot), plan_(plan) {}

  // `run`: words of the plan that stand side by side; `typing`: the last one is still being typed.
  // Adds alternatives to plan.words and what was done to plan.corrections.
  void repair(std::span<const std::size_t> run, bool typing);

 private:
  [[nodiscard]] bool suspicious(const QueryWord& word) const;
  bool repair_word(std::size_t word, bool typing);
  bool repair_joined(std::span<const std::size_t> words, std::size_t limit, bool told);
  void repair_run_together(std::size_t word);
  void add(std::size_t first, std::size_t words, const SimilarWord& similar, bool told);

  const index::Snapshot& snapshot_;
  SearchPlan& plan_;
};

}  // namespace modelzoo::query
