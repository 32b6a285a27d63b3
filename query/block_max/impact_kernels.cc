#include "query/block_max/impact_kernels.h"

#include <array>
#include <atomic>
#include <cstring>

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

const ImpactKernels* fastest() {
  const ImpactKernels* kernels = avx512_impact_kernels();
  if (kernels == nullptr) kernels = avx2_impact_kernels();
  return kernels != nullptr ? kernels : &kPortable;
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

#if !defined(__x86_64__)  // where impact_kernels_avx*.cc are empty
const ImpactKernels* avx2_impact_kernels() { return nullptr; }
const ImpactKernels* avx512_impact_kernels() { return nullptr; }
#endif

}  // namespace modelzoo::query
