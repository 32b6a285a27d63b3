// The loops of impact_kernels.h in AVX2: 32 impacts, or 16 scores, an instruction.
#include "query/block_max/impact_kernels.h"

#if defined(__x86_64__)
#include <immintrin.h>

#define MODELZOO_AVX2 __attribute__((target("avx2,bmi,popcnt")))

namespace modelzoo::query {
namespace {

constexpr std::size_t kBlock = 128;
// Places that are judged together: a bit each of one mask.
constexpr std::uint32_t kGroup = 32;

MODELZOO_AVX2 inline __m256i load(const void* from) {
  return _mm256_loadu_si256(static_cast<const __m256i*>(from));
}

MODELZOO_AVX2 inline std::uint32_t reaching_32(const std::uint8_t* impacts, __m256i bound) {
  const __m256i some = load(impacts);
  // There is no unsigned comparison: what is its own maximum with the bound reaches it.
  return static_cast<std::uint32_t>(
      _mm256_movemask_epi8(_mm256_cmpeq_epi8(_mm256_max_epu8(some, bound), some)));
}

MODELZOO_AVX2 Mask64 reaching(const std::uint8_t* impacts, std::uint8_t least) {
  const __m256i bound = _mm256_set1_epi8(static_cast<char>(least));
  return reaching_32(impacts, bound) | Mask64{reaching_32(impacts + 32, bound)} << 32;
}

MODELZOO_AVX2 inline __m256i codes_pass(__m256i codes, bool any, std::uint8_t wanted) {
  if (any) return _mm256_set1_epi8(-1);
  const __m256i some = _mm256_set1_epi8(static_cast<char>(index::kSomeClassesCode));
  return _mm256_or_si256(_mm256_cmpeq_epi8(codes, _mm256_set1_epi8(static_cast<char>(wanted))),
                         _mm256_cmpeq_epi8(codes, some));
}

MODELZOO_AVX2 Mask64 codes_beside(const char* codes, const NeighbourTest& test) {
  const __m256i low = _mm256_set1_epi8(15);
  Mask64 mask = 0;
  for (unsigned i = 0; i < 64; i += 32) {
    const __m256i both = load(codes + i);
    const __m256i before = _mm256_and_si256(_mm256_srli_epi16(both, 4), low);
    const __m256i after = _mm256_and_si256(both, low);
    const __m256i pass = _mm256_and_si256(codes_pass(before, test.any_before, test.before),
                                          codes_pass(after, test.any_after, test.after));
    mask |= Mask64{static_cast<std::uint32_t>(_mm256_movemask_epi8(pass))} << i;
  }
  return mask;
}

MODELZOO_AVX2 Mask64 sets_beside(const char* sets, const NeighbourTest& test) {
  const __m256i wanted = _mm256_set1_epi32(static_cast<int>(test.sets));
  Mask64 mask = 0;
  for (unsigned i = 0; i < 64; i += 8) {
    const __m256i here = load(sets + i * sizeof(std::uint32_t));
    const __m256i pass = _mm256_cmpeq_epi32(_mm256_and_si256(here, wanted), wanted);
    const int bits = _mm256_movemask_ps(_mm256_castsi256_ps(pass));
    mask |= Mask64{static_cast<unsigned>(bits)} << i;
  }
  return mask;
}

MODELZOO_AVX2 std::size_t count_below(const index::DocId* docs, index::DocId doc) {
  // Comparisons are signed: both sides are moved by half the range.
  const __m256i half = _mm256_set1_epi32(static_cast<int>(0x80000000U));
  const __m256i bound = _mm256_xor_si256(_mm256_set1_epi32(static_cast<int>(doc)), half);
  std::size_t below = 0;
  for (std::size_t i = 0; i < kBlock; i += 8) {
    const __m256i less = _mm256_cmpgt_epi32(bound, _mm256_xor_si256(load(docs + i), half));
    const int mask = _mm256_movemask_ps(_mm256_castsi256_ps(less));
    below += static_cast<unsigned>(_mm_popcnt_u32(static_cast<unsigned>(mask)));
  }
  return below;
}

// Scores of a group.
struct Sums {
  __m256i low, high;
};

MODELZOO_AVX2 inline __m256i weighted(const WeightedRow& row, std::uint32_t begin) {
  const __m256i impacts =
      _mm256_cvtepu8_epi16(_mm_loadu_si128(reinterpret_cast<const __m128i*>(row.impacts + begin)));
  return _mm256_mullo_epi16(impacts, _mm256_set1_epi16(static_cast<short>(row.weight)));
}

MODELZOO_AVX2 inline Sums plus_rows(Sums sums, const WeightedRow* rows, std::size_t row_count,
                                    std::uint32_t begin) {
  for (std::size_t r = 0; r < row_count; ++r) {
    sums.low = _mm256_add_epi16(sums.low, weighted(rows[r], begin));
    sums.high = _mm256_add_epi16(sums.high, weighted(rows[r], begin + 16));
  }
  return sums;
}

MODELZOO_AVX2 inline std::uint32_t reach(const Sums& sums, __m256i bound) {
  const __m256i low = _mm256_cmpeq_epi16(_mm256_max_epu16(sums.low, bound), sums.low);
  const __m256i high = _mm256_cmpeq_epi16(_mm256_max_epu16(sums.high, bound), sums.high);
  // Packing works within halves of a register; the permutation puts them in order again.
  const __m256i packed = _mm256_permute4x64_epi64(_mm256_packs_epi16(low, high), 0xd8);
  return static_cast<std::uint32_t>(_mm256_movemask_epi8(packed));
}

inline std::size_t put_places(std::uint32_t mask, std::uint32_t begin, std::uint16_t* places) {
  std::size_t found = 0;
  for (; mask != 0; mask &= mask - 1) {
    places[found++] =
        static_cast<std::uint16_t>(begin + static_cast<unsigned>(__builtin_ctz(mask)));
  }
  return found;
}

MODELZOO_AVX2 std::size_t find_scores(std::uint16_t* scores, const WeightedRow* rows,
                                      std::size_t row_count, std::uint32_t size,
                                      std::uint16_t least, std::uint16_t* places) {
  const __m256i bound = _mm256_set1_epi16(static_cast<short>(least));
  const __m256i zero = _mm256_setzero_si256();
  std::size_t found = 0;
  for (std::uint32_t begin = 0; begin < size; begin += kGroup) {
    Sums sums{zero, zero};
    if (scores != nullptr) {
      sums = {load(scores + begin), load(scores + begin + 16)};
      _mm256_storeu_si256(reinterpret_cast<__m256i*>(scores + begin), zero);
      _mm256_storeu_si256(reinterpret_cast<__m256i*>(scores + begin + 16), zero);
    }
    sums = plus_rows(sums, rows, row_count, begin);
    found += put_places(reach(sums, bound), begin, places + found);
  }
  return found;
}

MODELZOO_AVX2 std::size_t find_common(const WeightedRow* rows, std::size_t row_count,
                                      std::uint32_t size, std::uint16_t least,
                                      std::uint16_t* places) {
  const __m256i bound = _mm256_set1_epi16(static_cast<short>(least));
  const __m256i zero = _mm256_setzero_si256();
  std::size_t found = 0;
  for (std::uint32_t begin = 0; begin < size; begin += kGroup) {
    __m256i all = load(rows[0].impacts + begin);
    for (std::size_t r = 1; r < row_count; ++r) {
      all = _mm256_min_epu8(all, load(rows[r].impacts + begin));
    }
    const auto absent =
        static_cast<std::uint32_t>(_mm256_movemask_epi8(_mm256_cmpeq_epi8(all, zero)));
    if (absent == 0xffffffffU) continue;
    const Sums sums = plus_rows({zero, zero}, rows, row_count, begin);
    found += put_places(reach(sums, bound) & ~absent, begin, places + found);
  }
  return found;
}

constexpr ImpactKernels kKernels = {reaching,    codes_beside, sets_beside,
                                    count_below, find_scores,  find_common};

}  // namespace

const ImpactKernels* avx2_impact_kernels() {
  return __builtin_cpu_supports("avx2") != 0 ? &kKernels : nullptr;
}

}  // namespace modelzoo::query

#endif
