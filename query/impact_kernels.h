// impact_kernels.h - the loops over impacts and documents that a ranked search spends its time in:
// with AVX-512 where the processor has it, else portable, with the same results.
//
// Thread-safe. Tested by: tests/unit/query/impact_kernels_test.cc
#pragma once

#include <cstddef>
#include <cstdint>

#include "index/posting_cursor.h"

namespace modelzoo::query {

// A bit for each of 64 places.
using Mask64 = std::uint64_t;

// Documents of one pass over dense rows; 8 KB of scores, which stay in the first cache.
inline constexpr std::uint32_t kScoreWindow = 4096;

// One word's row (index/common_words.h) in a window and what an impact of it counts.
struct WeightedRow {
  const std::uint8_t* impacts = nullptr;
  std::uint16_t weight = 0;
};

struct ImpactKernels {
  // Bit i: impacts[i] >= least. Reads 64 bytes. REQUIRES: least > 0.
  Mask64 (*reaching)(const std::uint8_t* impacts, std::uint8_t least);

  // How many of docs[0..128) are below `doc`.
  std::size_t (*count_below)(const index::DocId* docs, index::DocId doc);

  // Places below `size` of a window whose score reaches `least`, ascending, into `places` (size +
  // 32 entries); the score is that of `scores` plus weight * impact of each row. `scores` may be
  // null, and is 0 everywhere afterwards. REQUIRES: size is a multiple of 64 and at most
  // kScoreWindow, least > 0, no score passes 65,535.
  std::size_t (*find_scores)(std::uint16_t* scores, const WeightedRow* rows, std::size_t row_count,
                             std::uint32_t size, std::uint16_t least, std::uint16_t* places);

  // The same for documents that are in every row. REQUIRES: row_count > 0.
  std::size_t (*find_common)(const WeightedRow* rows, std::size_t row_count, std::uint32_t size,
                             std::uint16_t least, std::uint16_t* places);
};

// The fastest that this processor runs.
[[nodiscard]] const ImpactKernels& impact_kernels();
[[nodiscard]] const ImpactKernels& portable_impact_kernels();
// What impact_kernels() gives from now on in this process; null: the fastest.
void use_impact_kernels_for_test(const ImpactKernels* kernels);

}  // namespace modelzoo::query
