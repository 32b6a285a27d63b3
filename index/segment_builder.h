// segment_builder.h - records to a segment, in memory, then written in key order.
//
// Order of calls: add* finish. Documents are numbered at finish: descending stars, then name.
// One thread at a time.
#pragma once

#include <cstdint>
#include <memory>
#include <span>

#include "index/segment_source.h"
#include "index/snapshot.h"
#include "schemas/record.h"
#include "schemas/result.h"

namespace modelzoo::index {

struct SegmentBuildOptions {
  bool store_documents = true;  // false: no summary, document, plain README (benchmarks)
};

class SegmentBuilder {
 public:
  explicit SegmentBuilder(SegmentBuildOptions options = {});
  ~SegmentBuilder();
  SegmentBuilder(SegmentBuilder&&) noexcept;
  SegmentBuilder& operator=(SegmentBuilder&&) noexcept;

  // REQUIRES: no two added records with the same folded name.
  Status add(const Record& record);
  [[nodiscard]] std::uint32_t doc_count() const;
  [[nodiscard]] std::size_t memory_bytes() const;  // estimate, for flush decisions
  // Writes the segment. Afterwards the builder is empty and may be used again.
  Status finish(SegmentSink& sink);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// Writes one segment with the live documents of `inputs`, their current numbers in place of the
// built ones, renumbered in star order. Nothing is analysed again; documents are copied as stored,
// and readers write the newer numbers into them. Memory: a number a document, one list, and the
// packed lists until they are written. kCorrupt when an input is damaged. Thread-safe.
Status merge_segments(std::span<const SegmentView> inputs, SegmentSink& sink,
                      SegmentBuildOptions options = {});

}  // namespace modelzoo::index
