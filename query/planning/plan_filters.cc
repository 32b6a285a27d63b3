#include "query/planning/plan_filters.h"

#include <algorithm>

#include "index/analysis/paper_keys.h"
#include "schemas/taxonomy.h"

namespace modelzoo::query {
namespace {

using index::keyword_term;
using index::KeywordField;

std::string facet_keyword(KeywordField field, const std::string& value, const Taxonomy& taxonomy) {
  if (field == KeywordField::kPaper) return keyword_term(field, index::paper_key(value));
  std::string_view id;
  if (field == KeywordField::kFramework) id = taxonomy.framework_id(value);
  if (field == KeywordField::kCategory) id = taxonomy.category_id(value);
  return keyword_term(field, id.empty() ? std::string_view(value) : id);
}

void truth(Filter& filter, NumberField field, bool wanted) {
  filter.number = field;
  filter.low = filter.high = wanted ? 1 : 0;
}

class RequestFilters {
 public:
  RequestFilters(const Taxonomy& taxonomy, SearchPlan& plan, std::vector<std::string>& warnings)
      : taxonomy_(taxonomy), plan_(plan), warnings_(warnings) {}

  void run(const SearchRequest& request) {
    any_of(request.frameworks, KeywordField::kFramework, FacetKind::kFramework);
    any_of(request.categories, KeywordField::kCategory, FacetKind::kCategory);
    any_of(request.licenses, KeywordField::kLicense, FacetKind::kLicense);
    any_of(request.languages, KeywordField::kLanguage, FacetKind::kLanguage);
    any_of(request.topics, KeywordField::kTopic, FacetKind::kTopic);
    any_of(request.owners, KeywordField::kOwner, {});
    if (request.min_stars || request.max_stars) {
      Filter filter;
      constexpr std::uint64_t kMost = INT64_MAX;
      filter.low = static_cast<std::int64_t>(std::min(request.min_stars.value_or(0), kMost));
      filter.high = static_cast<std::int64_t>(std::min(request.max_stars.value_or(kMost), kMost));
      add(filter);
    }
    const auto after = [&](const std::optional<UnixSeconds>& time, NumberField field,
                           std::optional<FacetKind> facet) {
      if (!time) return;
      Filter filter;
      filter.number = field;
      filter.low = std::max<std::int64_t>(time->time_since_epoch().count(), 1);
      add(filter, facet);
    };
    after(request.pushed_after, NumberField::kPushed, {});
    after(request.created_after, NumberField::kCreated, FacetKind::kYear);
    if (request.archived) {
      Filter filter;
      truth(filter, NumberField::kArchived, *request.archived);
      add(filter);
    }
  }

 private:
  void add(Filter filter, std::optional<FacetKind> facet = {}) {
    plan_.request_filters.push_back({plan_.filters.size(), facet});
    plan_.filters.push_back(std::move(filter));
  }

  void any_of(const std::vector<std::string>& values, KeywordField field,
              std::optional<FacetKind> facet) {
    if (values.empty()) return;
    Filter filter;
    for (const std::string& value : values) {
      const bool unknown =
          (field == KeywordField::kFramework && taxonomy_.framework_id(value).empty()) ||
          (field == KeywordField::kCategory && taxonomy_.category_id(value).empty());
      if (unknown) {
        warnings_.push_back(
            std::string(field == KeywordField::kFramework ? "framework" : "category") + " \"" +
            value + "\" is not in the taxonomy");
      }
      filter.keywords.push_back(facet_keyword(field, value, taxonomy_));
    }
    add(std::move(filter), facet);
  }

  const Taxonomy& taxonomy_;
  SearchPlan& plan_;
  std::vector<std::string>& warnings_;
};

}  // namespace

std::optional<FacetKind> facet_of(std::string_view qualifier) {
  static constexpr std::pair<std::string_view, FacetKind> kFacets[] = {
      {"framework", FacetKind::kFramework}, {"category", FacetKind::kCategory},
      {"topic", FacetKind::kTopic},         {"license", FacetKind::kLicense},
      {"language", FacetKind::kLanguage},   {"kind", FacetKind::kKind},
      {"created", FacetKind::kYear}};
  for (const auto& [name, facet] : kFacets) {
    if (name == qualifier) return facet;
  }
  return {};
}

Filter filter_of(const Qualifier& qualifier, const Taxonomy& taxonomy) {
  static constexpr std::pair<std::string_view, KeywordField> kKeywords[] = {
      {"framework", KeywordField::kFramework}, {"category", KeywordField::kCategory},
      {"topic", KeywordField::kTopic},         {"license", KeywordField::kLicense},
      {"language", KeywordField::kLanguage},   {"owner", KeywordField::kOwner},
      {"kind", KeywordField::kKind},           {"paper", KeywordField::kPaper}};
  static constexpr std::pair<std::string_view, NumberField> kNumbers[] = {
      {"stars", NumberField::kStars},
      {"forks", NumberField::kForks},
      {"pushed", NumberField::kPushed},
      {"created", NumberField::kCreated},
      {"updated", NumberField::kUpdated}};
  Filter out;
  for (const auto& [name, field] : kKeywords) {
    if (qualifier.name == name)
      out.keywords.push_back(facet_keyword(field, qualifier.value, taxonomy));
  }
  for (const auto& [name, field] : kNumbers) {
    if (qualifier.name != name) continue;
    out.number = field;
    out.low = qualifier.low.value_or(INT64_MIN);
    out.high = qualifier.high.value_or(INT64_MAX);
    // An unknown date (0) is before none.
    const bool date = field != NumberField::kStars && field != NumberField::kForks;
    if (date) out.low = std::max<std::int64_t>(out.low, 1);
  }
  if (qualifier.name == "archived") truth(out, NumberField::kArchived, qualifier.value == "true");
  if (qualifier.name == "fork") truth(out, NumberField::kFork, qualifier.value == "true");
  if (qualifier.name == "is") {
    truth(out, qualifier.value == "trending" ? NumberField::kTrending : NumberField::kArchived,
          true);
  }
  return out;
}

void add_request_filters(const SearchRequest& request, const Taxonomy& taxonomy, SearchPlan& plan,
                         std::vector<std::string>& warnings) {
  RequestFilters(taxonomy, plan, warnings).run(request);
}

}  // namespace modelzoo::query
