#include "query/phrase_matcher.h"

#include <algorithm>

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

bool matches_phrase(const RankedQuery& query, const std::vector<WordLane*>& lanes, index::DocId doc,
                    std::vector<std::vector<Position>>& scratch) {
  if (scratch.size() < 2) scratch.resize(2);
  std::vector<Position>& starts = scratch[0];
  std::vector<Position>& positions = scratch[1];
  bool first = true;
  std::int64_t from = 0;
  for (WordLane* lane : lanes) {
    const WordLane::Place place = lane->find(doc);
    if (!place.found || !lane->list.positions(place.block, place.index, positions)) {
      lane->damaged = lane->damaged || place.found;
      return false;
    }
    for (const RankedQuery::Place& where : query.places) {
      if (where.word != lane->word) continue;
      if (first) {
        starts = positions;
        from = where.ordinal;
        first = false;
      } else {
        keep_followed(starts, positions, std::int64_t{where.ordinal} - from);
      }
      if (starts.empty()) return false;
    }
  }
  return true;
}

}  // namespace modelzoo::query
