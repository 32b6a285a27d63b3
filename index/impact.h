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

// REQUIRES: some count > 0.
[[nodiscard]] std::uint8_t impact(const FieldCounts& counts, const FieldCounts& lengths);

}  // namespace modelzoo::index
