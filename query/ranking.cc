#include "query/ranking.h"

#include <algorithm>
#include <bit>
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

// At least log(1 + stars).
double log_stars_bound(std::uint32_t stars) {
  constexpr double kLog2 = 0.6931471805599454;
  return kLog2 * std::bit_width(stars);
}

double log_stars(std::uint32_t stars) { return std::log1p(static_cast<double>(stars)); }

std::uint32_t ordinal_of(const index::FacetColumn& column, std::string_view value) {
  const auto& values = column.values();
  const auto found = std::lower_bound(values.begin(), values.end(), value);
  return found != values.end() && *found == value
             ? static_cast<std::uint32_t>(found - values.begin())
             : kNoOrdinal;
}

bool joins_name(char c) { return c == '-' || c == '_' || c == '.' || c == '/'; }

// Compares letters and digits of a name with folded letters, without making a string of them.
class NameLetters {
 public:
  explicit NameLetters(std::string_view name) : name_(name) {}
  [[nodiscard]] std::size_t count() const {
    return name_.size() -
           static_cast<std::size_t>(std::count_if(name_.begin(), name_.end(), joins_name));
  }
  // How many of `letters` the name begins with; `letters` from `from` on.
  [[nodiscard]] std::size_t shared(std::string_view letters, std::size_t from = 0) const {
    std::size_t at = from;
    for (const char c : name_) {
      if (joins_name(c)) continue;
      const char lower = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
      if (at == letters.size() || letters[at] != lower) break;
      ++at;
    }
    return at - from;
  }

 private:
  std::string_view name_;
};

// "owner/name", taken apart once for all that is asked of it.
struct SplitName {
  explicit SplitName(std::string_view full_name) : SplitName(full_name, full_name.find('/')) {}
  NameLetters owner, name;
  std::size_t letters;  // of the name

 private:
  SplitName(std::string_view full_name, std::size_t slash)
      : owner(full_name.substr(0, slash)),
        name(full_name.substr(slash + 1)),
        letters(name.count()) {}
};

constexpr std::size_t kTelling = 3;  // shorter names and beginnings say little

// What the words say of the name: kSameName when they are the same.
double name_share(const SplitName& full, std::string_view words) {
  if (words.empty()) return 0;
  const std::size_t shared = full.name.shared(words);
  if (shared == full.letters) {  // "name", or "name owner"
    if (shared == words.size()) return kSameName;
    const std::size_t rest = words.size() - shared;
    if (rest == full.owner.count() && full.owner.shared(words, shared) == rest) return kSameName;
  }
  if (shared < words.size()) {  // "owner name"
    const std::size_t of_owner = full.owner.shared(words);
    if (of_owner == full.owner.count() && of_owner + full.letters == words.size() &&
        full.name.shared(words, of_owner) == full.letters) {
      return kSameName;
    }
  }
  if (words.size() >= kTelling && shared == words.size()) {
    return kNamePrefix * static_cast<double>(shared) / static_cast<double>(full.letters);
  }
  return 0;
}

// The idf of a word that is all of the name, among others: 0 when none is.
double named_word(const SplitName& full, const SearchPlan& plan) {
  if (full.letters < kTelling) return 0;
  double named = 0;
  for (const std::size_t word : plan.scoring) {
    const std::string& text = plan.words[word].text;
    if (text.size() == full.letters && full.name.shared(text) == full.letters)
      named = std::max(named, static_cast<double>(plan.words[word].idf));
  }
  return named;
}

}  // namespace

Ranker::Ranker(const SearchPlan& plan, const index::SegmentView& view, Ranking ranking)
    : plan_(plan),
      view_(view),
      ranking_(ranking),
      list_kind_(ordinal_of(view.reader->facet(index::FacetField::kKind), "list")),
      sums_(kWindow) {
  for (const std::size_t word : plan_.scoring) {
    best_ += plan_.words[word].idf;
    const std::string& text = plan_.words[word].text;
    wants_list_ = wants_list_ || text == "awesome" || text == "list" || text == "papers" ||
                  text == "resources";
  }
  by_idf_ = plan_.scoring;
  std::sort(by_idf_.begin(), by_idf_.end(),
            [&](std::size_t a, std::size_t b) { return plan_.words[a].idf < plan_.words[b].idf; });
}

void Ranker::begin_window(const SegmentMatcher& matcher, const WindowBits& matches) {
  base_ = matcher.base();
  window_prior_ = window_prior(base_);
  for_each_place(matches, [&](std::uint32_t i) { sums_[i] = {}; });
  for (const std::size_t word : plan_.scoring) {
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
      if ((match.fields & kLabelFields) != 0) sums.in_labels += idf * label_cover(match);
    });
  }
}

double Ranker::name_bonus(index::DocId doc) const {
  const SplitName full(view_.reader->full_name(doc));
  double share = name_share(full, plan_.joined_words);
  for (const std::string& words : plan_.corrected_words)
    share = std::max(share, kCorrectedName * name_share(full, words));
  return std::max(best_ * share, kNamedWord * named_word(full, plan_));
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
  parts.coverage = sums.covered / (best_ * kCoverUnit);
  const double labels = sums.in_labels / (best_ * kCoverUnit);
  parts.labels = kLabelShare * best_ * labels * labels;
  return parts;
}

double Ranker::prior_bound(std::uint32_t stars) const {
  return kStarShare * (best_ > 0 ? best_ : 1) * log_stars_bound(stars) / log_stars(kManyStars);
}

double Ranker::window_prior(index::DocId base) const {
  const std::vector<std::uint32_t>& chunks = view_.bounds.max_stars;
  const std::size_t end = std::min<std::size_t>(
      chunks.size(), (base + kWindow + index::kNumbersPerChunk - 1) / index::kNumbersPerChunk);
  std::uint32_t stars = 0;
  for (std::size_t c = base / index::kNumbersPerChunk; c < end; ++c)
    stars = std::max(stars, chunks[c]);
  return prior_bound(stars);
}

double Ranker::bound(const Sums& sums, double prior) const {
  ScoreParts parts = without_prior(sums);
  if (ranking_ == Ranking::kBm25) return parts.score();
  if (sums.in_name > 0) parts.name = best_ * kSameName;
  if (!plan_.full_name.empty()) parts.name = best_ * kFullName;
  parts.prior = prior;
  return parts.score();
}

WindowBits Ranker::telling(const SegmentMatcher& matcher, const WindowBits& matches, double least) {
  const double prior = window_prior(matcher.base());
  Sums most;
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
         bound(sums_[i], prior_bound(view_.doc_numbers(base_ + i).stars)) >= least;
}

ScoreParts Ranker::score(std::uint32_t i) const {
  const index::DocId doc = base_ + i;
  ScoreParts parts = without_prior(sums_[i]);
  if (ranking_ == Ranking::kBm25) return parts;
  const index::DocNumbers& numbers = view_.doc_numbers(doc);
  if (sums_[i].in_name > 0) parts.name = name_bonus(doc);
  if (!plan_.full_name.empty() && folded_name(view_.reader->full_name(doc)) == plan_.full_name)
    parts.name = best_ * kFullName;
  parts.prior =
      kStarShare * (best_ > 0 ? best_ : 1) * log_stars(numbers.stars) / log_stars(kManyStars);
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
  add(parts.text * parts.coverage,
      "text relevance (BM25F) " + std::to_string(parts.text) + coverage);
  add(parts.labels, "share of the words in name, description and topics");
  add(parts.name, "the words are the repository's name");
  add(parts.prior * parts.coverage, "star prior " + std::to_string(parts.prior) + coverage);
  add(parts.closeness, "words close together");
  Explanation score;
  score.value = parts.score();
  score.description = "product of";
  score.details.push_back(std::move(sum));
  score.details.push_back({parts.standing, "standing (archived, fork, list)", {}});
  return score;
}

}  // namespace modelzoo::query
