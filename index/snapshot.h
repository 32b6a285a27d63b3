// snapshot.h - one consistent view of all segments, shared and immutable. Readers hold it as long
// as they like; writes and merges make the next one and never block them.
//
// Thread-safe.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "index/segment_reader.h"

namespace modelzoo::index {

// Bit set over the documents of a segment; a set bit is a document that is still there.
class LiveDocs {
 public:
  explicit LiveDocs(std::uint32_t doc_count)
      : words_((doc_count + 63) / 64, ~std::uint64_t{0}), live_count_(doc_count) {}
  [[nodiscard]] bool test(DocId doc) const { return (words_[doc >> 6] >> (doc & 63)) & 1; }
  // False when it was dead already.
  bool kill(DocId doc) {
    const std::uint64_t bit = std::uint64_t{1} << (doc & 63);
    if ((words_[doc >> 6] & bit) == 0) return false;
    words_[doc >> 6] &= ~bit;
    --live_count_;
    return true;
  }
  [[nodiscard]] std::uint32_t live_count() const { return live_count_; }

 private:
  std::vector<std::uint64_t> words_;
  std::uint32_t live_count_;
};

// The numbers of a segment's documents in chunks that are copied on write: a star update copies one
// chunk, and a snapshot keeps the chunks it was made with. A chunk is as small as keeps snapshots
// short to make: under 2,000 star updates a second query p99 on L is 129 us with chunks of 512 and
// 169 us with those of 4,096, whose copies push postings out of the cache.
inline constexpr std::uint32_t kNumbersPerChunk = 512;
struct NumbersChunk {
  std::array<DocNumbers, kNumbersPerChunk> docs;
  std::uint32_t max_stars =
      0;  // upper bound of the chunk: the star prior's bound for its documents
  // Numbers differ from those the segment was built with: its documents may no longer be in star
  // order.
  bool edited = false;
};

// The chunks of a segment as it was built.
[[nodiscard]] std::vector<std::shared_ptr<const NumbersChunk>> built_chunks(
    const SegmentReader& reader);

// What a search asks of all chunks of a segment, gathered so that it touches none of them.
struct NumbersBounds {
  std::vector<std::uint32_t> max_stars;  // of each chunk
  std::uint32_t most_stars = 0;          // of all
  bool as_built = true;                  // no chunk is edited
};

struct SegmentView {
  std::uint64_t id = 0;
  std::shared_ptr<const SegmentReader> reader;
  std::shared_ptr<const LiveDocs> live;  // null: all are
  std::vector<std::shared_ptr<const NumbersChunk>> numbers;
  NumbersBounds bounds;  // of `numbers`; Snapshot's constructor fills it in

  [[nodiscard]] bool is_live(DocId doc) const { return !live || live->test(doc); }
  [[nodiscard]] std::uint32_t live_count() const {
    return live ? live->live_count() : reader->doc_count();
  }
  [[nodiscard]] const DocNumbers& doc_numbers(DocId doc) const {
    return numbers[doc / kNumbersPerChunk]->docs[doc % kNumbersPerChunk];
  }
};

struct DocAddress {
  std::uint32_t segment = 0;  // index into Snapshot::segments()
  DocId doc = 0;
  friend bool operator==(const DocAddress&, const DocAddress&) = default;
};

class Snapshot {
 public:
  Snapshot(std::uint64_t sequence, std::vector<SegmentView> segments);

  // Grows with each visible change; equal sequences mean equal contents.
  [[nodiscard]] std::uint64_t sequence() const { return sequence_; }
  [[nodiscard]] const std::vector<SegmentView>& segments() const { return segments_; }
  [[nodiscard]] std::uint64_t live_count() const { return live_count_; }

  // The live document of this name (any case) or GitHub id. O(segments).
  [[nodiscard]] std::optional<DocAddress> find(std::string_view full_name) const;
  [[nodiscard]] std::optional<DocAddress> find_id(std::uint64_t github_id) const;

  // In how many documents the term stands, deleted ones included. O(segments).
  [[nodiscard]] std::uint64_t doc_freq(std::string_view term) const;

 private:
  std::uint64_t sequence_;
  std::vector<SegmentView> segments_;
  std::uint64_t live_count_;
};

}  // namespace modelzoo::index
