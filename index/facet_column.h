// facet_column.h - the values of a facet by document: what facets count and pages show.
//
// Stored as: varint number of values, each as bytes, sorted; then per document a varint count and
// that many varint ordinals. Immutable once read: thread-safe.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "schemas/record.h"
#include "schemas/result.h"

namespace modelzoo::index {

enum class FacetField : std::uint8_t { kFramework, kCategory, kTopic, kLicense, kLanguage, kKind };
inline constexpr std::size_t kFacetFieldCount = 6;

// The record's values of a facet, as shown: "MIT", "Python".
[[nodiscard]] std::vector<std::string> facet_values(const Record& record, FacetField field);

class FacetColumn {
 public:
  [[nodiscard]] static Result<FacetColumn> read(std::string_view bytes, std::uint32_t doc_count);
  [[nodiscard]] const std::vector<std::string>& values() const { return values_; }
  [[nodiscard]] std::span<const std::uint32_t> ordinals(std::uint32_t doc) const {
    return std::span(ordinals_).subspan(starts_[doc], starts_[doc + 1] - starts_[doc]);
  }

 private:
  std::vector<std::string> values_;
  std::vector<std::uint32_t> starts_, ordinals_;
};

// `by_doc`: the values of each document in document order.
[[nodiscard]] std::string encode_facet_column(
    std::span<const std::vector<std::string>* const> by_doc);

}  // namespace modelzoo::index
