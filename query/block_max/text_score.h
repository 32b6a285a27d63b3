// text_score.h - the integer score of a document's text: the sum over the query's words of
// weight * impact. The impact (index/postings/impact.h) is BM25F's saturated frequency, the weight
// is idf:
//
//   weight = round(256 * ln(1 + (N - df + 0.5) / (df + 0.5))), at least 1
//
// Source: Robertson & Zaragoza (2009), in the form of Lucene, which is never negative. Integers, so
// that the order in which parts are added changes nothing. A query of 64 words of the rarest kind
// scores less than 2^27. Thread-safe.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace modelzoo::query {

inline constexpr double kWeightUnit = 256;

[[nodiscard]] inline std::uint32_t idf_weight(std::uint64_t doc_freq, std::uint64_t documents) {
  const auto n = static_cast<double>(documents);
  const double df = std::min(static_cast<double>(doc_freq), n);
  return static_cast<std::uint32_t>(
      std::max(1L, std::lround(kWeightUnit * std::log(1.0 + (n - df + 0.5) / (df + 0.5)))));
}

}  // namespace modelzoo::query
