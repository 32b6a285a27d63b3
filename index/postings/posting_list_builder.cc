#include "index/postings/posting_list_builder.h"

#include <algorithm>
#include <array>

#include "index/postings/posting_list.h"
#include "index/storage/byte_io.h"

namespace modelzoo::index {

void PostingListBuilder::add(const Posting& posting, std::span<const Position> positions) {
  scratch_.resize(positions.size() * kMostPositionBytes);
  const char* const end = encode_positions(positions, scratch_.data());
  add(posting, std::string_view(scratch_.data(), static_cast<std::size_t>(end - scratch_.data())));
}

void PostingListBuilder::add(const Posting& posting, std::string_view encoded_positions) {
  if (postings_.size() % kPostingsPerBlock == 0) {
    position_block_.finish(positions_);
    position_starts_.push_back(static_cast<std::uint32_t>(positions_.size()));
  }
  postings_.push_back(posting);
  max_impact_ = std::max(max_impact_, posting.impact);
  if (scored_) position_block_.add(encoded_positions);
}

void PostingListBuilder::finish(std::string& postings, std::string& positions) {
  position_block_.finish(positions_);
  const bool sets = scored_ && keeps_sets();
  put_varint(postings, postings_.size());
  put_u8(postings,
         static_cast<std::uint8_t>((scored_ ? kScoredFlag : 0) | (sets ? kNeighbourSetsFlag : 0)));
  if (postings_.size() == 1) {
    const std::int64_t doc = postings_[0].doc;
    put_u32(postings, postings_[0].doc);
    encode_block(postings_, doc - 1, 0, scored_, postings);
  } else if (postings_.size() <= kPostingsPerBlock) {
    const unsigned bits = delta_bits(postings_, -1);
    put_u8(postings, max_impact_);
    put_u32(postings, postings_.back().doc);
    put_u8(postings, static_cast<std::uint8_t>(bits));
    encode_block(postings_, -1, bits, scored_, postings);
  } else {
    put_u8(postings, max_impact_);
    put_blocks(postings);
  }
  if (scored_) put_neighbours(sets, positions);
  positions += positions_;
  postings_.clear();
  position_starts_.clear();
  positions_.clear();
  max_impact_ = 0;
}

// Codes say nothing of a posting that stands beside several classes: sets where words stand at so
// many places that they take less than the positions do.
bool PostingListBuilder::keeps_sets() const {
  return postings_.size() * sizeof(std::uint32_t) <= positions_.size();
}

void PostingListBuilder::put_neighbours(bool sets, std::string& positions) const {
  for (const Posting& posting : postings_) {
    if (sets) {
      put_u32(positions, to_sets(posting.neighbours));
    } else {
      put_u8(positions, to_code(posting.neighbours));
    }
  }
}

void PostingListBuilder::put_blocks(std::string& postings) const {
  std::string blocks;
  std::int64_t before = -1;
  for (std::size_t begin = 0; begin < postings_.size(); begin += kPostingsPerBlock) {
    const std::size_t size = std::min(kPostingsPerBlock, postings_.size() - begin);
    const std::span<const Posting> block(postings_.data() + begin, size);
    const unsigned bits = delta_bits(block, before);
    const auto strongest =
        std::max_element(block.begin(), block.end(),
                         [](const Posting& a, const Posting& b) { return a.impact < b.impact; });
    put_u32(postings, block.back().doc);
    put_u32(postings, static_cast<std::uint32_t>(blocks.size()));
    put_u32(postings, position_starts_[begin / kPostingsPerBlock]);
    put_u8(postings, strongest->impact);
    put_u8(postings, static_cast<std::uint8_t>(bits));
    encode_block(block, before, bits, scored_, blocks);
    before = block.back().doc;
  }
  if (scored_) put_top_postings(postings);
  postings += blocks;
}

// By counting: impacts are bytes, and postings come in the order of documents.
void PostingListBuilder::put_top_postings(std::string& postings) const {
  std::array<std::uint32_t, 256> counts{};
  for (const Posting& posting : postings_) ++counts[posting.impact];
  std::uint32_t above = 0;
  unsigned least = 255;
  for (; above + counts[least] < kTopPostings; --least) above += counts[least];
  std::vector<Posting> top;
  std::size_t of_least = kTopPostings - above;
  for (const Posting& posting : postings_) {
    if (posting.impact > least || (posting.impact == least && of_least > 0)) {
      top.push_back(posting);
      if (posting.impact == least) --of_least;
    }
  }
  std::stable_sort(top.begin(), top.end(),
                   [](const Posting& a, const Posting& b) { return a.impact > b.impact; });
  for (const Posting& posting : top) {
    put_u32(postings, posting.doc);
    put_u8(postings, posting.impact);
  }
}

}  // namespace modelzoo::index
