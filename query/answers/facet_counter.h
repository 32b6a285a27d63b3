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

#include "index/segments/snapshot.h"
#include "query/matching/segment_matcher.h"
#include "query/search_result.h"

namespace modelzoo::query {

struct FacetName {
  std::string_view name;  // in the API
  FacetKind kind;
};
inline constexpr std::array<FacetName, 7> kFacetNames = {{{"framework", FacetKind::kFramework},
                                                          {"category", FacetKind::kCategory},
                                                          {"license", FacetKind::kLicense},
                                                          {"language", FacetKind::kLanguage},
                                                          {"topic", FacetKind::kTopic},
                                                          {"kind", FacetKind::kKind},
                                                          {"year", FacetKind::kYear}}};
// nullptr when there is none of this name.
[[nodiscard]] const FacetName* find_facet(std::string_view name);

class FacetCounter {
 public:
  explicit FacetCounter(FacetName facet);
  void begin_segment(const index::SegmentView& view);
  // Order of calls: (begin_segment count* end_segment)* finish.
  void count(index::DocId base, const WindowBits& documents);
  void end_segment();
  // Most frequent first, then by value; at most `limit`.
  [[nodiscard]] Facet finish(std::size_t limit) const;
  [[nodiscard]] FacetKind kind() const { return facet_.kind; }

 private:
  FacetName facet_;
  std::optional<index::FacetField> column_;  // none: years
  const index::SegmentView* view_ = nullptr;
  std::vector<std::uint64_t> by_ordinal_;
  std::map<std::string, std::uint64_t> totals_;
};

}  // namespace modelzoo::query
