#include "index/impact.h"

#include <algorithm>
#include <cmath>

namespace modelzoo::index {

std::uint8_t impact(const FieldCounts& counts, const FieldCounts& lengths) {
  double weight = 0;
  for (std::size_t f = 0; f < kFieldCount; ++f) {
    if (counts[f] == 0) continue;
    const FieldNorm& norm = kFieldNorms[f];
    const double length = 1 - norm.b + norm.b * static_cast<double>(lengths[f]) / norm.reference;
    weight += norm.weight * static_cast<double>(counts[f]) / length;
  }
  const double saturated = 255.0 * weight / (kSaturation + weight);
  return static_cast<std::uint8_t>(std::clamp(std::lround(saturated), 1L, 255L));
}

}  // namespace modelzoo::index
