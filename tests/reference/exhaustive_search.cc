#include "tests/reference/exhaustive_search.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

namespace modelzoo::testing {
namespace {

struct Match {
  std::uint32_t score = 0;
  std::map<std::size_t, std::vector<index::Position>> positions;  // by word
};

struct Scored {
  query::RankedDoc doc;
  std::uint32_t stars;
  std::string name;
};

bool has_phrase(const Match& match, const query::RankedQuery& query) {
  std::set<std::int64_t> starts;
  for (std::size_t p = 0; p < query.places.size(); ++p) {
    std::set<std::int64_t> here;
    for (const index::Position position : match.positions.at(query.places[p].word)) {
      here.insert(static_cast<std::int64_t>(position) - query.places[p].ordinal);
    }
    if (p == 0) {
      starts = here;
      continue;
    }
    std::set<std::int64_t> both;
    std::set_intersection(starts.begin(), starts.end(), here.begin(), here.end(),
                          std::inserter(both, both.end()));
    starts = both;
  }
  return !starts.empty();
}

}  // namespace

std::vector<query::RankedDoc> exhaustive_top_k(const index::Snapshot& snapshot,
                                               const query::RankedQuery& query, std::size_t k,
                                               query::Ranking ranking) {
  double best = 0;
  for (const auto& word : query.words) best += 255.0 * word.weight;
  std::vector<Scored> all;
  for (std::uint32_t s = 0; s < snapshot.segments().size(); ++s) {
    const index::SegmentView& view = snapshot.segments()[s];
    std::map<index::DocId, Match> matches;
    for (std::size_t w = 0; w < query.words.size(); ++w) {
      const auto info = view.reader->find_term(query.words[w].term);
      if (!info) continue;
      auto cursor = view.reader->postings(*info);
      for (; cursor->doc() != index::kEndOfPostings; cursor->next()) {
        Match& match = matches[cursor->doc()];
        match.score += query.words[w].weight * cursor->impact();
        cursor->positions(match.positions[w]);
      }
    }
    for (const auto& [doc, match] : matches) {
      if (!view.is_live(doc)) continue;
      const bool whole = match.positions.size() == query.words.size();
      if (query.mode != query::MatchMode::kAny && !whole) continue;
      if (query.mode == query::MatchMode::kPhrase && !has_phrase(match, query)) continue;
      const std::uint32_t stars = view.doc_numbers(doc).stars;
      std::uint32_t score = match.score;
      if (ranking == query::Ranking::kStar && stars > 0) {
        const double many = 200'000;
        const double share = std::log1p(std::min<double>(stars, many)) / std::log1p(many);
        score += static_cast<std::uint32_t>(std::lround(0.22 * best * share));
      }
      all.push_back({{{s, doc}, score}, stars, std::string(view.reader->full_name(doc))});
    }
  }
  std::sort(all.begin(), all.end(), [](const Scored& a, const Scored& b) {
    if (a.doc.score != b.doc.score) return a.doc.score > b.doc.score;
    return a.stars != b.stars ? a.stars > b.stars : a.name < b.name;
  });
  std::vector<query::RankedDoc> top;
  for (std::size_t i = 0; i < std::min(k, all.size()); ++i) top.push_back(all[i].doc);
  return top;
}

}  // namespace modelzoo::testing
