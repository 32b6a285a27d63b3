// posting_list_builder.h - writes one list (posting_list.h). One thread at a time.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "index/postings/position_block.h"
#include "index/postings/posting_block.h"

namespace modelzoo::index {

// Order of calls: add*, finish.
class PostingListBuilder {
 public:
  explicit PostingListBuilder(bool scored) : scored_(scored) {}
  // Begins another list, in the memory of the one before. REQUIRES: an empty builder.
  void restart(bool scored) { scored_ = scored; }
  // REQUIRES: ascending documents; ascending positions, at least one when scored.
  void add(const Posting& posting, std::span<const Position> positions);
  void add(const Posting& posting, std::string_view encoded_positions);
  // Appends to `postings` and `positions`. The builder is empty afterwards.
  void finish(std::string& postings, std::string& positions);
  [[nodiscard]] std::uint8_t max_impact() const { return max_impact_; }
  [[nodiscard]] std::uint32_t count() const { return static_cast<std::uint32_t>(postings_.size()); }

 private:
  [[nodiscard]] bool keeps_sets() const;
  void put_neighbours(bool sets, std::string& positions) const;
  void put_blocks(std::string& postings) const;
  void put_top_postings(std::string& postings) const;

  bool scored_;
  std::uint8_t max_impact_ = 0;
  std::vector<Posting> postings_;
  std::vector<std::uint32_t> position_starts_;  // of each block
  PositionBlockBuilder position_block_;
  std::string positions_;
  std::vector<char> scratch_;
};

}  // namespace modelzoo::index
