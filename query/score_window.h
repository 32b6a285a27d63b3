// score_window.h - the scores of a window of documents, added up word by word, and the search for
// those that reach a bound: with AVX-512 where the processor has it, else with the same results by
// a portable loop.
//
// One thread at a time.
// Tested by: tests/unit/query/block_max_search_test.cc
#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "index/posting_block.h"
#include "index/snapshot.h"

namespace modelzoo::query {

// The documents of a numbers chunk, so that one star bound holds for all of a window; 16 KB of
// scores, which stay in the first cache.
inline constexpr std::uint32_t kScoreWindow = index::kNumbersPerChunk;

class ScoreWindow {
 public:
  // Scores are 0 from here on.
  void clear() { scores_.fill(0); }
  // Adds weight * impact for the postings [begin, end) of a block. REQUIRES: their documents lie in
  // [base, base + kScoreWindow); no score passes 2^31.
  void add(const index::DecodedBlock& block, std::size_t begin, std::size_t end, index::DocId base,
           std::uint32_t weight) {
    for (std::size_t i = begin; i < end; ++i) {
      scores_[block.docs[i] - base] += static_cast<std::int32_t>(weight * block.impacts[i]);
    }
  }
  [[nodiscard]] std::uint32_t score(std::uint32_t i) const {
    return static_cast<std::uint32_t>(scores_[i]);
  }
  // Ascending places with a score >= `bound`. The view holds until the next call. REQUIRES: bound
  // > 0.
  [[nodiscard]] std::span<const std::uint32_t> reaching(std::uint32_t bound);
  [[nodiscard]] std::span<const std::uint32_t> reaching_portable_for_test(std::uint32_t bound);

 private:
  alignas(64) std::array<std::int32_t, kScoreWindow> scores_;
  alignas(64) std::array<std::uint32_t, kScoreWindow + 16> places_;
};

}  // namespace modelzoo::query
