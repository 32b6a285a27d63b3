// snapshot.h - one consistent view of all segments, shared and immutable. Readers hold it as long
// as they like; writes and merges make the next one and never block them.
//
// Thread-safe.
#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "index/segments/changed_numbers.h"
#include "index/segments/segment_reader.h"

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

struct SegmentView {
  SegmentView() = default;
  SegmentView(std::uint64_t id_, std::shared_ptr<const SegmentReader> reader_)
      : id(id_), reader(std::move(reader_)), built(reader->built_numbers().data()) {}

  std::uint64_t id = 0;
  std::shared_ptr<const SegmentReader> reader;
  const DocNumbers* built = nullptr;              // the reader's, by falling stars
  std::shared_ptr<const LiveDocs> live;           // null: all are
  std::shared_ptr<const ChangedNumbers> changed;  // null: none

  [[nodiscard]] bool is_live(DocId doc) const { return !live || live->test(doc); }
  [[nodiscard]] std::uint32_t live_count() const {
    return live ? live->live_count() : reader->doc_count();
  }
  [[nodiscard]] const DocNumbers& doc_numbers(DocId doc) const {
    return changed && changed->has(doc) ? changed->of(doc) : built[doc];
  }
  // Upper bounds of the stars of all documents, of which there are some, and of those of a chunk
  // (kNumbersPerChunk).
  [[nodiscard]] std::uint32_t most_stars() const {
    return changed ? std::max(built[0].stars, changed->most_stars()) : built[0].stars;
  }
  [[nodiscard]] std::uint32_t most_stars_of(std::size_t chunk) const {
    const std::uint32_t stars = built[chunk * kNumbersPerChunk].stars;
    return changed ? std::max(stars, changed->most_stars_of(chunk)) : stars;
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
