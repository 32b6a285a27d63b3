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
#pragma once

#include <algorithm>
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
  [[nodiscard]] bool none() const { return unit_ == 0; }

 private:
  static constexpr double kShare = 0.22;
  static constexpr double kMany = 200'000;
  double unit_;
};

}  // namespace modelzoo::query
