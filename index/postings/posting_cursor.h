// posting_cursor.h - moving through one term's postings in one segment.
//
// Protocol: a new cursor stands on its first posting, or at kEndOfPostings. doc() only grows.
// next() and seek() return the new doc(). At the end, doc(), next() and seek() give kEndOfPostings
// and the other calls may not be made. Tests wrap cursors to check this (tests/support).
#pragma once

#include <concepts>
#include <cstdint>
#include <limits>
#include <vector>

#include "index/postings/field.h"

namespace modelzoo::index {

// Number of a document within its segment; descending star order at build time.
using DocId = std::uint32_t;
inline constexpr DocId kEndOfPostings = std::numeric_limits<DocId>::max();

template <typename C>
concept SortedPostingCursor = requires(C c, const C k, DocId target) {
  { k.doc() } -> std::same_as<DocId>;
  { c.next() } -> std::same_as<DocId>;
  { c.seek(target) } -> std::same_as<DocId>;  // first posting >= target; never moves back
};

// Impacts: text relevance of the posting without the term's idf, 0..255 (impact.h).
template <typename C>
concept ImpactCursor = SortedPostingCursor<C> && requires(C c, const C k) {
  { c.impact() } -> std::same_as<std::uint8_t>;
  { c.fields() } -> std::same_as<FieldMask>;
  { k.max_impact() } -> std::same_as<std::uint8_t>;  // upper bound over the whole list
};

// Bounds by block, without decoding it.
template <typename C>
concept BlockMaxCursor = ImpactCursor<C> && requires(C c, const C k, DocId target) {
  // Moves the bound, not the cursor, to the block that holds the first posting >= target.
  c.shallow_seek(target);
  { k.block_last_doc() } -> std::same_as<DocId>;
  { k.block_max_impact() } -> std::same_as<std::uint8_t>;
};

template <typename C>
concept PositionCursor = SortedPostingCursor<C> && requires(C c, std::vector<Position>& out) {
  c.positions(out);  // replaces `out` by the ascending positions of the term in doc()
};

}  // namespace modelzoo::index
