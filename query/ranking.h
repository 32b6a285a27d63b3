// ranking.h - what a match is worth.
//
//   text     = sum over the words present of idf_w * impact_w / 255
//   coverage = (idf-weighted share of the query's words that are present) ^ 2
//   fields   = kNameShare * best * share of the words in the name
//            + kLabelShare * best * share of the words in description and topics
//   name     = best * kSameName (the words are the repository's name), or less for a part of it
//   prior    = kStarShare * best * log(1 + stars) / log(1 + kManyStars)
//   score    = (text * coverage + fields + name + prior * coverage) * standing
//
// where best is the most that the words could give, sum of idf_w, so that the shares keep their
// meaning for rare words and common ones. Standing lowers archived repositories, forks and lists.
// The prior is weighed by coverage, or a famous repository that mentions one word would pass the
// one that has all.
//
// Sources: Robertson & Zaragoza 2009 (BM25F, in the impacts); Craswell et al., "Relevance weighting
// for query independent evidence" (2005) for the additive, saturating prior. Thread-safe.
#pragma once

#include <cstdint>

#include "index/snapshot.h"
#include "query/search_plan.h"
#include "query/search_request.h"
#include "query/search_result.h"
#include "query/segment_matcher.h"

namespace modelzoo::query {

inline constexpr double kStarShare = 0.22;
inline constexpr double kManyStars = 200'000;
inline constexpr double kNameShare = 0.35;
inline constexpr double kLabelShare = 0.10;
inline constexpr double kSameName = 1.0;
inline constexpr double kNamePrefix = 0.35;
inline constexpr double kArchivedStanding = 0.92;
inline constexpr double kForkStanding = 0.85;
inline constexpr double kListStanding = 0.75;

struct ScoreParts {
  double best = 0, text = 0, coverage = 1, fields = 0, name = 0, prior = 0, standing = 1;
  [[nodiscard]] double score() const {
    return (text * coverage + fields + name + prior * coverage) * standing;
  }
};

// Scores the documents of one segment for one plan. One thread at a time.
class Ranker {
 public:
  Ranker(const SearchPlan& plan, const index::SegmentView& view, Ranking ranking);
  // Document base() + i of the matcher's window; REQUIRES that it matches.
  [[nodiscard]] ScoreParts score(const SegmentMatcher& matcher, std::uint32_t i) const;

 private:
  [[nodiscard]] double name_bonus(index::DocId doc) const;
  [[nodiscard]] double standing(index::DocId doc, const index::DocNumbers& numbers) const;

  const SearchPlan& plan_;
  const index::SegmentView& view_;
  Ranking ranking_;
  double best_ = 0;
  std::uint32_t list_kind_;  // ordinal of the kind "list" in the segment, or none
  bool wants_list_ = false;
};

// The same sum as a tree for people.
[[nodiscard]] Explanation explain_score(const ScoreParts& parts);

}  // namespace modelzoo::query
