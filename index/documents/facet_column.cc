#include "index/documents/facet_column.h"

#include <map>
#include <optional>

#include "index/storage/byte_io.h"

namespace modelzoo::index {

std::span<const std::string> facet_values(const Record& record, FacetField field) {
  using Values = std::span<const std::string>;
  const auto list = [](const std::optional<std::vector<std::string>>& values) {
    return values ? Values(*values) : Values();
  };
  const auto single = [](const std::optional<std::string>& value) {
    return value && !value->empty() ? Values(&*value, 1) : Values();
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

std::uint32_t FacetColumnBuilder::number_of(std::string_view value) {
  if (const auto found = numbers_.find(value); found != numbers_.end()) return found->second;
  const std::string_view text = texts_.copy(value);
  const auto number = static_cast<std::uint32_t>(values_.size());
  values_.push_back(text);
  numbers_.emplace(text, number);
  return number;
}

template <typename Texts>
void FacetColumnBuilder::add_texts(const Texts& values) {
  ++doc_count_;
  if (values.empty() && listed_.empty()) return;
  ends_.resize(doc_count_ - 1, ends_.empty() ? 0 : ends_.back());
  for (const auto& value : values) listed_.push_back(number_of(value));
  ends_.push_back(static_cast<std::uint32_t>(listed_.size()));
}

void FacetColumnBuilder::add(std::span<const std::string> values) { add_texts(values); }
void FacetColumnBuilder::add(std::span<const std::string_view> values) { add_texts(values); }

std::size_t FacetColumnBuilder::memory_bytes() const {
  constexpr std::size_t kMapNode = 56;
  return texts_.memory_bytes() + values_.size() * (sizeof(std::string_view) + kMapNode) +
         (ends_.capacity() + listed_.capacity()) * sizeof(std::uint32_t);
}

std::string FacetColumnBuilder::encode(std::span<const FacetColumnBuilder* const> parts,
                                       std::span<const DocumentPlace> order) {
  std::map<std::string_view, std::uint32_t> column;  // value to ordinal
  std::vector<std::vector<std::uint32_t>> ordinals;  // by part and number
  for (const FacetColumnBuilder* part : parts) ordinals.emplace_back(part->values_.size(), 0);
  for (const DocumentPlace& place : order) {
    for (const std::uint32_t number : parts[place.part]->numbers(place.doc)) {
      if (std::exchange(ordinals[place.part][number], 1) == 0) {
        column.emplace(parts[place.part]->values_[number], 0);
      }
    }
  }
  std::string out;
  put_varint(out, column.size());
  std::uint32_t next = 0;
  for (auto& [value, ordinal] : column) {
    put_bytes(out, value);
    ordinal = next++;
  }
  for (std::size_t part = 0; part < parts.size(); ++part) {
    for (std::size_t number = 0; number < ordinals[part].size(); ++number) {
      if (ordinals[part][number] == 0) continue;
      ordinals[part][number] = column.find(parts[part]->values_[number])->second;
    }
  }
  for (const DocumentPlace& place : order) {
    const std::span<const std::uint32_t> numbers = parts[place.part]->numbers(place.doc);
    put_varint(out, numbers.size());
    for (const std::uint32_t number : numbers) put_varint(out, ordinals[place.part][number]);
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
