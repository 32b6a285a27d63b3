#include "index/segments/segment_writer.h"

#include "index/storage/segment_format.h"

namespace modelzoo::index {

void SegmentWriter::add_list(Chunks& chunks, std::string_view list) {
  const ListPlace place = chunks.filler.add(static_cast<std::uint32_t>(list.size()));
  if (place.chunk != chunks.number) flush(chunks);
  chunks.number = place.chunk;
  if (chunks.bytes.empty() && list.size() >= kChunkBytes) {
    put(chunks, list);  // a chunk of its own, without a copy
  } else {
    chunks.bytes += list;
  }
}

void SegmentWriter::flush(Chunks& chunks) {
  if (chunks.bytes.empty()) return;
  put(chunks, chunks.bytes);
  chunks.bytes.clear();
}

void SegmentWriter::put(const Chunks& chunks, std::string_view bytes) {
  const Status written = sink_.put(numbered_key(chunks.prefix, chunks.number), bytes);
  if (chunks_written_ && !written) chunks_written_ = written;
}

void SegmentWriter::add_term(std::string_view term, PostingListBuilder& list) {
  const std::uint8_t max_impact = list.max_impact();
  const std::uint32_t count = list.count();
  list_postings_.clear();
  list_positions_.clear();
  list.finish(list_postings_, list_positions_);
  dictionary_.add(term, count, max_impact, list_postings_.size(), list_positions_.size());
  add_list(postings_, list_postings_);
  add_list(positions_, list_positions_);
}

Status SegmentWriter::finish_terms(std::uint32_t doc_count) {
  flush(postings_);
  flush(positions_);
  MODELZOO_RETURN_IF_ERROR(chunks_written_);
  std::string meta;
  put_varint(meta, kFormatVersion);
  put_varint(meta, doc_count);
  MODELZOO_RETURN_IF_ERROR(sink_.put(kMetaKey, meta));
  return sink_.put(kDictionaryKey, compress(dictionary_.finish()));
}

Status SegmentWriter::write_columns(const SegmentColumns& columns) {
  std::string names;
  for (const std::string_view name : columns.names) put_bytes(names, name);
  MODELZOO_RETURN_IF_ERROR(sink_.put(kNamesKey, compress(names)));
  MODELZOO_RETURN_IF_ERROR(sink_.put(kNumbersKey, compress(encode_numbers(columns.numbers))));
  for (std::size_t facet = 0; facet < kFacetFieldCount; ++facet) {
    MODELZOO_RETURN_IF_ERROR(sink_.put(facet_key(facet), compress(columns.facets[facet])));
  }
  std::string ids;
  for (const std::uint64_t id : columns.github_ids) put_varint(ids, id);
  return sink_.put(kGithubIdsKey, compress(ids));
}

Status SegmentWriter::write_dictionary(const CompressionDictionary& dictionary) {
  return sink_.put(kDocumentDictionaryKey, dictionary.bytes());
}

Status SegmentWriter::add_summary(std::string_view json) {
  put_bytes(summaries_, json);
  return ++summary_count_ % kSummariesPerBlock == 0 ? finish_summaries() : Status(Ok{});
}

Status SegmentWriter::finish_summaries() {
  if (summaries_.empty()) return Ok{};
  const std::string block = compress(summaries_, CompressionEffort::kDocument);
  summaries_.clear();
  return sink_.put(numbered_key(kSummaryPrefix, (summary_count_ - 1) / kSummariesPerBlock), block);
}

Status SegmentWriter::add_document(std::uint32_t doc, std::string_view frame) {
  return frame.empty() ? Status(Ok{}) : sink_.put(numbered_key(kDocumentPrefix, doc), frame);
}

}  // namespace modelzoo::index
