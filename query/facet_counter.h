// facet_counter.h - counts the values of facets over matching documents, across segments.
// One thread at a time.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "index/snapshot.h"
#include "query/search_result.h"
#include "query/segment_matcher.h"

namespace modelzoo::query {

// Facets of the API and the column each counts; "year" counts the year of creation.
struct FacetName {
  std::string_view name;
  std::optional<index::FacetField> field;
};
inline constexpr std::array<FacetName, 7> kFacetNames = {
    {{"framework", index::FacetField::kFramework},
     {"category", index::FacetField::kCategory},
     {"license", index::FacetField::kLicense},
     {"language", index::FacetField::kLanguage},
     {"topic", index::FacetField::kTopic},
     {"kind", index::FacetField::kKind},
     {"year", std::nullopt}}};
// nullptr when there is none of this name.
[[nodiscard]] const FacetName* find_facet(std::string_view name);

class FacetCounter {
 public:
  explicit FacetCounter(FacetName facet) : facet_(facet) {}
  void begin_segment(const index::SegmentView& view);
  // Order of calls: (begin_segment count* end_segment)* finish.
  void count(index::DocId base, const WindowBits& documents);
  void end_segment();
  // Most frequent first, then by value; at most `limit`.
  [[nodiscard]] Facet finish(std::size_t limit) const;
  [[nodiscard]] std::optional<index::FacetField> field() const { return facet_.field; }

 private:
  FacetName facet_;
  const index::SegmentView* view_ = nullptr;
  std::vector<std::uint64_t> by_ordinal_;
  std::map<std::string, std::uint64_t> totals_;
};

}  // namespace modelzoo::query
