#include "query/ranking.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "index/impact.h"
#include "schemas/record.h"

namespace modelzoo::query {
namespace {

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
  return fields == index::field_bit(index::Field::kBody) ? kBody : kCoverUnit;
}

// How much a word of a label counts there, times kCoverUnit: all of it in name and topics; in a
// description that is all about something, but less in one that lists everything. Its length is
// read from the impact, which falls with the root of the length as this does.
std::uint32_t label_cover(const WordMatch& match) {
  constexpr index::FieldMask kWhole = kNameFields | index::field_bit(index::Field::kTopics);
  if ((match.fields & kWhole) != 0) return kCoverUnit;
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
      ranking_(ranking),
      list_kind_(ordinal_of(view.reader->facet(index::FacetField::kKind), "list")),
      sums_(kWindow) {
  for (const std::size_t word : plan_.scoring) {
    if (plan_.words[word].doc_freq > 0) best_ += plan_.words[word].idf;
    const std::string& text = plan_.words[word].text;
    wants_list_ = wants_list_ || text == "awesome" || text == "list" || text == "papers" ||
                  text == "resources";
  }
  by_idf_ = plan_.scoring;
  std::sort(by_idf_.begin(), by_idf_.end(),
            [&](std::size_t a, std::size_t b) { return plan_.words[a].idf < plan_.words[b].idf; });
  unit_ = std::max(plan_.unit, 1U);
  const double scale = std::min(1.0, unit_ / kLargeUnit);
  known_ = best_ > 0 ? std::min(kStarShare * unit_ * scale * scale, kMostStars * best_) : unit_;
  names_.emplace(plan_, best_);
}

void Ranker::begin_window(const SegmentMatcher& matcher, const WindowBits& matches) {
  base_ = matcher.base();
  window_prior_ = window_prior(base_);
  for_each_place(matches, [&](std::uint32_t i) { sums_[i] = {}; });
  for (const std::size_t word : plan_.scoring) {
    if (plan_.words[word].idf == 0) continue;  // adds nothing
    const WordWindow found = matcher.word(word);
    const std::uint32_t idf = plan_.words[word].idf;
    WindowBits both = found.present;
    both &= matches;
    for_each_place(both, [&](std::uint32_t i) {
      const WordMatch& match = found.matches[i];
      Sums& sums = sums_[i];
      sums.text += idf * match.impact;
      sums.covered += idf * cover_of(match.fields);
      if ((match.fields & kNameFields) != 0) sums.in_name += idf;
      if ((match.fields & kFoundAsLabel) != 0) sums.qualified = true;
      if ((match.fields & kLabelFields) != 0) sums.in_labels += idf * label_cover(match);
    });
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
  const std::vector<std::uint32_t>& chunks = view_.bounds.max_stars;
  const std::size_t end = std::min<std::size_t>(
      chunks.size(), (base + kWindow + index::kNumbersPerChunk - 1) / index::kNumbersPerChunk);
  std::uint32_t stars = 0;
  for (std::size_t c = base / index::kNumbersPerChunk; c < end; ++c)
    stars = std::max(stars, chunks[c]);
  return star_prior(stars);
}

double Ranker::bound(const Sums& sums, double prior) const {
  ScoreParts parts = without_prior(sums);
  if (ranking_ == Ranking::kBm25) return parts.score();
  if (sums.in_name > 0) parts.name = names_->most();
  if (!plan_.full_name.empty()) parts.name = std::max(parts.name, best_ * kFullName);
  parts.prior = prior;
  return parts.score();
}

WindowBits Ranker::telling(const SegmentMatcher& matcher, const WindowBits& matches, double least) {
  const double prior = window_prior(matcher.base());
  Sums most;
  most.qualified = true;
  std::size_t dull = 0;  // words that all together are not enough
  for (; dull < by_idf_.size(); ++dull) {
    const std::uint32_t idf = plan_.words[by_idf_[dull]].idf;
    most.text += idf * 255;
    most.covered += idf * kCoverUnit;
    most.in_name += idf;
    most.in_labels += idf * kCoverUnit;
    if (bound(most, prior) >= least) break;
  }
  if (dull == 0) return matches;
  WindowBits some;
  for (; dull < by_idf_.size(); ++dull) some |= matcher.word(by_idf_[dull]).present;
  some &= matches;
  return some;
}

bool Ranker::may_reach(std::uint32_t i, double least) const {
  if (bound(sums_[i], window_prior_) < least) return false;
  // The document's own stars lie elsewhere: asked last.
  return window_prior_ == 0 ||
         bound(sums_[i], star_prior(view_.doc_numbers(base_ + i).stars)) >= least;
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
