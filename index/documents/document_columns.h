// document_columns.h - what a segment in the making holds of its documents beside their postings:
// names, ids, numbers, facets, and the documents themselves as they will be stored. Documents are
// numbered as they come.
//
// One thread at a time.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "index/documents/doc_numbers.h"
#include "index/documents/facet_column.h"
#include "index/storage/byte_arena.h"

namespace modelzoo::index {

class DocumentColumns {
 public:
  void add(const Record& record) {
    names_.push_back(texts_.copy(record.full_name));
    ids_.push_back(record.github_id.value_or(0));
    numbers_.push_back(numbers_of(record));
    for (std::size_t f = 0; f < kFacetFieldCount; ++f) {
      facets_[f].add(facet_values(record, static_cast<FacetField>(f)));
    }
  }
  // Of the document that was added last (stored_document.h).
  void add_stored(std::string_view summary_json, std::string_view document_frame) {
    summaries_.push_back(texts_.copy(summary_json));
    documents_.push_back(texts_.copy(document_frame));
  }

  [[nodiscard]] std::uint32_t size() const { return static_cast<std::uint32_t>(names_.size()); }
  [[nodiscard]] std::string_view name(std::uint32_t doc) const { return names_[doc]; }
  [[nodiscard]] std::uint64_t github_id(std::uint32_t doc) const { return ids_[doc]; }
  [[nodiscard]] const DocNumbers& numbers(std::uint32_t doc) const { return numbers_[doc]; }
  [[nodiscard]] const FacetColumnBuilder& facet(std::size_t field) const { return facets_[field]; }
  [[nodiscard]] std::string_view summary(std::uint32_t doc) const { return summaries_[doc]; }
  [[nodiscard]] std::string_view document(std::uint32_t doc) const { return documents_[doc]; }

  [[nodiscard]] std::size_t memory_bytes() const {
    std::size_t bytes = texts_.memory_bytes() +
                        (names_.capacity() + summaries_.capacity() + documents_.capacity()) *
                            sizeof(std::string_view) +
                        ids_.capacity() * sizeof(std::uint64_t) +
                        numbers_.capacity() * sizeof(DocNumbers);
    for (const FacetColumnBuilder& facet : facets_) bytes += facet.memory_bytes();
    return bytes;
  }

 private:
  ByteArena texts_;
  std::vector<std::string_view> names_, summaries_, documents_;
  std::vector<std::uint64_t> ids_;
  std::vector<DocNumbers> numbers_;
  std::array<FacetColumnBuilder, kFacetFieldCount> facets_;
};

}  // namespace modelzoo::index
