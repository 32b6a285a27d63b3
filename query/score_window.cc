#include "query/score_window.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace modelzoo::query {
namespace {

// Groups of 16 without any are passed over by one comparison of their largest.
std::size_t find_portable(const std::int32_t* scores, std::int32_t bound, std::uint32_t* places) {
  constexpr std::uint32_t kGroup = 16;
  std::size_t found = 0;
  for (std::uint32_t begin = 0; begin < kScoreWindow; begin += kGroup) {
    std::int32_t any = 0;
    for (std::uint32_t i = begin; i < begin + kGroup; ++i) any |= scores[i] >= bound ? 1 : 0;
    if (any == 0) continue;
    for (std::uint32_t i = begin; i < begin + kGroup; ++i) {
      places[found] = i;
      found += scores[i] >= bound ? 1 : 0;
    }
  }
  return found;
}

#if defined(__x86_64__)
__attribute__((target("avx512f"))) std::size_t find_avx512(const std::int32_t* scores,
                                                           std::int32_t bound,
                                                           std::uint32_t* places) {
  const __m512i bounds = _mm512_set1_epi32(bound);
  const __m512i step = _mm512_set1_epi32(16);
  __m512i index = _mm512_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
  std::size_t found = 0;
  for (std::uint32_t begin = 0; begin < kScoreWindow; begin += 16) {
    const __mmask16 reach = _mm512_cmpge_epi32_mask(_mm512_load_si512(scores + begin), bounds);
    if (reach != 0) {
      // Compressed in a register: compressing stores are slow on Zen 4.
      _mm512_storeu_si512(places + found, _mm512_maskz_compress_epi32(reach, index));
      found += static_cast<std::size_t>(__builtin_popcount(reach));
    }
    index = _mm512_add_epi32(index, step);
  }
  return found;
}
#endif

using Find = std::size_t (*)(const std::int32_t*, std::int32_t, std::uint32_t*);

Find best_find() {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx512f") != 0) return find_avx512;
#endif
  return find_portable;
}

}  // namespace

std::span<const std::uint32_t> ScoreWindow::reaching(std::uint32_t bound) {
  static const Find find = best_find();
  return {places_.data(), find(scores_.data(), static_cast<std::int32_t>(bound), places_.data())};
}

std::span<const std::uint32_t> ScoreWindow::reaching_portable_for_test(std::uint32_t bound) {
  return {places_.data(),
          find_portable(scores_.data(), static_cast<std::int32_t>(bound), places_.data())};
}

}  // namespace modelzoo::query
