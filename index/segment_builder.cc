// Documents are analysed when they are added; their order is known only at finish(), when the
// terms' postings, kept as bytes by insertion number, are renumbered and encoded list by list.
#include "index/segment_builder.h"

#include <algorithm>
#include <numeric>

#include "index/analysis/document_analyzer.h"
#include "index/byte_io.h"
#include "index/compressed_bytes.h"
#include "index/keyword_terms.h"
#include "index/segment_writer.h"
#include "index/stored_text.h"
#include "index/term_accumulator.h"
#include "schemas/record_writer.h"

namespace modelzoo::index {
namespace {

struct PendingDocument {
  std::string full_name;
  std::uint64_t github_id = 0;
  DocNumbers numbers;
  std::array<std::vector<std::string>, kFacetFieldCount> facets;
  std::string summary;   // JSON
  std::string document;  // compressed JSON
  std::string text;      // compressed; empty without README
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

  void write_terms(const std::vector<DocId>& new_doc, SegmentWriter& writer) const {
    std::vector<Position> positions;
    for (const TermAccumulator::Term* term : terms.sorted()) {
      PostingListBuilder list(term->scored);
      for (const PendingPosting& p : renumbered(*term, new_doc)) {
        positions.clear();
        ByteReader reader(p.positions);
        Position position = 0;
        for (std::uint32_t n = p.positions.empty() ? 0 : reader.varint32(); n > 0; --n) {
          position += reader.varint32();
          positions.push_back(position);
        }
        list.add(p.posting, positions);
      }
      writer.add_term(term->text, list);
    }
  }

  Status write_columns(const std::vector<std::uint32_t>& order, SegmentWriter& writer) const {
    SegmentColumns columns;
    for (const std::uint32_t i : order) {
      columns.names.push_back(documents[i].full_name);
      columns.numbers.push_back(documents[i].numbers);
      columns.github_ids.push_back(documents[i].github_id);
      for (std::size_t facet = 0; facet < kFacetFieldCount; ++facet) {
        columns.facets[facet].push_back(&documents[i].facets[facet]);
      }
    }
    return writer.write_columns(columns);
  }

  Status write_documents(const std::vector<std::uint32_t>& order, SegmentWriter& writer) const {
    if (!options.store_documents) return Ok{};
    for (const std::uint32_t i : order) {
      MODELZOO_RETURN_IF_ERROR(writer.add_summary(documents[i].summary));
    }
    MODELZOO_RETURN_IF_ERROR(writer.finish_summaries());
    for (const std::uint32_t i : order) {
      MODELZOO_RETURN_IF_ERROR(writer.add_document(documents[i].document));
    }
    for (DocId doc = 0; doc < order.size(); ++doc) {
      const std::string& text = documents[order[doc]].text;
      if (!text.empty()) MODELZOO_RETURN_IF_ERROR(writer.add_text(doc, text));
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
  const PlainText text = impl.analyzer.analyze(record, impl.terms);
  for (const std::string& term : keyword_terms(record)) impl.terms.keyword(term);
  impl.terms.end_document();
  PendingDocument document;
  document.full_name = record.full_name;
  document.github_id = record.github_id.value_or(0);
  document.numbers = numbers_of(record);
  for (std::size_t f = 0; f < kFacetFieldCount; ++f) {
    document.facets[f] = facet_values(record, static_cast<FacetField>(f));
  }
  if (impl.options.store_documents) {
    append_record_json(summary_of(record), document.summary);
    document.document = compress(record_json(record));
    if (!text.blocks.empty()) document.text = compress(encode_text(text));
  }
  impl.document_bytes +=
      sizeof document + document.summary.size() + document.document.size() + document.text.size();
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
  SegmentWriter writer(sink);
  impl_->write_terms(new_doc, writer);
  MODELZOO_RETURN_IF_ERROR(writer.finish_terms(doc_count()));
  MODELZOO_RETURN_IF_ERROR(impl_->write_columns(order, writer));
  MODELZOO_RETURN_IF_ERROR(impl_->write_documents(order, writer));
  impl_ = std::make_unique<Impl>(impl_->options);
  return Ok{};
}

}  // namespace modelzoo::index
