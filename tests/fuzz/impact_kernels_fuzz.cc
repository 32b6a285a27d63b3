// Whatever the impacts, weights and bounds are, all kinds of kernels find the same. The first bytes
// choose bound, rows and weights; the rest are the impacts, over and over.
#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

#include "query/block_max/impact_kernels.h"

namespace {

using namespace modelzoo::query;

constexpr std::uint32_t kSize = 256;

// What one kind makes of the input.
std::vector<std::uint64_t> answers(const ImpactKernels& kernels,
                                   const std::vector<WeightedRow>& rows,
                                   std::vector<std::uint16_t> scores, std::uint16_t least) {
  std::vector<std::uint64_t> all;
  std::array<std::uint16_t, kSize + 64> places;
  const auto keep = [&](std::size_t found) {
    all.push_back(found);
    all.insert(all.end(), places.begin(), places.begin() + static_cast<std::ptrdiff_t>(found));
  };
  all.push_back(kernels.reaching(rows[0].impacts, static_cast<std::uint8_t>(least | 1)));
  NeighbourTest test;
  test.sets = std::uint32_t{rows[0].impacts[0]} << 8 | rows[0].impacts[1];
  test.any_before = (least & 1) != 0;
  test.any_after = (least & 2) != 0;
  test.before = rows[0].impacts[2] & 15;
  test.after = rows[0].impacts[3] & 15;
  const char* const bytes = reinterpret_cast<const char*>(rows[0].impacts);
  all.push_back(kernels.codes_beside(bytes, test));
  all.push_back(kernels.sets_beside(bytes, test));
  std::array<modelzoo::index::DocId, 128> docs;
  std::uint32_t doc = 0;
  for (std::size_t i = 0; i < docs.size(); ++i) {
    docs[i] = doc += 1 + (std::uint32_t{rows[0].impacts[i]} << 16);
  }
  all.push_back(kernels.count_below(docs.data(), std::uint32_t{least} << 12));
  keep(kernels.find_common(rows.data(), rows.size(), kSize, least, places.data()));
  keep(kernels.find_scores(nullptr, rows.data(), rows.size(), kSize, least, places.data()));
  keep(kernels.find_scores(scores.data(), rows.data(), rows.size(), kSize, least, places.data()));
  all.insert(all.end(), scores.begin(), scores.end());
  return all;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr std::size_t kHead = 7;
  if (size <= kHead) return 0;
  const auto least = static_cast<std::uint16_t>(std::max(1, data[0] | data[1] << 8));  // never 0
  const std::size_t row_count = 1 + data[2] % 4;
  std::vector<std::vector<std::uint8_t>> impacts(row_count, std::vector<std::uint8_t>(kSize));
  std::vector<WeightedRow> rows;
  std::size_t at = 0;
  for (std::size_t r = 0; r < row_count; ++r) {
    for (std::uint8_t& impact : impacts[r]) impact = data[kHead + at++ % (size - kHead)];
    // Four rows of 255 * 48 stay within 16 bits, with room for the scores below.
    rows.push_back({impacts[r].data(), static_cast<std::uint16_t>(1 + data[3 + r] % 48)});
  }
  std::vector<std::uint16_t> scores(kSize);
  for (std::uint16_t& score : scores) {
    score = static_cast<std::uint16_t>(data[kHead + at++ % (size - kHead)] * 64);
  }
  const auto wanted = answers(portable_impact_kernels(), rows, scores, least);
  for (const ImpactKernels* kind : {avx2_impact_kernels(), avx512_impact_kernels()}) {
    if (kind != nullptr && answers(*kind, rows, scores, least) != wanted) __builtin_trap();
  }
  return 0;
}
