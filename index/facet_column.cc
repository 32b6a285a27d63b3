#include "index/facet_column.h"

#include <map>

#include "index/byte_io.h"

namespace modelzoo::index {

std::vector<std::string> facet_values(const Record& record, FacetField field) {
  const auto list = [](const auto& values) { return values.value_or(std::vector<std::string>{}); };
  const auto single = [](const std::optional<std::string>& value) {
    return value && !value->empty() ? std::vector<std::string>{*value} : std::vector<std::string>{};
  };
  switch (field) {
    case FacetField::kFramework:
      return list(record.frameworks);
    case FacetField::kCategory:
      return list(record.categories);
    case FacetField::kTopic:
      return list(record.topics);
    case FacetField::kLicense:
      return single(record.license);
    case FacetField::kLanguage:
      return single(record.language);
    case FacetField::kKind:
      return single(record.kind);
  }
  return {};
}

std::string encode_facet_column(std::span<const std::vector<std::string>* const> by_doc) {
  std::map<std::string_view, std::uint32_t> ordinals;
  for (const auto* values : by_doc) {
    for (const std::string& value : *values) ordinals.emplace(value, 0);
  }
  std::string out;
  put_varint(out, ordinals.size());
  std::uint32_t next = 0;
  for (auto& [value, ordinal] : ordinals) {
    put_bytes(out, value);
    ordinal = next++;
  }
  for (const auto* values : by_doc) {
    put_varint(out, values->size());
    for (const std::string& value : *values) put_varint(out, ordinals.find(value)->second);
  }
  return out;
}

Result<FacetColumn> FacetColumn::read(std::string_view bytes, std::uint32_t doc_count) {
  ByteReader reader(bytes);
  FacetColumn column;
  for (std::uint32_t n = reader.count(1); n > 0; --n) column.values_.emplace_back(reader.bytes());
  column.starts_.reserve(doc_count + std::size_t{1});
  column.starts_.push_back(0);
  bool in_range = true;
  for (std::uint32_t doc = 0; doc < doc_count && !reader.bad(); ++doc) {
    for (std::uint32_t n = reader.count(1); n > 0; --n) {
      const std::uint32_t ordinal = reader.varint32();
      in_range = in_range && ordinal < column.values_.size();
      column.ordinals_.push_back(ordinal);
    }
    column.starts_.push_back(static_cast<std::uint32_t>(column.ordinals_.size()));
  }
  if (reader.bad() || !reader.at_end() || !in_range) {
    return Error{ErrorCode::kCorrupt, "facet column: malformed"};
  }
  return column;
}

}  // namespace modelzoo::index
