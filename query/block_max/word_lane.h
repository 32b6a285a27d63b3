// word_lane.h - a word of a query in one segment: its posting list, its documents at hand when it
// is a common word, and the block that was unpacked last. One thread at a time.
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>

#include "index/postings/posting_list.h"
#include "index/segments/segment_reader.h"
#include "query/block_max/impact_kernels.h"

namespace modelzoo::query {

// The least impact, at least 1, with which a word of this weight lifts `have` to `need`; 255 when
// none does, which callers have ruled out.
[[nodiscard]] inline std::uint8_t least_impact(std::uint32_t need, std::uint32_t have,
                                               std::uint32_t weight) {
  if (need <= have) return 1;
  const std::uint32_t least = (need - have + weight - 1) / weight;
  return static_cast<std::uint8_t>(std::clamp<std::uint32_t>(least, 1, 255));
}

struct WordLane {
  static constexpr std::size_t kNone = ~std::size_t{0};

  std::size_t word = 0;  // in the query
  std::uint32_t weight = 0;
  std::uint32_t bound = 0;  // the most that the word can add to a score
  index::PostingList list;
  const index::CommonWord* common = nullptr;
  const std::uint8_t* row = nullptr;  // impacts by document
  NeighbourTest beside;               // of a phrase
  bool damaged = false;
  std::size_t loaded = kNone;    // the block in `block`
  std::size_t probed = 0;        // the block where the last probe ended
  std::size_t window_block = 0;  // the first block that reaches into the window at hand
  index::DecodedBlock block;

  // For another query.
  void reset(std::size_t word_, std::uint32_t weight_, index::PostingList list_,
             const index::CommonWord* common_) {
    word = word_;
    weight = weight_;
    list = std::move(list_);
    common = common_;
    row = common != nullptr ? common->row : nullptr;
    bound = weight * list.max_impact();
    beside = {};
    damaged = false;
    loaded = kNone;
    probed = 0;
    window_block = 0;
  }

  // The block; empty, and `damaged` set, when it contradicts its list.
  const index::DecodedBlock& load(std::size_t b) {
    if (b == loaded) return block;
    loaded = b;
    if (!list.decode(b, block)) {
      damaged = true;
      block.count = 0;
    }
    return block;
  }

  // Moves to the block that holds the document if any does; false behind the last. Cheapest when
  // documents ascend.
  bool seek(index::DocId doc) {
    if (probed >= list.block_count() || doc < list.first_bound_of(probed)) probed = 0;
    if (list.last_doc_of(probed) < doc) probed = list.find_block(probed + 1, doc);
    return probed < list.block_count();
  }
  // The most that the word adds to documents of the block that seek() found.
  [[nodiscard]] std::uint32_t probed_bound() const { return weight * list.max_impact_of(probed); }

  struct Place {
    std::size_t block = 0, index = 0;
    bool found = false;
  };
  // Where the document stands in the list.
  Place find(index::DocId doc) {
    if (common != nullptr) {
      if (!common->bits.contains(doc)) return {};
      const std::uint32_t rank = common->bits.rank(doc);
      return {rank / index::kPostingsPerBlock, rank % index::kPostingsPerBlock, true};
    }
    if (!seek(doc)) return {};
    const index::DecodedBlock& in = load(probed);
    const std::size_t at = in.count == index::kPostingsPerBlock
                               ? impact_kernels().count_below(in.docs.data(), doc)
                               : in.first_not_before(doc);
    return {probed, at, at < in.count && in.docs[at] == doc};
  }

  // The impact in this document; 0 where the word is not.
  std::uint8_t impact(index::DocId doc) {
    if (row != nullptr) return row[doc];
    const Place place = find(doc);
    if (!place.found) return 0;
    if (common == nullptr) return block.impacts[place.index];
    const std::string_view impacts = list.impacts_of(place.block);
    if (place.index < impacts.size()) return static_cast<std::uint8_t>(impacts[place.index]);
    damaged = true;
    return 0;
  }

  void prefetch_neighbours(const Place& place) const {
    if (const char* const bytes = list.neighbours_of(place.block)) {
      __builtin_prefetch(bytes + place.index * (list.neighbours_are_sets() ? 4 : 1));
    }
  }
  // The posting may stand beside what the phrase wants.
  [[nodiscard]] bool is_beside(const Place& place) const {
    return (index::to_sets(list.neighbours(place.block, place.index)) & beside.sets) == beside.sets;
  }

  // Clears the bits of postings that cannot stand beside what the phrase wants.
  void keep_beside(std::size_t b, Mask64 masks[2]) const {
    const char* const bytes = list.neighbours_of(b);
    if (beside.passes_all() || bytes == nullptr) return;
    if (list.size_of(b) == index::kPostingsPerBlock) {
      const bool sets = list.neighbours_are_sets();
      const auto kernel = sets ? impact_kernels().sets_beside : impact_kernels().codes_beside;
      masks[0] &= kernel(bytes, beside);
      masks[1] &= kernel(bytes + 64 * (sets ? 4 : 1), beside);
      return;
    }
    for (unsigned half = 0; half < 2; ++half) {
      for (Mask64 left = masks[half]; left != 0; left &= left - 1) {
        const auto bit = static_cast<unsigned>(std::countr_zero(left));
        if (!is_beside({b, half * 64 + bit, true})) masks[half] &= ~(Mask64{1} << bit);
      }
    }
  }

  // The postings of a block with impacts >= `least`, as two masks; documents are not unpacked.
  void reaching(std::size_t b, std::uint8_t least, Mask64 masks[2]) {
    const std::string_view impacts = list.impacts_of(b);
    const auto* const bytes = reinterpret_cast<const std::uint8_t*>(impacts.data());
    masks[0] = masks[1] = 0;
    if (impacts.size() == index::kPostingsPerBlock) {
      const auto reach = impact_kernels().reaching;
      masks[0] = reach(bytes, least);
      masks[1] = reach(bytes + 64, least);
      return;
    }
    if (impacts.empty()) damaged = true;
    for (std::size_t i = 0; i < impacts.size(); ++i) {
      masks[i / 64] |= Mask64{bytes[i] >= least} << (i % 64);
    }
  }

  // The block with the postings, as two masks, that lift `rest` to `need` and may stand beside what
  // the phrase wants; null when there are none, and then mostly without unpacking it.
  const index::DecodedBlock* load_lifting(std::size_t b, std::uint32_t need, std::uint32_t rest,
                                          Mask64 masks[2]) {
    if (weight * list.max_impact_of(b) + rest < need) return nullptr;
    reaching(b, least_impact(need, rest, weight), masks);
    keep_beside(b, masks);
    if ((masks[0] | masks[1]) == 0 || load(b).count == 0) return nullptr;
    return &block;
  }
};

}  // namespace modelzoo::query
