#include "query/answers/facet_counter.h"

#include <algorithm>
#include <bit>
#include <chrono>

namespace modelzoo::query {

const FacetName* find_facet(std::string_view name) {
  const auto found = std::find_if(kFacetNames.begin(), kFacetNames.end(),
                                  [&](const FacetName& facet) { return facet.name == name; });
  return found == kFacetNames.end() ? nullptr : &*found;
}

namespace {

std::string year_of(std::uint32_t seconds) {
  using namespace std::chrono;
  const year_month_day date(floor<days>(sys_seconds(std::chrono::seconds(seconds))));
  return std::to_string(static_cast<int>(date.year()));
}

std::optional<index::FacetField> column_of(FacetKind kind) {
  switch (kind) {
    case FacetKind::kFramework:
      return index::FacetField::kFramework;
    case FacetKind::kCategory:
      return index::FacetField::kCategory;
    case FacetKind::kTopic:
      return index::FacetField::kTopic;
    case FacetKind::kLicense:
      return index::FacetField::kLicense;
    case FacetKind::kLanguage:
      return index::FacetField::kLanguage;
    case FacetKind::kKind:
      return index::FacetField::kKind;
    case FacetKind::kYear:
      break;
  }
  return {};
}

}  // namespace

FacetCounter::FacetCounter(FacetName facet) : facet_(facet), column_(column_of(facet.kind)) {}

void FacetCounter::begin_segment(const index::SegmentView& view) {
  view_ = &view;
  if (column_) by_ordinal_.assign(view.reader->facet(*column_).values().size(), 0);
}

void FacetCounter::count(index::DocId base, const WindowBits& documents) {
  for (std::size_t w = 0; w < documents.words.size(); ++w) {
    for (std::uint64_t rest = documents.words[w]; rest != 0; rest &= rest - 1) {
      const index::DocId doc = base + static_cast<std::uint32_t>(w * 64) +
                               static_cast<std::uint32_t>(std::countr_zero(rest));
      if (column_) {
        for (const std::uint32_t value : view_->reader->facet(*column_).ordinals(doc))
          ++by_ordinal_[value];
      } else if (const std::uint32_t created = view_->doc_numbers(doc).created_at; created > 0) {
        ++totals_[year_of(created)];
      }
    }
  }
}

void FacetCounter::end_segment() {
  if (!column_) return;
  const auto& values = view_->reader->facet(*column_).values();
  for (std::size_t i = 0; i < by_ordinal_.size(); ++i) {
    if (by_ordinal_[i] > 0) totals_[values[i]] += by_ordinal_[i];
  }
}

Facet FacetCounter::finish(std::size_t limit) const {
  Facet facet;
  facet.name = facet_.name;
  for (const auto& [value, count] : totals_) facet.values.push_back({value, count});
  std::stable_sort(facet.values.begin(), facet.values.end(),
                   [](const FacetCount& a, const FacetCount& b) { return a.count > b.count; });
  if (facet.values.size() > limit) facet.values.resize(limit);
  return facet;
}

}  // namespace modelzoo::query
