#include "query/ranking/ranking.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "index/postings/impact.h"
#include "query/matching/enough_words.h"
#include "schemas/record.h"

namespace modelzoo::query {
namespace {

// Of a long query the most telling words tell enough.
constexpr std::size_t kMostToldWords = 4;
constexpr std::uint32_t kNoOrdinal = 0xffffffffU;
constexpr double kTextUnit = 1.0 / 255.0;
constexpr std::uint32_t kCoverUnit = 256;
constexpr auto kNameFields = index::field_bit(index::Field::kName);
constexpr index::FieldMask kLabelFields = kNameFields |
                                          index::field_bit(index::Field::kDescription) |
                                          index::field_bit(index::Field::kTopics);

// How much a word that stands in these fields covers of itself, times kCoverUnit.
std::uint32_t cover_of(index::FieldMask fields) {
  constexpr auto kBody = static_cast<std::uint32_t>(kBodyCover * kCoverUnit);
  if (fields == 0) return 0;
  return fields == index::field_bit(index::Field::kBody) ? kBody : kCoverUnit;
}

// How much a word of a label counts there, times kCoverUnit: all of it in name and topics; in a
// description that is all about something, but less in one that lists everything. Its length is
// read from the impact, which falls with the root of the length as this does.
std::uint32_t label_cover(const WordMatch& match) {
  constexpr index::FieldMask kWhole = kNameFields | index::field_bit(index::Field::kTopics);
  if ((match.fields & kWhole) != 0) return kCoverUnit;
  if ((match.fields & kLabelFields) == 0) return 0;
  static const std::array<std::uint32_t, 256> kCovers = [] {
    const auto& norm = index::kFieldNorms[static_cast<std::size_t>(index::Field::kDescription)];
    std::array<std::uint32_t, 256> covers{};
    for (unsigned i = 0; i < 256; ++i) {
      const double frequency = i == 255 ? 1e3 : index::kSaturation * i / (255.0 - i);
      const double per_root = frequency / (norm.weight * std::sqrt(norm.reference));
      covers[i] = static_cast<std::uint32_t>(kCoverUnit *
                                             std::min(1.0, std::sqrt(kLabelLength) * per_root));
    }
    return covers;
  }();
  return kCovers[match.impact];
}

// Some documents may have the word as a label.
bool is_label(const QueryWord& word) {
  return std::any_of(word.alternatives.begin(), word.alternatives.end(),
                     [](const TermAlternative& alternative) { return alternative.label; });
}

std::uint32_t ordinal_of(const index::FacetColumn& column, std::string_view value) {
  const auto& values = column.values();
  const auto found = std::lower_bound(values.begin(), values.end(), value);
  return found != values.end() && *found == value
             ? static_cast<std::uint32_t>(found - values.begin())
             : kNoOrdinal;
}

}  // namespace

Ranker::Ranker(const SearchPlan& plan, const index::SegmentView& view, Ranking ranking)
    : plan_(plan),
      view_(view),
      lengths_(view.reader->name_lengths()),
      ranking_(ranking),
      list_kind_(ordinal_of(view.reader->facet(index::FacetField::kKind), "list")),
      sums_(kWindow) {
  for (const std::size_t word : plan_.scoring) {
    if (plan_.words[word].doc_freq > 0) best_ += plan_.words[word].idf;
    const std::string& text = plan_.words[word].text;
    wants_list_ = wants_list_ || text == "awesome" || text == "list" || text == "papers" ||
                  text == "resources";
  }
  for (const std::size_t word : plan_.scoring) {
    if (plan_.words[word].idf > 0 || is_label(plan_.words[word])) by_idf_.push_back(word);
  }
  std::sort(by_idf_.begin(), by_idf_.end(),
            [&](std::size_t a, std::size_t b) { return plan_.words[a].idf > plan_.words[b].idf; });
  unit_ = std::max(plan_.unit, 1U);
  const double scale = std::min(1.0, unit_ / kLargeUnit);
  known_ = best_ > 0 ? std::min(kStarShare * unit_ * scale * scale, kMostStars * best_) : unit_;
  names_.emplace(plan_, best_);
  glances_ = make_glances();
}

Ranker::Glances Ranker::make_glances() const {
  std::uint32_t all = 0;
  for (const std::size_t word : by_idf_) all += plan_.words[word].idf * kCoverUnit;
  Glances glances{};
  glances.per_covered = glances.per_label = Glances::kSteps / std::max(1.0, double(all));
  // Rounded up, and a little more, so that no rounding of the score itself passes it.
  constexpr double kAbove = 1 + 1e-9;
  for (std::uint32_t i = 0; i < glances.coverage.size(); ++i) {
    const auto sum = static_cast<std::uint32_t>(std::ceil(double(all) * (i + 1) / Glances::kSteps));
    const ScoreParts parts = without_prior({0, sum, 0, sum, false});
    glances.coverage[i] = parts.coverage * kAbove;
    glances.labels[i] = parts.labels * kAbove;
  }
  glances.per_text = kTextUnit * kAbove;
  if (ranking_ == Ranking::kBm25) return glances;
  if (plan_.scoring.size() > 1) glances.qualifier = kQualifier * unit_;
  if (!plan_.full_name.empty()) glances.any_name = best_ * kFullName;
  return glances;
}

void Ranker::begin_window(const SegmentMatcher& matcher, const WindowBits& matches) {
  base_ = matcher.base();
  window_prior_ = window_prior(base_);
  places_.clear();
  for_each_place(matches,
                 [&](std::uint32_t i) { places_.push_back(static_cast<std::uint16_t>(i)); });
  for (const std::uint16_t i : places_) sums_[i] = {};
  for (const std::size_t word : by_idf_) {
    const std::span<const WordMatch> found = matcher.word_matches(word, matches);
    const std::uint32_t idf = plan_.words[word].idf;
    for (const std::uint16_t i : places_) {
      const WordMatch& match = found[i];
      Sums& sums = sums_[i];
      sums.text += idf * match.impact;
      sums.covered += idf * cover_of(match.fields);
      sums.in_name += (match.fields & kNameFields) != 0 ? idf : 0;
      sums.qualified = sums.qualified || (match.fields & kFoundAsLabel) != 0;
      sums.in_labels += idf * label_cover(match);
    }
  }
}

double Ranker::standing(index::DocId doc, const index::DocNumbers& numbers) const {
  double factor = 1;
  if (numbers.archived) factor *= kArchivedStanding;
  if (numbers.fork) factor *= kForkStanding;
  if (list_kind_ != kNoOrdinal && !wants_list_) {
    for (const std::uint32_t kind : view_.reader->facet(index::FacetField::kKind).ordinals(doc)) {
      if (kind == list_kind_) factor *= kListStanding;
    }
  }
  return factor;
}

ScoreParts Ranker::without_prior(const Sums& sums) const {
  ScoreParts parts;
  parts.text = sums.text * kTextUnit;
  if (ranking_ == Ranking::kBm25 || best_ == 0) return parts;
  parts.coverage = std::sqrt(sums.covered / (best_ * kCoverUnit));
  const double labels = sums.in_labels / (unit_ * kCoverUnit);
  const double root = std::sqrt(labels);
  parts.labels = kLabelShare * unit_ * labels * root * std::sqrt(root);
  // Alone it would be all that is asked for.
  if (sums.qualified && plan_.scoring.size() > 1) parts.qualifier = kQualifier * unit_;
  return parts;
}

double Ranker::star_prior(std::uint32_t stars) const {
  return known_ * stars / (stars + kKnownStars);
}

double Ranker::window_prior(index::DocId base) const {
  const index::DocId docs = std::min(base + kWindow, view_.reader->doc_count());
  std::uint32_t stars = 0;
  for (index::DocId doc = base; doc < docs; doc += index::kNumbersPerChunk) {
    stars = std::max(stars, view_.most_stars_of(doc / index::kNumbersPerChunk));
  }
  return star_prior(stars);
}

double Ranker::bound(const Sums& sums, double prior, double name) const {
  ScoreParts parts = without_prior(sums);
  if (ranking_ == Ranking::kBm25) return parts.score();
  if (sums.in_name > 0) parts.name = name;
  if (!plan_.full_name.empty()) parts.name = std::max(parts.name, best_ * kFullName);
  parts.prior = prior;
  return parts.score();
}

// Most names are no words of the query, and their lengths say so: what only its name can lift is
// looked at by that.
WindowBits Ranker::telling(const SegmentMatcher& matcher, const WindowBits& matches, double least) {
  const double prior = window_prior(matcher.base());
  std::vector<CountedWord<Sums>> told;
  Sums untold;  // of the words that are not told apart
  for (const std::size_t word : by_idf_) {
    const std::uint32_t idf = plan_.words[word].idf;
    const WindowBits& documents = matcher.documents(word);
    const Sums most{idf * matcher.most_impact(word), idf * kCoverUnit, idf, idf * kCoverUnit,
                    is_label(plan_.words[word])};
    if (told.size() < kMostToldWords) {
      told.push_back({&documents, most});
    } else {
      untold += most;
    }
  }
  const auto by_words = [&](const Sums& sums) {
    return glance(sums, prior) + (sums.in_name > 0 ? names_->most_unequal() : 0) >= least;
  };
  WindowBits some = EnoughWords(told, by_words).of(matches, untold);
  const auto by_name = [&](const Sums& sums) {
    return glance(sums, prior) + (sums.in_name > 0 ? names_->most() : 0) >= least;
  };
  WindowBits others = matches;
  others.remove(some);
  for_each_place(EnoughWords(told, by_name).of(others, untold), [&](std::uint32_t i) {
    if (most_of_name(matcher.base() + i) > names_->most_unequal()) some.set(i);
  });
  return some;
}

std::span<const std::uint16_t> Ranker::reaching(double least) {
  std::size_t kept = 0;
  for (const std::uint16_t i : places_) {
    const Sums& sums = sums_[i];
    double most = glance(sums, window_prior_);
    if (sums.in_name > 0 && most < least) most += most_of_name(base_ + i);
    places_[kept] = i;
    kept += most >= least ? 1 : 0;
  }
  places_.resize(kept);
  return places_;
}

bool Ranker::may_reach(std::uint32_t i, double least) const {
  const double name = sums_[i].in_name > 0 ? most_of_name(base_ + i) : 0;
  if (bound(sums_[i], window_prior_, name) < least) return false;
  // The document's own stars lie elsewhere: asked last.
  return window_prior_ == 0 ||
         bound(sums_[i], star_prior(view_.doc_numbers(base_ + i).stars), name) >= least;
}

ScoreParts Ranker::score(std::uint32_t i) const {
  const index::DocId doc = base_ + i;
  ScoreParts parts = without_prior(sums_[i]);
  if (ranking_ == Ranking::kBm25) return parts;
  const std::string_view full_name = view_.reader->full_name(doc);
  if (sums_[i].in_name > 0) parts.name = names_->of(full_name);
  if (!plan_.full_name.empty() && folded_name(full_name) == plan_.full_name)
    parts.name = best_ * kFullName;
  const index::DocNumbers& numbers = view_.doc_numbers(doc);
  parts.prior = star_prior(numbers.stars);
  if (!numbers.described) parts.substance = kNameOnly;
  parts.standing = standing(doc, numbers);
  return parts;
}

Explanation explain_score(const ScoreParts& parts) {
  Explanation sum;
  sum.description = "sum of";
  const auto add = [&](double value, std::string what) {
    sum.details.push_back({value, std::move(what), {}});
    sum.value += value;
  };
  const std::string coverage = " times coverage " + std::to_string(parts.coverage);
  const std::string substance =
      parts.substance < 1 ? " times " + std::to_string(parts.substance) + ", known by name only"
                          : "";
  add(parts.text * parts.coverage * parts.substance,
      "text relevance (BM25F) " + std::to_string(parts.text) + coverage + substance);
  add(parts.labels * parts.substance, "words in name, description and topics" + substance);
  add(parts.name, "the words are the repository's name");
  add(parts.prior * parts.coverage, "star prior " + std::to_string(parts.prior) + coverage);
  add(parts.qualifier * parts.coverage, "a word is its language or framework" + coverage);
  add(parts.closeness * parts.substance, "words close together" + substance);
  Explanation score;
  score.value = parts.score();
  score.description = "product of";
  score.details.push_back(std::move(sum));
  score.details.push_back({parts.standing, "standing (archived, fork, list)", {}});
  return score;
}

}  // namespace modelzoo::query
