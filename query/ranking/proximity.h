// proximity.h - how near to each other the words of a query stand in a document.
//
//   closeness = kCloseness * sum over neighbours a, b of the query of
//               min(idf_a, idf_b) / (1 + (distance - 1) / 2)
//
// with the least distance of both in one field; b before a counts half as far again, and beyond
// kFurthest words nothing is given. So a title found word by word is worth kCloseness of all its
// words, on top of what they score apart.
//
// It reads positions, which costs microseconds a document: it is asked of the best by all else.
// Source: Tao & Zhai, "An exploration of proximity measures in information retrieval" (2007).
// Tested by: tests/unit/query/ranking/proximity_test.cc
#pragma once

#include <memory>

#include "index/segments/snapshot.h"
#include "query/planning/search_plan.h"

namespace modelzoo::query {

inline constexpr double kCloseness = 0.25;
inline constexpr double kFurthest = 8;

// Of the documents of one segment. One thread at a time; view and plan must outlive it.
class Proximity {
 public:
  // kCorrupt, kIo when a posting list cannot be read.
  [[nodiscard]] static Result<Proximity> open(const index::SegmentView& view,
                                              const SearchPlan& plan);
  ~Proximity();
  Proximity(Proximity&&) noexcept;

  // REQUIRES: documents ascend from call to call.
  [[nodiscard]] double closeness(index::DocId doc);

 private:
  struct Impl;
  explicit Proximity(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace modelzoo::query
