// ranking.h - what a match is worth.
//
//   text      = sum over the words present of idf_w * impact_w / 255
//   coverage  = root of the idf-weighted share of the query's words that are present; one that
//               stands in the body of the README alone counts kBodyCover of itself
//   labels    = kLabelShare * unit * (idf of the words in name, description and topics / unit) ^
//               1.75; one in a description of more than kLabelLength words counts less
//   name        what the words say of the name (name_bonus.h), or kFullName * best where the query
//               is its "owner/name"
//   prior     = min(kStarShare * unit * scale^2, kMostStars * best) * stars /
//               (stars + kKnownStars), where scale = min(1, unit / kLargeUnit)
//   qualifier   kQualifier * unit where a word is the record's language or framework, beside others
//   closeness   words close together (proximity.h)
//   substance = 1, or kNameOnly for a record without description and README
//   score     = ((text * coverage + labels + closeness) * substance + name
//               + (prior + qualifier) * coverage) * standing
//
// where best is the most that the words could give, the sum of idf_w, and unit the idf of the
// rarest word, one that a single document has. Standing lowers archived repositories, forks and
// lists. Why each is there, and what it brings on which relevance set:
// tests/bench/relevance/README.md.
//
// Labels grow faster than the words they hold: each further word of a query that stands in so short
// a text by accident is less likely. The prior does not grow with the query, as a prior should not:
// the more a query says, the less it matters who is known. It levels off: beyond some thousand
// stars more say nothing of relevance. It is weighed by coverage, or a famous repository that
// mentions one word would pass the one that has all.
//
// "machine learning python" asks for machine learning, in Python: the language is a condition
// rather than a topic, and the text of what is written in Python need not say so. Frameworks
// likewise. With Ranking::kBm25 the score is text alone, with all of the body.
//
// Sources: Robertson & Zaragoza 2009 (BM25F, in the impacts); Craswell et al., "Relevance weighting
// for query independent evidence" (2005) for the additive, saturating prior.
// Tested by: tests/unit/query/ranking/ranking_test.cc
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "index/segments/snapshot.h"
#include "query/matching/segment_matcher.h"
#include "query/planning/search_plan.h"
#include "query/ranking/name_bonus.h"
#include "query/search_request.h"
#include "query/search_result.h"

namespace modelzoo::query {

inline constexpr double kStarShare = 0.95;
inline constexpr double kMostStars = 1.0;
inline constexpr double kKnownStars = 500;
// The unit of some 70,000 documents. Among few documents words tell them apart, stars need not.
inline constexpr double kLargeUnit = 10.8 * 256;
inline constexpr double kBodyCover = 0.5;
inline constexpr double kLabelShare = 0.4;
inline constexpr double kLabelLength = 20;
// "owner/name" means that repository, whatever else says the words (pytorch/pytorch).
inline constexpr double kFullName = 4.0;
inline constexpr double kQualifier = 0.4;
inline constexpr double kNameOnly = 0.4;
inline constexpr double kArchivedStanding = 0.92;
inline constexpr double kForkStanding = 0.85;
inline constexpr double kListStanding = 0.75;

struct ScoreParts {
  double text = 0, coverage = 1, labels = 0, name = 0, prior = 0, qualifier = 0, closeness = 0;
  double substance = 1, standing = 1;
  [[nodiscard]] double score() const {
    return ((text * coverage + labels + closeness) * substance + name +
            (prior + qualifier) * coverage) *
           standing;
  }
};

// Scores the documents of one segment for one plan, window by window. One thread at a time; plan
// and view must outlive it.
class Ranker {
 public:
  Ranker(const SearchPlan& plan, const index::SegmentView& view, Ranking ranking);

  // Of the matches of the matcher's window, those whose words, by what each is worth at most there,
  // can score `least`: told from the sets of documents, but for the length of names.
  [[nodiscard]] WindowBits telling(const SegmentMatcher& matcher, const WindowBits& matches,
                                   double least);
  // Adds up the words of the documents `matches` of the matcher's window.
  void begin_window(const SegmentMatcher& matcher, const WindowBits& matches);
  // Of the matches of begin_window(), the places of those that may score `least`, ascending, told
  // at a glance. Valid until the next window.
  [[nodiscard]] std::span<const std::uint16_t> reaching(double least);
  // False when document base + i scores less than `least`; true may be wrong, for a fraction of the
  // cost of its score. REQUIRES: i is in matches.
  [[nodiscard]] bool may_reach(std::uint32_t i, double least) const;
  [[nodiscard]] ScoreParts score(std::uint32_t i) const;

 private:
  // Over the words of a document, idf times: the impact; the cover; 1 if in the name; the cover as
  // a label. And whether one is its language or framework.
  struct Sums {
    std::uint32_t text = 0, covered = 0, in_name = 0, in_labels = 0;
    bool qualified = false;
    Sums& operator+=(const Sums& other) {
      text += other.text;
      covered += other.covered;
      in_name += other.in_name;
      in_labels += other.in_labels;
      qualified = qualified || other.qualified;
      return *this;
    }
  };

  // Upper bounds of coverage and labels for parts of what all words would be.
  struct Glances {
    static constexpr std::uint32_t kSteps = 64;
    std::array<double, kSteps + 2> coverage, labels;
    double per_covered, per_label;  // steps
    double per_text, qualifier, any_name;
  };

  [[nodiscard]] Glances make_glances() const;
  // At least what a document of these sums scores but for its name, from tables.
  [[nodiscard]] double glance(const Sums& sums, double prior) const {
    const auto covered = static_cast<std::uint32_t>(sums.covered * glances_.per_covered);
    const auto labels = static_cast<std::uint32_t>(sums.in_labels * glances_.per_label);
    const double covering =
        sums.text * glances_.per_text + prior + (sums.qualified ? glances_.qualifier : 0);
    return covering * glances_.coverage[covered] + glances_.labels[labels] + glances_.any_name;
  }
  [[nodiscard]] ScoreParts without_prior(const Sums& sums) const;
  [[nodiscard]] double star_prior(std::uint32_t stars) const;
  [[nodiscard]] double window_prior(index::DocId base) const;
  // At least what a document of these sums, this prior and no larger bonus for its name scores.
  [[nodiscard]] double bound(const Sums& sums, double prior, double name) const;
  [[nodiscard]] double most_of_name(index::DocId doc) const { return names_->most(lengths_[doc]); }
  [[nodiscard]] double standing(index::DocId doc, const index::DocNumbers& numbers) const;

  const SearchPlan& plan_;
  const index::SegmentView& view_;
  std::span<const index::NameLengths> lengths_;
  Ranking ranking_;
  double best_ = 0;
  double unit_ = 1;
  double known_ = 0;  // the prior of a repository with no end of stars
  std::optional<NameBonus> names_;
  std::uint32_t list_kind_;  // ordinal of the kind "list" in the segment, or none
  bool wants_list_ = false;
  std::vector<std::size_t> by_idf_;  // the scoring words that score, the most telling first
  Glances glances_;
  index::DocId base_ = 0;
  double window_prior_ = 0;            // at least that of each document of the window
  std::vector<Sums> sums_;             // valid for the matches of the window,
  std::vector<std::uint16_t> places_;  // which are these, or those of them that reaching() left
};

// The same sum as a tree for people.
[[nodiscard]] Explanation explain_score(const ScoreParts& parts);

}  // namespace modelzoo::query
