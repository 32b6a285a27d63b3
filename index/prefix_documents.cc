#include "index/prefix_documents.h"

#include <algorithm>

namespace modelzoo::index {
namespace {

constexpr std::size_t kMostKept = 256;
constexpr std::size_t kMostKeptBytes = std::size_t{4} << 20;

void set(DocBits& bits, DocId doc) { bits[doc >> 6] |= std::uint64_t{1} << (doc & 63); }

Status damaged(std::string_view term) {
  return Error{ErrorCode::kCorrupt, "term \"" + std::string(term) + "\": damaged postings"};
}

Status add(const PostingList& list, std::string_view term, FieldMask fields, DocBits& bits) {
  const bool all_fields = fields == kAllFields;
  if (list.count() == 1 && all_fields) {
    set(bits, list.last_doc_of(0));
    return Ok{};
  }
  DecodedBlock block;
  FieldMasks masks;
  for (std::size_t b = 0; b < list.block_count(); ++b) {
    if (!list.decode(b, block)) return damaged(term);
    if (!all_fields && !list.masks_of(b, masks)) return damaged(term);
    for (std::size_t i = 0; i < block.count; ++i) {
      if (all_fields || (masks[i] & fields) != 0) set(bits, block.docs[i]);
    }
  }
  return Ok{};
}

}  // namespace

Result<std::shared_ptr<const DocBits>> PrefixDocuments::find(const SegmentReader& reader,
                                                             std::string_view prefix,
                                                             FieldMask fields) const {
  std::string key(1, static_cast<char>(fields));
  key += prefix;
  {
    MutexLock lock(mutex_);
    const auto known = found_.find(key);
    if (known != found_.end()) return known->second;
  }
  auto bits = std::make_shared<DocBits>((reader.doc_count() + 63) / 64);
  Status status = Ok{};
  reader.visit_terms(prefix, [&](std::string_view term, const TermInfo& info) {
    const auto list = reader.posting_list(info, fields != kAllFields);
    status = list ? add(*list, term, fields, *bits) : Status(list.error());
    return status.ok();
  });
  if (!status) return std::move(status).error();
  MutexLock lock(mutex_);
  const std::size_t bytes = std::max<std::size_t>(bits->size() * sizeof(std::uint64_t), 1);
  if (found_.size() >= std::clamp<std::size_t>(kMostKeptBytes / bytes, 1, kMostKept))
    found_.clear();
  found_.insert_or_assign(std::move(key), bits);
  return std::shared_ptr<const DocBits>(std::move(bits));
}

}  // namespace modelzoo::index
