// The loops of impact_kernels.h in AVX-512: 64 impacts, or 32 scores, an instruction.
#include "query/block_max/impact_kernels.h"

#if defined(__x86_64__)
#include <immintrin.h>

#include <array>

#define MODELZOO_AVX512 __attribute__((target("avx512f,avx512bw,avx512vl,avx512vbmi2,bmi,popcnt")))

namespace modelzoo::query {
namespace {

constexpr std::size_t kBlock = 128;

MODELZOO_AVX512 Mask64 reaching_avx512(const std::uint8_t* impacts, std::uint8_t least) {
  return _mm512_cmpge_epu8_mask(_mm512_loadu_si512(impacts),
                                _mm512_set1_epi8(static_cast<char>(least)));
}

MODELZOO_AVX512 inline Mask64 codes_pass(__m512i codes, bool any, std::uint8_t wanted) {
  if (any) return ~Mask64{0};
  const __m512i some = _mm512_set1_epi8(static_cast<char>(index::kSomeClassesCode));
  return _mm512_cmpeq_epi8_mask(codes, _mm512_set1_epi8(static_cast<char>(wanted))) |
         _mm512_cmpeq_epi8_mask(codes, some);
}

MODELZOO_AVX512 Mask64 codes_beside_avx512(const char* codes, const NeighbourTest& test) {
  const __m512i both = _mm512_loadu_si512(codes);
  const __m512i low = _mm512_set1_epi8(15);
  return codes_pass(_mm512_and_si512(_mm512_srli_epi16(both, 4), low), test.any_before,
                    test.before) &
         codes_pass(_mm512_and_si512(both, low), test.any_after, test.after);
}

MODELZOO_AVX512 Mask64 sets_beside_avx512(const char* sets, const NeighbourTest& test) {
  const __m512i wanted = _mm512_set1_epi32(static_cast<int>(test.sets));
  Mask64 mask = 0;
  for (unsigned i = 0; i < 64; i += 16) {
    const __m512i here = _mm512_loadu_si512(sets + i * sizeof(std::uint32_t));
    const __mmask16 pass = _mm512_cmpeq_epi32_mask(_mm512_and_si512(here, wanted), wanted);
    mask |= Mask64{pass} << i;
  }
  return mask;
}

MODELZOO_AVX512 std::size_t count_below_avx512(const index::DocId* docs, index::DocId doc) {
  const __m512i bound = _mm512_set1_epi32(static_cast<int>(doc));
  unsigned below = 0;
  for (std::size_t i = 0; i < kBlock; i += 16) {
    below += static_cast<unsigned>(
        _mm_popcnt_u32(_mm512_cmplt_epu32_mask(_mm512_loadu_si512(docs + i), bound)));
  }
  return below;
}

MODELZOO_AVX512 inline std::size_t put_places(__mmask32 reach, std::uint32_t begin,
                                              std::uint16_t* places) {
  alignas(64) static constexpr std::array<std::uint16_t, 32> kSteps = {
      0,  1,  2,  3,  4,  5,  6,  7,  8,  9,  10, 11, 12, 13, 14, 15,
      16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31};
  const __m512i index = _mm512_add_epi16(_mm512_load_si512(kSteps.data()),
                                         _mm512_set1_epi16(static_cast<short>(begin)));
  // Compressed in a register: compressing stores are slow on Zen 4.
  _mm512_storeu_si512(places, _mm512_maskz_compress_epi16(reach, index));
  return static_cast<std::size_t>(_mm_popcnt_u32(reach));
}

MODELZOO_AVX512 inline __m512i weighted(const WeightedRow& row, std::uint32_t begin) {
  const __m512i impacts = _mm512_cvtepu8_epi16(
      _mm256_loadu_si256(reinterpret_cast<const __m256i*>(row.impacts + begin)));
  return _mm512_mullo_epi16(impacts, _mm512_set1_epi16(static_cast<short>(row.weight)));
}

MODELZOO_AVX512 std::size_t find_scores_avx512(std::uint16_t* scores, const WeightedRow* rows,
                                               std::size_t row_count, std::uint32_t size,
                                               std::uint16_t least, std::uint16_t* places) {
  const __m512i bound = _mm512_set1_epi16(static_cast<short>(least));
  const __m512i zero = _mm512_setzero_si512();
  std::size_t found = 0;
  for (std::uint32_t begin = 0; begin < size; begin += 64) {
    __m512i low = zero;
    __m512i high = zero;
    if (scores != nullptr) {
      low = _mm512_loadu_si512(scores + begin);
      high = _mm512_loadu_si512(scores + begin + 32);
      _mm512_storeu_si512(scores + begin, zero);
      _mm512_storeu_si512(scores + begin + 32, zero);
    }
    for (std::size_t r = 0; r < row_count; ++r) {
      low = _mm512_add_epi16(low, weighted(rows[r], begin));
      high = _mm512_add_epi16(high, weighted(rows[r], begin + 32));
    }
    const __mmask32 reach_low = _mm512_cmpge_epu16_mask(low, bound);
    const __mmask32 reach_high = _mm512_cmpge_epu16_mask(high, bound);
    if ((reach_low | reach_high) == 0) continue;
    found += put_places(reach_low, begin, places + found);
    found += put_places(reach_high, begin + 32, places + found);
  }
  return found;
}

MODELZOO_AVX512 std::size_t find_common_avx512(const WeightedRow* rows, std::size_t row_count,
                                               std::uint32_t size, std::uint16_t least,
                                               std::uint16_t* places) {
  const __m512i bound = _mm512_set1_epi16(static_cast<short>(least));
  std::size_t found = 0;
  for (std::uint32_t begin = 0; begin < size; begin += 64) {
    __m512i all = _mm512_loadu_si512(rows[0].impacts + begin);
    for (std::size_t r = 1; r < row_count; ++r) {
      all = _mm512_min_epu8(all, _mm512_loadu_si512(rows[r].impacts + begin));
    }
    const __mmask64 there = _mm512_test_epi8_mask(all, all);
    if (there == 0) continue;
    __m512i low = _mm512_setzero_si512();
    __m512i high = low;
    for (std::size_t r = 0; r < row_count; ++r) {
      low = _mm512_add_epi16(low, weighted(rows[r], begin));
      high = _mm512_add_epi16(high, weighted(rows[r], begin + 32));
    }
    const __mmask32 reach_low =
        _mm512_mask_cmpge_epu16_mask(static_cast<__mmask32>(there), low, bound);
    const __mmask32 reach_high =
        _mm512_mask_cmpge_epu16_mask(static_cast<__mmask32>(there >> 32), high, bound);
    if ((reach_low | reach_high) == 0) continue;
    found += put_places(reach_low, begin, places + found);
    found += put_places(reach_high, begin + 32, places + found);
  }
  return found;
}

constexpr ImpactKernels kKernels = {reaching_avx512,    codes_beside_avx512, sets_beside_avx512,
                                    count_below_avx512, find_scores_avx512,  find_common_avx512};

}  // namespace

const ImpactKernels* avx512_impact_kernels() {
  const bool runs = __builtin_cpu_supports("avx512bw") != 0 &&
                    __builtin_cpu_supports("avx512vl") != 0 &&
                    __builtin_cpu_supports("avx512vbmi2") != 0;
  return runs ? &kKernels : nullptr;
}

}  // namespace modelzoo::query

#endif
