#include "query/block_max/phrase_matcher.h"

#include <algorithm>

#include "index/postings/position_block.h"

namespace modelzoo::query {
namespace {

using index::Position;

// Keeps of `starts` those from which a position lies `distance` on. Both ascend.
void keep_followed(std::vector<Position>& starts, const std::vector<Position>& positions,
                   std::int64_t distance) {
  auto at = positions.begin();
  const auto followed = [&](Position start) {
    const std::int64_t wanted = std::int64_t{start} + distance;
    while (at != positions.end() && std::int64_t{*at} < wanted) ++at;
    return at != positions.end() && std::int64_t{*at} == wanted;
  };
  std::size_t kept = 0;
  for (const Position start : starts) {
    if (followed(start)) starts[kept++] = start;
  }
  starts.resize(kept);
}

}  // namespace

PhraseMatcher::PhraseMatcher(const RankedQuery& query, const std::vector<WordLane*>& lanes)
    : query_(query), lanes_(lanes), spots_(kBatch * lanes.size()) {
  tell_neighbours();
}

void PhraseMatcher::tell_neighbours() {
  std::vector<index::Neighbours> wanted(query_.words.size());
  for (std::size_t i = 1; i < query_.places.size(); ++i) {
    const RankedQuery::Place& a = query_.places[i - 1];
    const RankedQuery::Place& b = query_.places[i];
    if (b.ordinal != a.ordinal + 1) continue;
    wanted[a.word].after |= index::class_of_term(query_.words[b.word].term);
    wanted[b.word].before |= index::class_of_term(query_.words[a.word].term);
  }
  for (WordLane* lane : lanes_) lane->beside = NeighbourTest(wanted[lane->word]);
}

// Of a document's words; false also for a damaged list.
bool PhraseMatcher::share_a_field(Spot* spots) {
  unsigned fields = index::kAllFields;
  for (std::size_t j = 0; j < lanes_.size() && fields != 0; ++j) {
    Spot& spot = spots[j];
    if (!lanes_[j]->list.masks_around(spot.place.block, spot.place.index, spot.mask,
                                      spot.skipped)) {
      lanes_[j]->damaged = true;
      return false;
    }
    fields &= spot.mask;
  }
  return fields != 0;
}

// Five rounds, each of which asks for what the next one reads.
void PhraseMatcher::prepare(std::span<const index::DocId> docs) {
  const std::size_t words = lanes_.size();
  for (std::size_t i = 0; i < docs.size(); ++i) {
    for (std::size_t j = 0; j < words; ++j) {
      Spot& spot = spots_[i * words + j];
      spot.place = lanes_[j]->find(docs[i]);
      lanes_[j]->list.prefetch_entry(spot.place.block);
      lanes_[j]->prefetch_neighbours(spot.place);
    }
  }
  for (std::size_t i = 0; i < docs.size(); ++i) {
    possible_[i] = true;
    for (std::size_t j = 0; j < words && possible_[i]; ++j) {
      const WordLane::Place& place = spots_[i * words + j].place;
      possible_[i] = place.found && lanes_[j]->is_beside(place);
    }
    for (std::size_t j = 0; j < words && possible_[i]; ++j) {
      Spot& spot = spots_[i * words + j];
      lanes_[j]->list.prefetch_masks(spot.place.block);
      spot.bytes = lanes_[j]->list.positions_of(spot.place.block);
      __builtin_prefetch(spot.bytes.data());
      __builtin_prefetch(spot.bytes.data() + spot.place.index);
    }
  }
  for (std::size_t i = 0; i < docs.size(); ++i) {
    possible_[i] = possible_[i] && share_a_field(&spots_[i * words]);
    for (std::size_t j = 0; j < words && possible_[i]; ++j) {
      Spot& spot = spots_[i * words + j];
      spot.start = index::position_group_start(
          spot.bytes, lanes_[j]->list.size_of(spot.place.block), spot.place.index);
      __builtin_prefetch(spot.bytes.data() + std::min(spot.start, spot.bytes.size()));
    }
  }
}

bool PhraseMatcher::matches(std::size_t i) {
  if (!possible_[i]) return false;
  bool first = true;
  std::int64_t from = 0;
  for (std::size_t j = 0; j < lanes_.size(); ++j) {
    const Spot& spot = spots_[i * lanes_.size() + j];
    if (!index::read_posting_positions(spot.bytes, spot.start, spot.skipped, spot.mask,
                                       positions_)) {
      lanes_[j]->damaged = true;
      return false;
    }
    for (const RankedQuery::Place& where : query_.places) {
      if (where.word != lanes_[j]->word) continue;
      if (first) {
        starts_ = positions_;
        from = where.ordinal;
        first = false;
      } else {
        keep_followed(starts_, positions_, std::int64_t{where.ordinal} - from);
      }
      if (starts_.empty()) return false;
    }
  }
  return true;
}

}  // namespace modelzoo::query
