// segment_builder.h - records to a segment, in memory, then written in key order.
//
// Order of calls: add* finish. Documents are numbered at finish: descending stars, then name.
// Several builders, each filled by a thread of its own, can be finished together to one segment,
// which is the same whatever builder a record went to. One thread at a time.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

#include "index/segments/snapshot.h"
#include "index/storage/segment_source.h"
#include "schemas/record.h"
#include "schemas/result.h"

namespace modelzoo::index {

class DocumentCompressor;

struct SegmentBuildOptions {
  bool store_documents = true;  // false: no summary, document, plain README (benchmarks)
  // Shared by builders of one load; null: every document is compressed alone.
  std::shared_ptr<DocumentCompressor> compressor = nullptr;
};

class SegmentBuilder {
 public:
  explicit SegmentBuilder(SegmentBuildOptions options = {});
  ~SegmentBuilder();
  SegmentBuilder(SegmentBuilder&&) noexcept;
  SegmentBuilder& operator=(SegmentBuilder&&) noexcept;

  // REQUIRES: of two added records with the same folded name or id, one is dropped.
  Status add(const Record& record);
  // Takes the record that was added as the `doc`-th, from 0, out again.
  void drop(std::uint32_t doc);
  [[nodiscard]] bool is_dropped(std::uint32_t doc) const;
  [[nodiscard]] std::uint32_t doc_count() const;    // without those that were dropped
  [[nodiscard]] std::uint32_t added_count() const;  // with them
  [[nodiscard]] std::string_view full_name(std::uint32_t doc) const;
  [[nodiscard]] std::uint64_t github_id(std::uint32_t doc) const;  // 0: none
  [[nodiscard]] std::size_t memory_bytes() const;                  // for flush decisions
  // Writes the segment. Afterwards the builder is empty and may be used again.
  Status finish(SegmentSink& sink);
  // Writes one segment of all that the builders hold, on a second thread in part when there are
  // several. REQUIRES: builders with the same options.
  static Status finish_together(std::span<SegmentBuilder* const> parts, SegmentSink& sink);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// Writes one segment with the live documents of `inputs`, their current numbers in place of the
// built ones, renumbered in star order. Nothing is analysed again; documents are copied as stored,
// but compressed again where the segment gets a dictionary that they do not have, and readers write
// the newer numbers into them. Memory: a number a document, one list, and the packed lists until
// they are written. kCorrupt when an input is damaged. Thread-safe.
Status merge_segments(std::span<const SegmentView> inputs, SegmentSink& sink,
                      SegmentBuildOptions options = {});

}  // namespace modelzoo::index
