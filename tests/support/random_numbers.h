// random_numbers.h - numbers below a bound that are the same in every run of a seed.
#pragma once

#include <cstdint>
#include <random>

namespace modelzoo::testing {

class Random {
 public:
  explicit Random(std::uint32_t seed) : engine_(seed) {}
  std::uint32_t below(std::uint32_t n) { return static_cast<std::uint32_t>(engine_()) % n; }

 private:
  std::mt19937 engine_;
};

}  // namespace modelzoo::testing
