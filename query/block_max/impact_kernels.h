// impact_kernels.h - the loops over impacts, neighbours and documents that a ranked search spends
// its time in: with AVX-512 or AVX2 where the processor has them, else portable, with the same
// results.
//
// Thread-safe. Tested by: tests/unit/query/block_max/impact_kernels_test.cc,
// tests/fuzz/impact_kernels_fuzz.cc
#pragma once

#include <cstddef>
#include <cstdint>

#include "index/postings/neighbours.h"
#include "index/postings/posting_cursor.h"

namespace modelzoo::query {

// A bit for each of 64 places.
using Mask64 = std::uint64_t;

// Documents of one pass over dense rows; 8 KB of scores, which stay in the first cache.
inline constexpr std::uint32_t kScoreWindow = 4096;

// One word's row (index/segments/common_words.h) in a window and what an impact of it counts.
struct WeightedRow {
  const std::uint8_t* impacts = nullptr;
  std::uint16_t weight = 0;
};

// What must stand beside a word (index/postings/neighbours.h), ready to be compared with codes and
// sets.
struct NeighbourTest {
  NeighbourTest() = default;
  explicit NeighbourTest(const index::Neighbours& wanted)
      : sets(index::to_sets(wanted)),
        any_before(wanted.before == 0),
        any_after(wanted.after == 0),
        before(index::code_of(wanted.before)),
        after(index::code_of(wanted.after)) {}
  std::uint32_t sets = 0;
  bool any_before = true, any_after = true;
  std::uint8_t before = 0, after = 0;  // passes, as the code for several does
  [[nodiscard]] bool passes_all() const { return sets == 0; }
};

struct ImpactKernels {
  // Bit i: impacts[i] >= least. Reads 64 bytes. REQUIRES: least > 0.
  Mask64 (*reaching)(const std::uint8_t* impacts, std::uint8_t least);

  // Bit i: the i-th posting may stand where the test wants it, by its code. Reads 64 bytes.
  Mask64 (*codes_beside)(const char* codes, const NeighbourTest& test);
  // The same by its set. Reads 256 bytes.
  Mask64 (*sets_beside)(const char* sets, const NeighbourTest& test);

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
// Null where the processor does not run them.
[[nodiscard]] const ImpactKernels* avx2_impact_kernels();
[[nodiscard]] const ImpactKernels* avx512_impact_kernels();
// What impact_kernels() gives from now on in this process; null: the fastest.
void use_impact_kernels_for_test(const ImpactKernels* kernels);

}  // namespace modelzoo::query
