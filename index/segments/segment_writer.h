// segment_writer.h - writes the keys of one segment, documents in their final numbering: what the
// builder and the merger have in common. The bytes are described in schemas/storage.md.
//
// Order of calls: add_term* (ascending), finish_terms, write_columns, add_summary*,
// finish_summaries, add_document*, and write_dictionary where documents have one. One thread at a
// time. Errors are those of the sink.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "index/documents/doc_numbers.h"
#include "index/documents/facet_column.h"
#include "index/postings/posting_list_builder.h"
#include "index/storage/compressed_bytes.h"
#include "index/storage/segment_source.h"
#include "index/terms/term_dictionary.h"
#include "schemas/result.h"

namespace modelzoo::index {

// One entry a document. `names` are borrowed; `facets` are encoded (facet_column.h).
struct SegmentColumns {
  std::vector<std::string_view> names;
  std::vector<std::uint64_t> github_ids;  // 0: none
  std::vector<DocNumbers> numbers;
  std::array<std::string, kFacetFieldCount> facets;
};

class SegmentWriter {
 public:
  explicit SegmentWriter(SegmentSink& sink) : sink_(sink) {}

  // Takes the list; it is empty afterwards. An error of the sink is told by finish_terms.
  void add_term(std::string_view term, PostingListBuilder& list);
  Status finish_terms(std::uint32_t doc_count);
  Status write_columns(const SegmentColumns& columns);
  // Summaries and frames of documents (stored_document.h), in order of their numbers. An empty
  // frame is not written.
  Status add_summary(std::string_view json);
  Status finish_summaries();
  Status add_document(std::uint32_t doc, std::string_view frame);
  // What frames of documents were made with.
  Status write_dictionary(const CompressionDictionary& dictionary);

 private:
  // Lists laid one after the other into chunks.
  struct Chunks {
    explicit Chunks(const char* key_prefix) : prefix(key_prefix) {}
    const char* prefix;
    ChunkFiller filler;
    std::uint32_t number = 0;
    std::string bytes;
  };
  void add_list(Chunks& chunks, std::string_view list);
  void flush(Chunks& chunks);
  void put(const Chunks& chunks, std::string_view bytes);

  SegmentSink& sink_;
  std::string list_postings_, list_positions_;  // of add_term, kept for their memory
  TermDictionaryBuilder dictionary_;
  Chunks postings_{"2"}, positions_{"3"};
  Status chunks_written_ = Ok{};  // the first error, told by finish_terms
  std::string summaries_;
  std::uint32_t summary_count_ = 0;
};

}  // namespace modelzoo::index
