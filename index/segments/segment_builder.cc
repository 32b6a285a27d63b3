// Documents are analysed when they are added; their order is known only when the segment is
// finished. What is kept until then stands by document, in the order of arrival, and is read once
// in the final order: postings by posting_inverter.h, columns one after the other.
#include "index/segments/segment_builder.h"

#include <algorithm>

#include "index/analysis/document_analyzer.h"
#include "index/documents/document_columns.h"
#include "index/documents/document_compressor.h"
#include "index/documents/star_order.h"
#include "index/documents/stored_document.h"
#include "index/segments/posting_inverter.h"
#include "index/segments/segment_writer.h"
#include "index/storage/compressed_bytes.h"
#include "index/storage/huge_pages.h"
#include "index/terms/keyword_terms.h"
#include "index/terms/term_accumulator.h"

namespace modelzoo::index {
struct SegmentBuilder::Impl {
  explicit Impl(SegmentBuildOptions build_options) : options(std::move(build_options)) {}

  // The frame of a document without long fields is empty.
  [[nodiscard]] std::string frame(std::string_view long_fields) const {
    if (long_fields.empty()) return {};
    return options.compressor ? options.compressor->compress(long_fields)
                              : compress(long_fields, nullptr);
  }

  SegmentBuildOptions options;
  DocumentAnalyzer analyzer;
  TermAccumulator terms;
  DocumentColumns columns;
  std::vector<bool> dropped;
  std::uint32_t dropped_count = 0;
};

namespace {

constexpr std::size_t kLargeBuild = std::size_t{64} << 20;

// The parts of one segment in its final order.
class Finish {
 public:
  Finish(std::vector<const TermAccumulator*> terms, std::vector<const DocumentColumns*> columns,
         std::vector<DocumentPlace> documents, SegmentSink& sink)
      : terms_(std::move(terms)), columns_(std::move(columns)), writer_(sink) {
    const std::vector<std::uint32_t> order = star_order(
        static_cast<std::uint32_t>(documents.size()),
        [&](std::uint32_t i) { return of(documents[i]).numbers(documents[i].doc).stars; },
        [&](std::uint32_t i) { return of(documents[i]).name(documents[i].doc); });
    for (const std::uint32_t i : order) order_.push_back(documents[i]);
  }

  Status run(const SegmentBuildOptions& options) {
    MODELZOO_RETURN_IF_ERROR(write_terms());
    MODELZOO_RETURN_IF_ERROR(write_columns());
    return options.store_documents ? write_documents(options.compressor.get()) : Status(Ok{});
  }

 private:
  [[nodiscard]] const DocumentColumns& of(const DocumentPlace& place) const {
    return *columns_[place.part];
  }

  Status write_terms() {
    PostingListBuilder list(true);
    MODELZOO_RETURN_IF_ERROR(invert_postings(
        terms_, order_, {.ahead = terms_.size() > 1}, [&](const InvertedList& inverted) -> Status {
          list.restart(inverted.scored);
          std::size_t position = 0;
          for (const InvertedPosting& p : inverted.postings) {
            list.add(p.posting, inverted.positions.substr(position, p.position_bytes));
            position += p.position_bytes;
          }
          writer_.add_term(inverted.term, list);
          return Ok{};
        }));
    return writer_.finish_terms(static_cast<std::uint32_t>(order_.size()));
  }

  Status write_columns() {
    SegmentColumns columns;
    for (const DocumentPlace& place : order_) {
      columns.names.push_back(of(place).name(place.doc));
      columns.numbers.push_back(of(place).numbers(place.doc));
      columns.github_ids.push_back(of(place).github_id(place.doc));
    }
    for (std::size_t facet = 0; facet < kFacetFieldCount; ++facet) {
      std::vector<const FacetColumnBuilder*> parts;
      for (const DocumentColumns* part : columns_) parts.push_back(&part->facet(facet));
      columns.facets[facet] = FacetColumnBuilder::encode(parts, order_);
    }
    return writer_.write_columns(columns);
  }

  Status write_documents(const DocumentCompressor* compressor) {
    for (const DocumentPlace& place : order_) {
      MODELZOO_RETURN_IF_ERROR(writer_.add_summary(of(place).summary(place.doc)));
    }
    MODELZOO_RETURN_IF_ERROR(writer_.finish_summaries());
    for (DocId doc = 0; doc < order_.size(); ++doc) {
      MODELZOO_RETURN_IF_ERROR(
          writer_.add_document(doc, of(order_[doc]).document(order_[doc].doc)));
    }
    const auto dictionary = compressor != nullptr ? compressor->dictionary() : nullptr;
    return dictionary ? writer_.write_dictionary(*dictionary) : Status(Ok{});
  }

  std::vector<const TermAccumulator*> terms_;
  std::vector<const DocumentColumns*> columns_;
  std::vector<DocumentPlace> order_;
  SegmentWriter writer_;
};

}  // namespace

SegmentBuilder::SegmentBuilder(SegmentBuildOptions options)
    : impl_(std::make_unique<Impl>(std::move(options))) {}
SegmentBuilder::~SegmentBuilder() = default;
SegmentBuilder::SegmentBuilder(SegmentBuilder&&) noexcept = default;
SegmentBuilder& SegmentBuilder::operator=(SegmentBuilder&&) noexcept = default;

Status SegmentBuilder::add(const Record& record) {
  if (!is_full_name(record.full_name)) {
    return Error{ErrorCode::kInvalidArgument, "not a full name: \"" + record.full_name + "\""};
  }
  Impl& impl = *impl_;
  const PlainText text = impl.analyzer.analyze(record, impl.terms);
  for (const std::string& term : keyword_terms(record)) impl.terms.keyword(term);
  impl.terms.end_document();
  impl.columns.add(record);
  if (impl.options.store_documents) {
    const StoredDocument stored = to_stored(record, text);
    impl.columns.add_stored(stored.summary, impl.frame(stored.long_fields));
  }
  return Ok{};
}

void SegmentBuilder::drop(std::uint32_t doc) {
  if (is_dropped(doc)) return;
  if (impl_->dropped.size() <= doc) impl_->dropped.resize(doc + 1, false);
  impl_->dropped[doc] = true;
  ++impl_->dropped_count;
  impl_->terms.drop(doc);
}

bool SegmentBuilder::is_dropped(std::uint32_t doc) const {
  return doc < impl_->dropped.size() && impl_->dropped[doc];
}

std::uint32_t SegmentBuilder::doc_count() const {
  return impl_->columns.size() - impl_->dropped_count;
}
std::uint32_t SegmentBuilder::added_count() const { return impl_->columns.size(); }
std::string_view SegmentBuilder::full_name(std::uint32_t doc) const {
  return impl_->columns.name(doc);
}
std::uint64_t SegmentBuilder::github_id(std::uint32_t doc) const {
  return impl_->columns.github_id(doc);
}

std::size_t SegmentBuilder::memory_bytes() const {
  return impl_->terms.memory_bytes() + impl_->columns.memory_bytes();
}

Status SegmentBuilder::finish(SegmentSink& sink) {
  SegmentBuilder* const part = this;
  return finish_together({&part, 1}, sink);
}

Status SegmentBuilder::finish_together(std::span<SegmentBuilder* const> parts, SegmentSink& sink) {
  std::vector<const TermAccumulator*> terms;
  std::vector<const DocumentColumns*> columns;
  std::vector<DocumentPlace> documents;
  for (std::uint32_t p = 0; p < parts.size(); ++p) {
    const Impl& impl = *parts[p]->impl_;
    terms.push_back(&impl.terms);
    columns.push_back(&impl.columns);
    for (std::uint32_t doc = 0; doc < impl.columns.size(); ++doc) {
      if (!parts[p]->is_dropped(doc)) documents.push_back({p, doc});
    }
  }
  MODELZOO_RETURN_IF_ERROR(
      Finish(std::move(terms), std::move(columns), std::move(documents), sink)
          .run(parts.empty() ? SegmentBuildOptions() : parts[0]->impl_->options));
  std::size_t freed = 0;
  for (SegmentBuilder* part : parts) {
    freed += part->memory_bytes();
    part->impl_ = std::make_unique<Impl>(part->impl_->options);
  }
  if (freed >= kLargeBuild) release_free_memory();
  return Ok{};
}

}  // namespace modelzoo::index
