#include "query/impact_kernels.h"

#include <array>
#include <atomic>
#include <cstring>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace modelzoo::query {
namespace {

constexpr std::size_t kBlock = 128;

Mask64 reaching_portable(const std::uint8_t* impacts, std::uint8_t least) {
  Mask64 mask = 0;
  for (unsigned i = 0; i < 64; ++i) mask |= Mask64{impacts[i] >= least} << i;
  return mask;
}

Mask64 codes_beside_portable(const char* codes, const NeighbourTest& test) {
  Mask64 mask = 0;
  for (unsigned i = 0; i < 64; ++i) {
    const auto before = static_cast<std::uint8_t>(static_cast<std::uint8_t>(codes[i]) >> 4);
    const auto after = static_cast<std::uint8_t>(codes[i] & 15);
    const bool passes =
        (test.any_before || before == test.before || before == index::kSomeClassesCode) &&
        (test.any_after || after == test.after || after == index::kSomeClassesCode);
    mask |= Mask64{passes} << i;
  }
  return mask;
}

Mask64 sets_beside_portable(const char* sets, const NeighbourTest& test) {
  Mask64 mask = 0;
  for (unsigned i = 0; i < 64; ++i) {
    std::uint32_t set = 0;
    std::memcpy(&set, sets + i * sizeof set, sizeof set);
    mask |= Mask64{(set & test.sets) == test.sets} << i;
  }
  return mask;
}

std::size_t count_below_portable(const index::DocId* docs, index::DocId doc) {
  std::uint32_t below = 0;
  for (std::size_t i = 0; i < kBlock; ++i) below += docs[i] < doc ? 1 : 0;
  return below;
}

// Adds up a group at a time; groups without any are passed over by one comparison.
constexpr std::uint32_t kGroup = 32;

template <bool kAll>
std::size_t find_portable(std::uint16_t* scores, const WeightedRow* rows, std::size_t row_count,
                          std::uint32_t size, std::uint16_t least, std::uint16_t* places) {
  std::size_t found = 0;
  for (std::uint32_t begin = 0; begin < size; begin += kGroup) {
    std::array<std::uint16_t, kGroup> sums{};
    std::array<std::uint8_t, kGroup> there;
    there.fill(1);
    if (scores != nullptr) {
      for (std::uint32_t i = 0; i < kGroup; ++i) {
        sums[i] = scores[begin + i];
        scores[begin + i] = 0;
      }
    }
    for (std::size_t r = 0; r < row_count; ++r) {
      const std::uint8_t* const impacts = rows[r].impacts + begin;
      for (std::uint32_t i = 0; i < kGroup; ++i) {
        sums[i] = static_cast<std::uint16_t>(sums[i] + impacts[i] * rows[r].weight);
        if (kAll) there[i] &= impacts[i] != 0 ? 1 : 0;
      }
    }
    std::uint32_t any = 0;
    for (std::uint32_t i = 0; i < kGroup; ++i) any |= sums[i] >= least ? there[i] : 0U;
    if (any == 0) continue;
    for (std::uint32_t i = 0; i < kGroup; ++i) {
      places[found] = static_cast<std::uint16_t>(begin + i);
      found += sums[i] >= least ? there[i] : 0U;
    }
  }
  return found;
}

std::size_t find_common_portable(const WeightedRow* rows, std::size_t row_count, std::uint32_t size,
                                 std::uint16_t least, std::uint16_t* places) {
  return find_portable<true>(nullptr, rows, row_count, size, least, places);
}

constexpr ImpactKernels kPortable = {reaching_portable,    codes_beside_portable,
                                     sets_beside_portable, count_below_portable,
                                     find_portable<false>, find_common_portable};

#if defined(__x86_64__)
#define MODELZOO_AVX512 __attribute__((target("avx512f,avx512bw,avx512vl,avx512vbmi2,bmi,popcnt")))

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

constexpr ImpactKernels kAvx512 = {reaching_avx512,    codes_beside_avx512, sets_beside_avx512,
                                   count_below_avx512, find_scores_avx512,  find_common_avx512};
#endif

const ImpactKernels* fastest() {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx512bw") != 0 && __builtin_cpu_supports("avx512vl") != 0 &&
      __builtin_cpu_supports("avx512vbmi2") != 0) {
    return &kAvx512;
  }
#endif
  return &kPortable;
}

std::atomic<const ImpactKernels*>& chosen() {
  static std::atomic<const ImpactKernels*> kernels = fastest();
  return kernels;
}

}  // namespace

const ImpactKernels& impact_kernels() { return *chosen().load(std::memory_order_relaxed); }

const ImpactKernels& portable_impact_kernels() { return kPortable; }

void use_impact_kernels_for_test(const ImpactKernels* kernels) {
  chosen().store(kernels != nullptr ? kernels : fastest(), std::memory_order_relaxed);
}

}  // namespace modelzoo::query
