// Merging without analysis: impacts depend on the document alone (impact.h), so a posting moves
// from list to list with nothing but its number changed, and a document's frame is copied as it
// is unless the new segment has a better dictionary for it. Terms are merged in order, one list at
// a time; the new order of documents is that of their stars of today.
#include <algorithm>
#include <optional>

#include "index/documents/document_compressor.h"
#include "index/segments/segment_builder.h"
#include "index/segments/segment_writer.h"
#include "index/storage/compressed_bytes.h"
#include "index/storage/segment_format.h"

namespace modelzoo::index {
namespace {

struct Source {
  std::uint32_t input;
  DocId doc;
};

constexpr DocId kGone = kEndOfPostings;

class Merger {
 public:
  Merger(std::span<const SegmentView> inputs, SegmentSink& sink, bool documents)
      : inputs_(inputs), writer_(sink), documents_(documents), passing_(inputs.size()) {}

  Status run() {
    for (const SegmentView& input : inputs_) {
      MODELZOO_RETURN_IF_ERROR(input.reader->read_terms());
    }
    number_documents();
    MODELZOO_RETURN_IF_ERROR(merge_terms());
    MODELZOO_RETURN_IF_ERROR(merge_columns());
    if (!documents_) return Ok{};
    MODELZOO_RETURN_IF_ERROR(copy_summaries());
    return copy_documents();
  }

 private:
  const DocNumbers& numbers(const Source& s) const { return inputs_[s.input].doc_numbers(s.doc); }
  std::string_view name(const Source& s) const { return inputs_[s.input].reader->full_name(s.doc); }

  void number_documents() {
    for (std::uint32_t i = 0; i < inputs_.size(); ++i) {
      new_doc_.emplace_back(inputs_[i].reader->doc_count(), kGone);
      for (DocId doc = 0; doc < inputs_[i].reader->doc_count(); ++doc) {
        if (inputs_[i].is_live(doc)) order_.push_back({i, doc});
      }
    }
    std::sort(order_.begin(), order_.end(), [this](const Source& a, const Source& b) {
      const std::uint32_t x = numbers(a).stars;
      const std::uint32_t y = numbers(b).stars;
      return x != y ? x > y : name(a) < name(b);
    });
    for (DocId doc = 0; doc < order_.size(); ++doc) {
      new_doc_[order_[doc].input][order_[doc].doc] = doc;
    }
  }

  Status merge_terms() {
    std::vector<std::uint32_t> at(inputs_.size(), 0);
    for (;;) {
      std::optional<std::string_view> least;
      for (std::uint32_t i = 0; i < inputs_.size(); ++i) {
        if (at[i] == inputs_[i].reader->term_count()) continue;
        const std::string_view term = inputs_[i].reader->term(at[i]);
        if (!least || term < *least) least = term;
      }
      if (!least) break;
      for (std::uint32_t i = 0; i < inputs_.size(); ++i) {
        const SegmentReader& reader = *inputs_[i].reader;
        if (at[i] == reader.term_count() || reader.term(at[i]) != *least) continue;
        const Status gathered = gather(i, reader.term_info(at[i]++));
        if (!gathered) return Error(gathered.error()).with_context("term \"" + std::string(*least));
      }
      write_term(*least);
    }
    return writer_.finish_terms(static_cast<std::uint32_t>(order_.size()));
  }

  // A posting and where its positions stand in positions_.
  struct Moved {
    Posting posting;
    std::uint32_t begin, end;
  };

  Status gather(std::uint32_t input, const TermInfo& info) {
    auto cursor = inputs_[input].reader->postings_passing(info, passing_[input]);
    if (!cursor) return std::move(cursor).error();
    scored_ = info.max_impact > 0;
    for (DocId doc = cursor->doc(); doc != kEndOfPostings; doc = cursor->next()) {
      const DocId to = new_doc_[input][doc];
      if (to == kGone) continue;
      const auto begin = static_cast<std::uint32_t>(positions_.size());
      Posting posting{to, cursor->impact(), 0, {}};
      if (scored_) {
        posting.fields = cursor->fields();
        posting.neighbours = cursor->neighbours();
        positions_ += cursor->encoded_positions();
      }
      moved_.push_back({posting, begin, static_cast<std::uint32_t>(positions_.size())});
    }
    if (cursor->damaged()) return Error{ErrorCode::kCorrupt, "posting list: a damaged block"};
    return Ok{};
  }

  void write_term(std::string_view term) {
    if (moved_.empty()) return;
    std::sort(moved_.begin(), moved_.end(),
              [](const Moved& a, const Moved& b) { return a.posting.doc < b.posting.doc; });
    PostingListBuilder list(scored_);
    for (const Moved& m : moved_) {
      list.add(m.posting, std::string_view(positions_).substr(m.begin, m.end - m.begin));
    }
    writer_.add_term(term, list);
    moved_.clear();
    positions_.clear();
  }

  Status merge_columns() {
    SegmentColumns columns;
    for (const Source& source : order_) {
      columns.names.push_back(name(source));
      columns.numbers.push_back(numbers(source));
      columns.github_ids.push_back(inputs_[source.input].reader->github_id(source.doc));
    }
    for (std::size_t facet = 0; facet < kFacetFieldCount; ++facet) {
      columns.facets[facet] = merge_facet(static_cast<FacetField>(facet));
    }
    return writer_.write_columns(columns);
  }

  std::string merge_facet(FacetField field) const {
    FacetColumnBuilder builder;
    std::vector<DocumentPlace> places;
    std::vector<std::string_view> values;
    for (const Source& source : order_) {
      const FacetColumn& column = inputs_[source.input].reader->facet(field);
      values.clear();
      for (const std::uint32_t ordinal : column.ordinals(source.doc)) {
        values.push_back(column.values()[ordinal]);
      }
      builder.add(values);
      places.push_back({0, static_cast<std::uint32_t>(places.size())});
    }
    const FacetColumnBuilder* const part = &builder;
    return FacetColumnBuilder::encode({&part, 1}, places);
  }

  Status copy_summaries() {
    struct Block {
      std::uint32_t number = 0xffffffffU;
      std::string bytes;
    };
    std::vector<Block> blocks(inputs_.size());
    for (const Source& source : order_) {
      Block& block = blocks[source.input];
      if (block.number != source.doc / kSummariesPerBlock) {
        auto bytes = inputs_[source.input].reader->summary_block(source.doc / kSummariesPerBlock);
        if (!bytes) return std::move(bytes).error();
        block = {source.doc / kSummariesPerBlock, std::move(bytes).value()};
      }
      auto json = summary_in_block(block.bytes, source.doc % kSummariesPerBlock);
      if (!json) return std::move(json).error();
      MODELZOO_RETURN_IF_ERROR(writer_.add_summary(*json));
    }
    return writer_.finish_summaries();
  }

  // The dictionary of the input from which most documents come; null when none has one.
  std::shared_ptr<const CompressionDictionary> most_used_dictionary() const {
    std::uint32_t most = 0;
    std::shared_ptr<const CompressionDictionary> dictionary;
    for (const SegmentView& input : inputs_) {
      if (input.reader->dictionary() == nullptr || input.live_count() <= most) continue;
      most = input.live_count();
      dictionary = input.reader->dictionary();
    }
    return dictionary;
  }

  Status copy_documents() {
    const auto known = most_used_dictionary();
    DocumentCompressor compressor(known);
    // One that is learnt on the way has made frames of this merge alone.
    const std::uint32_t known_id = known ? known->id() : 0;
    const bool compress_again = known || order_.size() > 2 * DocumentCompressor::kSamples;
    for (DocId doc = 0; doc < order_.size(); ++doc) {
      const SegmentReader& from = *inputs_[order_[doc].input].reader;
      auto frame = from.document_frame(order_[doc].doc);
      if (!frame) return std::move(frame).error();
      const bool as_it_is =
          frame->view().empty() || (known && dictionary_id(frame->view()) == known_id);
      if (!compress_again || as_it_is) {
        MODELZOO_RETURN_IF_ERROR(writer_.add_document(doc, frame->view()));
        continue;
      }
      auto bytes = decompress(frame->view(), from.dictionary().get());
      // A damaged document does not hold the others up: it stays what it is, for a check to name.
      MODELZOO_RETURN_IF_ERROR(
          writer_.add_document(doc, bytes ? compressor.compress(*bytes) : frame->view()));
    }
    const auto dictionary = compressor.dictionary();
    return dictionary ? writer_.write_dictionary(*dictionary) : Status(Ok{});
  }

  std::span<const SegmentView> inputs_;
  SegmentWriter writer_;
  bool documents_;
  std::vector<SegmentReader::PassingLists> passing_;  // by input
  std::vector<Source> order_;
  std::vector<std::vector<DocId>> new_doc_;
  bool scored_ = false;
  std::vector<Moved> moved_;
  std::string positions_;  // encoded
};

}  // namespace

Status merge_segments(std::span<const SegmentView> inputs, SegmentSink& sink,
                      SegmentBuildOptions options) {
  return Merger(inputs, sink, options.store_documents).run();
}

}  // namespace modelzoo::index
