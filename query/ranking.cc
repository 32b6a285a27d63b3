#include "query/ranking.h"

#include <algorithm>
#include <cmath>

#include "schemas/record.h"

namespace modelzoo::query {
namespace {

constexpr std::uint32_t kNoOrdinal = 0xffffffffU;
constexpr double kImpactUnit = 1.0 / 255.0;

std::uint32_t ordinal_of(const index::FacetColumn& column, std::string_view value) {
  const auto& values = column.values();
  const auto found = std::lower_bound(values.begin(), values.end(), value);
  return found != values.end() && *found == value
             ? static_cast<std::uint32_t>(found - values.begin())
             : kNoOrdinal;
}

// ASCII letters and digits of a name, lower case: names have no others (record.h).
std::string joined_name(std::string_view name) {
  std::string out;
  for (const char c : folded_name(name)) {
    if (c != '-' && c != '_' && c != '.' && c != '/') out += c;
  }
  return out;
}

}  // namespace

Ranker::Ranker(const SearchPlan& plan, const index::SegmentView& view, Ranking ranking)
    : plan_(plan),
      view_(view),
      ranking_(ranking),
      list_kind_(ordinal_of(view.reader->facet(index::FacetField::kKind), "list")) {
  for (const std::size_t word : plan_.scoring) {
    best_ += plan_.words[word].idf;
    const std::string& text = plan_.words[word].text;
    wants_list_ = wants_list_ || text == "awesome" || text == "list" || text == "papers" ||
                  text == "resources";
  }
}

double Ranker::name_bonus(index::DocId doc) const {
  if (plan_.joined_words.empty()) return 0;
  const std::string_view full_name = view_.reader->full_name(doc);
  const std::size_t slash = full_name.find('/');
  const std::string name = joined_name(full_name.substr(slash + 1));
  const std::string& words = plan_.joined_words;
  if (words == name || words == joined_name(full_name)) return best_ * kSameName;
  const std::string owner = joined_name(full_name.substr(0, slash));
  if (words == name + owner) return best_ * kSameName;
  constexpr std::size_t kTelling = 3;  // shorter beginnings say little
  if (words.size() >= kTelling && name.starts_with(words)) {
    return best_ * kNamePrefix * static_cast<double>(words.size()) /
           static_cast<double>(name.size());
  }
  return 0;
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

ScoreParts Ranker::score(const SegmentMatcher& matcher, std::uint32_t i) const {
  using index::Field;
  const index::FieldMask labels =
      index::field_bit(Field::kDescription) | index::field_bit(Field::kTopics);
  const index::DocId doc = matcher.base() + i;
  ScoreParts parts;
  parts.best = best_;
  double present = 0;
  double in_name = 0;
  double in_labels = 0;
  for (const std::size_t word : plan_.scoring) {
    const WordMatch* match = matcher.word_match(word, i);
    if (match == nullptr) continue;
    const double idf = plan_.words[word].idf;
    parts.text += idf * match->impact * kImpactUnit;
    present += idf;
    if ((match->fields & index::field_bit(Field::kName)) != 0) in_name += idf;
    if ((match->fields & labels) != 0) in_labels += idf;
  }
  if (ranking_ == Ranking::kBm25) return parts;
  const index::DocNumbers& numbers = view_.doc_numbers(doc);
  const double share = best_ > 0 ? present / best_ : 1;
  parts.coverage = share * share;
  parts.fields = kNameShare * in_name + kLabelShare * in_labels;
  parts.name = name_bonus(doc);
  parts.prior =
      kStarShare * (best_ > 0 ? best_ : 1) * std::log1p(numbers.stars) / std::log1p(kManyStars);
  parts.standing = standing(doc, numbers);
  return parts;
}

Explanation explain_score(const ScoreParts& parts) {
  Explanation sum;
  sum.description = "sum of";
  sum.details.push_back({parts.text * parts.coverage,
                         "text relevance (BM25F) " + std::to_string(parts.text) +
                             " times coverage " + std::to_string(parts.coverage),
                         {}});
  sum.details.push_back({parts.fields, "share of the words in name, description and topics", {}});
  sum.details.push_back({parts.name, "the words are the repository's name", {}});
  sum.details.push_back({parts.prior * parts.coverage,
                         "star prior " + std::to_string(parts.prior) + " times coverage",
                         {}});
  for (const Explanation& part : sum.details) sum.value += part.value;
  Explanation score;
  score.value = parts.score();
  score.description = "product of";
  score.details.push_back(std::move(sum));
  score.details.push_back({parts.standing, "standing (archived, fork, list)", {}});
  return score;
}

}  // namespace modelzoo::query
