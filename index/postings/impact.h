// impact.h - the text relevance of one posting, in a byte: BM25F's saturated, length-normalised
// term frequency over the fields, without the idf.
//
//   w = sum over fields f of  weight_f * tf_f / sqrt(length_f / reference_f)
//   impact = round(255 * w / (k1 + w)), at least 1
//
// Source: Robertson & Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond"
// (2009), 3.5, with the length in another form: not 1 - b + b * length / mean of the collection,
// but a root of the length, as in Pivoted and Lucene's classic norms. It needs no mean: another
// reference only scales w, so that a document has the same impacts in whatever segment it stands,
// merging changes no score, and collections of long and short documents are both served (figures:
// tests/bench/relevance). Thread-safe.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>

#include "index/postings/field.h"

namespace modelzoo::index {

using FieldCounts = std::array<std::uint32_t, kFieldCount>;

inline constexpr double kSaturation = 2.0;  // k1

struct FieldNorm {
  double weight;     // what one occurrence is worth
  double reference;  // in a field of so many words
};

// Name above all; a topic is a deliberate label; headings say what a page is about.
inline constexpr std::array<FieldNorm, kFieldCount> kFieldNorms = {{
    {3.5, 4},    // name
    {2.5, 12},   // description
    {2.5, 8},    // topics
    {1.6, 20},   // headings
    {1.0, 150},  // body
}};

// The impacts of one document's postings: what depends on its lengths is worked out once.
class DocumentImpacts {
 public:
  explicit DocumentImpacts(const FieldCounts& lengths) {
    for (std::size_t f = 0; f < kFieldCount; ++f) {
      const FieldNorm& norm = kFieldNorms[f];
      worth_[f] = norm.weight * std::sqrt(norm.reference / std::max(lengths[f], 1U));
    }
  }

  // REQUIRES: some count > 0.
  [[nodiscard]] std::uint8_t of(const FieldCounts& counts) const {
    double weight = 0;
    for (std::size_t f = 0; f < kFieldCount; ++f) {
      weight += worth_[f] * static_cast<double>(counts[f]);
    }
    return saturated(weight);
  }
  // Of a word that stands only in this field. REQUIRES: count > 0.
  [[nodiscard]] std::uint8_t of(Field field, std::uint32_t count) const {
    return saturated(worth_[static_cast<std::size_t>(field)] * static_cast<double>(count));
  }

 private:
  static std::uint8_t saturated(double weight) {
    const double impact = 255.0 * weight / (kSaturation + weight) + 0.5;  // at most 255.5
    return impact < 1 ? std::uint8_t{1} : static_cast<std::uint8_t>(impact);
  }
  std::array<double, kFieldCount> worth_;  // of one occurrence
};

// The impact of several terms taken for one, as if their occurrences were of one word: the
// saturation is undone, the frequencies are added. REQUIRES: both < 256.
[[nodiscard]] std::uint8_t added_impacts(std::uint8_t a, std::uint8_t b);

}  // namespace modelzoo::index
