// impact.h - the text relevance of one posting, in a byte: BM25F's saturated, length-normalised
// term frequency over the fields, without the idf.
//
//   w = sum over fields f of  weight_f * tf_f / (1 - b_f + b_f * length_f / reference_f)
//   impact = round(255 * w / (k1 + w)), at least 1
//
// Source: Robertson & Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond"
// (2009), 3.5, with one change: lengths are compared with fixed reference lengths and not with the
// mean of a collection. Then a document has the same impacts in whatever segment it stands, and
// merging changes no score. Thread-safe.
#pragma once

#include <array>
#include <cstdint>

#include "index/field.h"

namespace modelzoo::index {

using FieldCounts = std::array<std::uint32_t, kFieldCount>;

inline constexpr double kSaturation = 1.2;  // k1

struct FieldNorm {
  double weight;     // what one occurrence is worth
  double b;          // how much length matters
  double reference;  // the length, in words, at which it does not: about the mean of real READMEs
};

// Name above all; a topic is a deliberate label; headings say what a page is about.
inline constexpr std::array<FieldNorm, kFieldCount> kFieldNorms = {{
    {5.0, 0.5, 4.0},    // name
    {2.5, 0.5, 12.0},   // description
    {2.5, 0.3, 8.0},    // topics
    {1.6, 0.5, 40.0},   // headings
    {1.0, 0.7, 700.0},  // body
}};

// The impacts of one document's postings: what depends on its lengths is worked out once.
class DocumentImpacts {
 public:
  explicit DocumentImpacts(const FieldCounts& lengths) {
    for (std::size_t f = 0; f < kFieldCount; ++f) {
      const FieldNorm& norm = kFieldNorms[f];
      worth_[f] =
          norm.weight / (1 - norm.b + norm.b * static_cast<double>(lengths[f]) / norm.reference);
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

}  // namespace modelzoo::index
