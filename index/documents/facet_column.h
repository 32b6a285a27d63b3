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
#include <unordered_map>
#include <utility>
#include <vector>

#include "index/documents/document_place.h"
#include "index/storage/byte_arena.h"
#include "schemas/record.h"
#include "schemas/result.h"

namespace modelzoo::index {

enum class FacetField : std::uint8_t { kFramework, kCategory, kTopic, kLicense, kLanguage, kKind };
inline constexpr std::size_t kFacetFieldCount = 6;

// The record's values of a facet, as shown: "MIT", "Python". A view of the record.
[[nodiscard]] std::span<const std::string> facet_values(const Record& record, FacetField field);

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

// Collects the values of documents as they come; they are ordered when the column is encoded.
// Nothing is held for a facet without values. One thread at a time.
class FacetColumnBuilder {
 public:
  // The values of the next document.
  void add(std::span<const std::string> values);
  void add(std::span<const std::string_view> values);
  [[nodiscard]] std::size_t memory_bytes() const;

  // The column of the documents that `order` names, in that order, with the values that these have.
  [[nodiscard]] static std::string encode(std::span<const FacetColumnBuilder* const> parts,
                                          std::span<const DocumentPlace> order);

 private:
  [[nodiscard]] std::span<const std::uint32_t> numbers(std::uint32_t doc) const {
    if (doc >= ends_.size()) return {};
    const std::uint32_t begin = doc == 0 ? 0 : ends_[doc - 1];
    return std::span(listed_).subspan(begin, ends_[doc] - begin);
  }
  template <typename Texts>
  void add_texts(const Texts& values);
  std::uint32_t number_of(std::string_view value);

  ByteArena texts_;
  std::vector<std::string_view> values_;
  std::unordered_map<std::string_view, std::uint32_t> numbers_;
  std::uint32_t doc_count_ = 0;
  std::vector<std::uint32_t> ends_;  // in listed_, by document; empty while nothing is listed
  std::vector<std::uint32_t> listed_;
};

}  // namespace modelzoo::index
