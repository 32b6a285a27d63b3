#include "index/postings/impact.h"

namespace modelzoo::index {
namespace {

// Frequencies in units of k1, by impact: i / (255 - i). The largest stands for anything beyond.
constexpr std::array<float, 256> make_frequencies() {
  std::array<float, 256> out{};
  for (unsigned i = 0; i < 255; ++i) out[i] = static_cast<float>(i) / static_cast<float>(255U - i);
  out[255] = 1000;
  return out;
}
constexpr auto kFrequencies = make_frequencies();

}  // namespace

std::uint8_t added_impacts(std::uint8_t a, std::uint8_t b) {
  const float frequency = kFrequencies[a] + kFrequencies[b];
  return static_cast<std::uint8_t>(255.0F * frequency / (1.0F + frequency) + 0.5F);
}

}  // namespace modelzoo::index
