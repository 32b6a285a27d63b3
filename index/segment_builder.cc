// Documents are analysed when they are added; their order is known only at finish(), when the
// terms' postings, kept as bytes by insertion number, are renumbered and encoded list by list.
#include "index/segment_builder.h"

#include <algorithm>
#include <numeric>

#include "index/analysis/document_analyzer.h"
#include "index/compressed_bytes.h"
#include "index/segment_format.h"
#include "index/term_accumulator.h"
#include "index/term_dictionary.h"
#include "schemas/record_writer.h"

namespace modelzoo::index {
namespace {

struct PendingDocument {
  std::string full_name;
  DocNumbers numbers;
  std::array<std::vector<std::string>, kFacetFieldCount> facets;
  std::string summary;   // JSON
  std::string document;  // compressed JSON
};

// What hits show: all but the long fields.
Record summary_of(const Record& record) {
  Record summary = record;
  summary.readme.reset();
  summary.manifests.reset();
  summary.imports.reset();
  summary.star_history.reset();
  return summary;
}

// One term's postings, decoded from the accumulator and renumbered.
struct PendingPosting {
  Posting posting;
  std::string_view positions;  // varint count, varint deltas
};

std::vector<PendingPosting> renumbered(const TermAccumulator::Term& term,
                                       const std::vector<DocId>& new_doc) {
  std::vector<PendingPosting> postings;
  ByteReader reader(term.postings);
  while (!reader.at_end()) {
    PendingPosting pending;
    pending.posting.doc = new_doc[reader.varint32()];
    if (term.scored) {
      pending.posting.impact = reader.u8();
      pending.posting.fields = reader.u8();
      const std::size_t begin = reader.offset();
      for (std::uint32_t n = reader.varint32(); n > 0; --n) reader.varint();
      pending.positions = std::string_view(term.postings).substr(begin, reader.offset() - begin);
    }
    postings.push_back(pending);
  }
  std::sort(postings.begin(), postings.end(), [](const PendingPosting& a, const PendingPosting& b) {
    return a.posting.doc < b.posting.doc;
  });
  return postings;
}

// Chunks of lists, each written when the next begins: keys stay in order.
class ChunkWriter {
 public:
  ChunkWriter(const char* prefix, SegmentSink& sink) : prefix_(prefix), sink_(sink) {}
  Status add(std::string_view list) {
    const ListPlace place = filler_.add(static_cast<std::uint32_t>(list.size()));
    if (place.chunk != chunk_) MODELZOO_RETURN_IF_ERROR(flush());
    chunk_ = place.chunk;
    bytes_ += list;
    return Ok{};
  }
  Status flush() {
    if (bytes_.empty()) return Ok{};
    MODELZOO_RETURN_IF_ERROR(sink_.put(numbered_key(prefix_, chunk_), bytes_));
    bytes_.clear();
    return Ok{};
  }

 private:
  const char* prefix_;
  SegmentSink& sink_;
  ChunkFiller filler_;
  std::uint32_t chunk_ = 0;
  std::string bytes_;
};

}  // namespace

struct SegmentBuilder::Impl {
  explicit Impl(SegmentBuildOptions build_options) : options(build_options) {}

  SegmentBuildOptions options;
  DocumentAnalyzer analyzer;
  TermAccumulator terms;
  std::vector<PendingDocument> documents;
  std::size_t document_bytes = 0;

  // new number -> insertion number, in star order; ties by name.
  std::vector<std::uint32_t> star_order() const {
    std::vector<std::uint32_t> order(documents.size());
    std::iota(order.begin(), order.end(), 0U);
    std::sort(order.begin(), order.end(), [this](std::uint32_t a, std::uint32_t b) {
      const PendingDocument& x = documents[a];
      const PendingDocument& y = documents[b];
      return x.numbers.stars != y.numbers.stars ? x.numbers.stars > y.numbers.stars
                                                : x.full_name < y.full_name;
    });
    return order;
  }

  Status write_meta(SegmentSink& sink) const {
    std::string meta;
    put_varint(meta, kFormatVersion);
    put_varint(meta, documents.size());
    return sink.put(kMetaKey, meta);
  }

  // Lists in term order, postings before positions; both orders of keys are ascending, so positions
  // are gathered and written after.
  Status write_terms(const std::vector<DocId>& new_doc, SegmentSink& sink) const {
    TermDictionaryBuilder dictionary;
    std::vector<std::pair<std::string, std::string>> held;
    struct Memory final : SegmentSink {
      std::vector<std::pair<std::string, std::string>>* entries = nullptr;
      Status put(std::string_view key, std::string_view value) override {
        entries->emplace_back(key, value);
        return Ok{};
      }
    } memory;
    memory.entries = &held;
    ChunkWriter postings_out(kPostingsPrefix, memory);
    ChunkWriter positions_out(kPositionsPrefix, memory);
    for (const TermAccumulator::Term* term : terms.sorted()) {
      PostingListBuilder list(term->scored);
      std::vector<Position> positions;
      const std::vector<PendingPosting> pending = renumbered(*term, new_doc);
      for (const PendingPosting& p : pending) {
        positions.clear();
        ByteReader reader(p.positions);
        Position position = 0;
        for (std::uint32_t n = p.positions.empty() ? 0 : reader.varint32(); n > 0; --n) {
          position += reader.varint32();
          positions.push_back(position);
        }
        list.add(p.posting, positions);
      }
      const std::uint8_t max_impact = list.max_impact();
      std::string posting_bytes;
      std::string position_bytes;
      list.finish(posting_bytes, position_bytes);
      dictionary.add(term->text, static_cast<std::uint32_t>(pending.size()), max_impact,
                     posting_bytes.size(), position_bytes.size());
      MODELZOO_RETURN_IF_ERROR(postings_out.add(posting_bytes));
      MODELZOO_RETURN_IF_ERROR(positions_out.add(position_bytes));
    }
    MODELZOO_RETURN_IF_ERROR(postings_out.flush());
    MODELZOO_RETURN_IF_ERROR(positions_out.flush());
    MODELZOO_RETURN_IF_ERROR(sink.put(kDictionaryKey, dictionary.finish()));
    std::sort(held.begin(), held.end());
    for (const auto& [key, value] : held) MODELZOO_RETURN_IF_ERROR(sink.put(key, value));
    return Ok{};
  }

  Status write_columns(const std::vector<std::uint32_t>& order, SegmentSink& sink) const {
    std::string names;
    std::string numbers;
    for (const std::uint32_t i : order) {
      put_bytes(names, documents[i].full_name);
      put_numbers(documents[i].numbers, numbers);
    }
    MODELZOO_RETURN_IF_ERROR(sink.put(kNamesKey, names));
    MODELZOO_RETURN_IF_ERROR(sink.put(kNumbersKey, numbers));
    for (std::size_t facet = 0; facet < kFacetFieldCount; ++facet) {
      std::vector<const std::vector<std::string>*> by_doc;
      by_doc.reserve(order.size());
      for (const std::uint32_t i : order) by_doc.push_back(&documents[i].facets[facet]);
      MODELZOO_RETURN_IF_ERROR(sink.put(facet_key(facet), encode_facet_column(by_doc)));
    }
    return Ok{};
  }

  Status write_documents(const std::vector<std::uint32_t>& order, SegmentSink& sink) const {
    if (!options.store_documents) return Ok{};
    std::string block;
    for (std::uint32_t doc = 0; doc < order.size(); ++doc) {
      put_bytes(block, documents[order[doc]].summary);
      if ((doc + 1) % kSummariesPerBlock == 0 || doc + 1 == order.size()) {
        MODELZOO_RETURN_IF_ERROR(
            sink.put(numbered_key(kSummaryPrefix, doc / kSummariesPerBlock), compress(block)));
        block.clear();
      }
    }
    for (std::uint32_t doc = 0; doc < order.size(); ++doc) {
      MODELZOO_RETURN_IF_ERROR(
          sink.put(numbered_key(kDocumentPrefix, doc), documents[order[doc]].document));
    }
    return Ok{};
  }
};

SegmentBuilder::SegmentBuilder(SegmentBuildOptions options)
    : impl_(std::make_unique<Impl>(options)) {}
SegmentBuilder::~SegmentBuilder() = default;
SegmentBuilder::SegmentBuilder(SegmentBuilder&&) noexcept = default;
SegmentBuilder& SegmentBuilder::operator=(SegmentBuilder&&) noexcept = default;

Status SegmentBuilder::add(const Record& record) {
  if (!is_full_name(record.full_name)) {
    return Error{ErrorCode::kInvalidArgument, "not a full name: \"" + record.full_name + "\""};
  }
  Impl& impl = *impl_;
  impl.terms.begin_document(static_cast<std::uint32_t>(impl.documents.size()));
  impl.analyzer.analyze(record, impl.terms);
  for (const std::string& term : keyword_terms(record)) impl.terms.keyword(term);
  impl.terms.end_document();
  PendingDocument document;
  document.full_name = record.full_name;
  document.numbers = numbers_of(record);
  for (std::size_t f = 0; f < kFacetFieldCount; ++f) {
    document.facets[f] = facet_values(record, static_cast<FacetField>(f));
  }
  if (impl.options.store_documents) {
    append_record_json(summary_of(record), document.summary);
    document.document = compress(record_json(record));
  }
  impl.document_bytes += sizeof document + document.summary.size() + document.document.size();
  impl.documents.push_back(std::move(document));
  return Ok{};
}

std::uint32_t SegmentBuilder::doc_count() const {
  return static_cast<std::uint32_t>(impl_->documents.size());
}

std::size_t SegmentBuilder::memory_bytes() const {
  return impl_->terms.memory_bytes() + impl_->document_bytes;
}

Status SegmentBuilder::finish(SegmentSink& sink) {
  const std::vector<std::uint32_t> order = impl_->star_order();
  std::vector<DocId> new_doc(order.size());
  for (DocId doc = 0; doc < order.size(); ++doc) new_doc[order[doc]] = doc;
  MODELZOO_RETURN_IF_ERROR(impl_->write_meta(sink));
  MODELZOO_RETURN_IF_ERROR(impl_->write_terms(new_doc, sink));
  MODELZOO_RETURN_IF_ERROR(impl_->write_columns(order, sink));
  MODELZOO_RETURN_IF_ERROR(impl_->write_documents(order, sink));
  impl_ = std::make_unique<Impl>(impl_->options);
  return Ok{};
}

Status merge_segments(std::span<const SegmentView> inputs, SegmentSink& sink,
                      SegmentBuildOptions options) {
  SegmentBuilder builder(options);
  for (const SegmentView& view : inputs) {
    for (DocId doc = 0; doc < view.reader->doc_count(); ++doc) {
      if (!view.is_live(doc)) continue;
      auto record = view.reader->document(doc);
      if (!record) return std::move(record).error();
      apply_numbers(view.doc_numbers(doc), *record);
      MODELZOO_RETURN_IF_ERROR(builder.add(*record));
    }
  }
  return builder.finish(sink);
}

}  // namespace modelzoo::index
