// phrase_matcher.h - do the words of a phrase stand at their distances in a document?
//
// Asked for several documents at once, so that the waits for their positions, which lie anywhere in
// memory, fall together. One thread at a time.
// Tested by: tests/unit/query/block_max/block_max_search_test.cc
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

#include "query/block_max/ranked_query.h"
#include "query/block_max/word_lane.h"

namespace modelzoo::query {

class PhraseMatcher {
 public:
  static constexpr std::size_t kBatch = 16;

  // Tells the lanes what must stand beside them. REQUIRES: lanes of all words of the query, with
  // positions, roughly by rising number of postings; they and the query outlive this.
  PhraseMatcher(const RankedQuery& query, const std::vector<WordLane*>& lanes);

  // Finds where the words' positions in these documents lie. REQUIRES: at most kBatch, which have
  // all words.
  void prepare(std::span<const index::DocId> docs);
  // The i-th of them. Reads the rarest word's positions first, and those of the next only while
  // some place is left.
  [[nodiscard]] bool matches(std::size_t i);

 private:
  // A word's positions in a document.
  struct Spot {
    WordLane::Place place;
    std::string_view bytes;
    std::size_t start = 0;
    index::FieldMask mask = 0, skipped = 0;
  };
  void tell_neighbours();
  [[nodiscard]] bool share_a_field(Spot* spots);

  const RankedQuery& query_;
  const std::vector<WordLane*>& lanes_;
  std::vector<Spot> spots_;  // of the documents in turn
  std::array<bool, kBatch> possible_{};
  std::vector<index::Position> starts_, positions_;
};

}  // namespace modelzoo::query
