// star_prior.h - what stars add to a text score, as an integer that grows with them and levels off:
//
//   prior = round(0.22 * best * ln(1 + stars) / ln(1 + 200,000)), where best is the most that the
//   query's text could score (sum of weight * 255)
//
// so that a famous repository gains at most about a fifth of a perfect match, whatever the query.
// Source: Craswell et al., "Relevance weighting for query independent evidence" (2005).
//
// It never falls with the stars: the prior of the largest count of a range of documents bounds the
// prior of each. Thread-safe.
// Tested by: tests/unit/query/block_max/star_prior_test.cc
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstdint>

namespace modelzoo::query {

class StarPrior {
 public:
  // `best` 0: no prior.
  explicit StarPrior(std::uint64_t best)
      : unit_(kShare * static_cast<double>(best) / std::log1p(kMany)) {}
  [[nodiscard]] std::uint32_t of(std::uint32_t stars) const {
    if (unit_ == 0 || stars == 0) return 0;
    return static_cast<std::uint32_t>(
        std::lround(unit_ * std::log1p(std::min(kMany, double(stars)))));
  }
  // An upper bound of it that takes no logarithm: that of up to a sixteenth more stars.
  [[nodiscard]] std::uint32_t at_most(std::uint32_t stars) const {
    if (unit_ == 0 || stars == 0) return 0;
    return static_cast<std::uint32_t>(unit_ * log_of_most()[level_of(stars)] + 0.5);
  }
  [[nodiscard]] bool none() const { return unit_ == 0; }

 private:
  static constexpr double kShare = 0.22;
  static constexpr double kMany = 200'000;
  // Counts below 16 are levels of their own, others share one with those of the same five highest
  // bits.
  static constexpr std::uint32_t kStep = 16;
  static constexpr std::size_t kLevels = 29 * kStep;

  static std::size_t level_of(std::uint32_t stars) {
    const int below = std::max(0, static_cast<int>(std::bit_width(stars)) - 5);
    return static_cast<std::size_t>(below) * kStep + (stars >> below);
  }
  static const std::array<double, kLevels>& log_of_most() {
    static const std::array<double, kLevels> logs = [] {
      std::array<double, kLevels> most{};
      for (std::uint32_t level = 0; level < kLevels; ++level) {
        const std::uint32_t below = level < 2 * kStep ? 0 : level / kStep - 1;
        const std::uint64_t next = std::uint64_t{level - below * kStep + 1} << below;
        most[level] = std::log1p(std::min(kMany, static_cast<double>(next - 1)));
      }
      return most;
    }();
    return logs;
  }
  double unit_;
};

}  // namespace modelzoo::query
