#include "index/segment_reader.h"

#include <algorithm>
#include <atomic>
#include <limits>
#include <mutex>

#include "index/compressed_bytes.h"
#include "index/doc_hash.h"
#include "index/held_chunks.h"
#include "index/segment_format.h"
#include "index/spelling_words.h"
#include "index/stored_document.h"
#include "index/summary_cache.h"
#include "index/term_dictionary.h"
#include "index/word_family.h"

namespace modelzoo::index {
namespace {

// Full names one after the other.
class NameColumn {
 public:
  static Result<NameColumn> read(std::string_view bytes, std::uint32_t doc_count) {
    ByteReader reader(bytes);
    NameColumn column;
    column.text_.reserve(bytes.size());
    column.starts_.reserve(std::min<std::size_t>(doc_count, bytes.size()) + 1);
    column.lengths_.reserve(std::min<std::size_t>(doc_count, bytes.size()));
    column.starts_.push_back(0);
    for (std::uint32_t doc = 0; doc < doc_count && !reader.bad(); ++doc) {
      column.text_ += reader.bytes();
      column.starts_.push_back(static_cast<std::uint32_t>(column.text_.size()));
      column.lengths_.push_back(index::name_lengths(column[doc]));
    }
    if (reader.bad() || !reader.at_end()) return Error{ErrorCode::kCorrupt, "names: malformed"};
    return column;
  }
  std::string_view operator[](DocId doc) const {
    return std::string_view(text_).substr(starts_[doc], starts_[doc + 1] - starts_[doc]);
  }
  std::span<const NameLengths> lengths() const { return lengths_; }

 private:
  std::string text_;
  std::vector<std::uint32_t> starts_;
  std::vector<NameLengths> lengths_;
};

Result<std::vector<std::uint64_t>> read_ids(std::string_view bytes, std::uint32_t doc_count) {
  ByteReader reader(bytes);
  std::vector<std::uint64_t> ids;
  for (std::uint32_t doc = 0; doc < doc_count && !reader.bad(); ++doc)
    ids.push_back(reader.varint());
  if (reader.bad() || !reader.at_end()) return Error{ErrorCode::kCorrupt, "ids: malformed"};
  return ids;
}

class OpenSegment final : public SegmentReader {
 public:
  explicit OpenSegment(std::shared_ptr<const SegmentSource> source)
      : source_(std::move(source)), prefixes_(source_) {}

  static Result<std::shared_ptr<const SegmentReader>> open(
      std::shared_ptr<const SegmentSource> source) {
    auto segment = std::make_shared<OpenSegment>(std::move(source));
    MODELZOO_RETURN_IF_ERROR(segment->read_meta());
    MODELZOO_RETURN_IF_ERROR(segment->read_columns());
    MODELZOO_RETURN_IF_ERROR(segment->read_document_dictionary());
    return std::shared_ptr<const SegmentReader>(std::move(segment));
  }

  std::uint32_t doc_count() const override { return doc_count_; }
  std::uint32_t term_count() const override { return dictionary_.size(); }

  std::optional<TermInfo> find_term(std::string_view term) const override {
    const auto ordinal = dictionary_.find(term);
    return ordinal ? std::optional(info(*ordinal)) : std::nullopt;
  }

  void visit_terms(
      std::string_view prefix,
      const std::function<bool(std::string_view, const TermInfo&)>& visit) const override {
    for (std::uint32_t i = dictionary_.lower_bound(prefix); i < dictionary_.size(); ++i) {
      const std::string_view term = dictionary_.term(i);
      if (!term.starts_with(prefix) || !visit(term, info(i))) return;
    }
  }

  std::shared_ptr<const PrefixTerms> prefix_terms(std::string_view prefix) const override {
    return prefixes_.terms(*this, prefix);
  }
  Result<std::shared_ptr<const PrefixPostings>> prefix_postings(std::string_view prefix,
                                                                FieldMask fields) const override {
    return prefixes_.postings(*this, prefix, fields);
  }

  std::vector<std::uint32_t> family(StemLanguage language, std::string_view stem) const override {
    return families_.find(dictionary_, language, stem);
  }

  std::string_view term(std::uint32_t ordinal) const override { return dictionary_.term(ordinal); }
  TermInfo term_info(std::uint32_t ordinal) const override { return info(ordinal); }

  const SpellingWords& spelling() const override {
    std::call_once(spelling_once_, [this] {
      spelling_ = make_spelling_words(*this);
      spelling_made_ = true;
    });
    return spelling_;
  }
  bool spelling_is_made() const override { return spelling_made_; }

  std::optional<DocId> find_name(std::string_view full_name) const override {
    return by_name_.find(hash_folded_name(full_name),
                         [&](DocId doc) { return is_same_name(names_[doc], full_name); });
  }
  std::optional<DocId> find_id(std::uint64_t github_id) const override {
    if (github_id == 0) return std::nullopt;
    return by_id_.find(hash_number(github_id), [&](DocId doc) { return ids_[doc] == github_id; });
  }
  std::uint64_t github_id(DocId doc) const override { return ids_[doc]; }

  Result<PostingCursor> postings(const TermInfo& term, bool with_positions) const override {
    auto list = posting_list(term, with_positions);
    return list ? PostingCursor::open(std::move(list).value())
                : Result<PostingCursor>(std::move(list).error());
  }

  Result<PostingList> posting_list(const TermInfo& term, bool with_positions) const override {
    const TermEntry& entry = dictionary_.entry(term.ordinal);
    auto list = part(posting_chunks_, entry.postings);
    if (!list) return std::move(list).error();
    PinnedBytes positions;
    std::string_view position_bytes;
    if (with_positions && entry.positions.length > 0) {
      auto read = part(position_chunks_, entry.positions);
      if (!read) return std::move(read).error();
      positions = std::move(read).value();
      position_bytes = positions.view().substr(entry.positions.offset, entry.positions.length);
    }
    const std::string_view bytes =
        list->view().substr(entry.postings.offset, entry.postings.length);
    auto opened = PostingList::open(std::move(list).value(), bytes, std::move(positions),
                                    position_bytes, doc_count_);
    if (opened && opened->count() != entry.doc_freq) {
      return Error{ErrorCode::kCorrupt, "posting list: not as long as its dictionary says"};
    }
    return opened;
  }

  const CommonWord* common_word(const TermInfo& term, const PostingList& list) const override {
    return common_.find(term.ordinal, list);
  }

  const FacetColumn& facet(FacetField field) const override {
    return facets_[static_cast<std::size_t>(field)];
  }
  std::span<const DocNumbers> built_numbers() const override { return numbers_; }
  std::string_view full_name(DocId doc) const override { return names_[doc]; }
  std::span<const NameLengths> name_lengths() const override { return names_.lengths(); }

  Result<std::string> summary_block(std::uint32_t number) const override {
    auto block = source_->get(numbered_key(kSummaryPrefix, number));
    if (!block) return no_summaries(number, std::move(block).error());
    return decompress(block->view());
  }

  Result<Record> summary(DocId doc) const override {
    return with_numbers(stored_summary(doc), doc);
  }

  Result<PinnedBytes> document_frame(DocId doc) const override {
    auto frame = source_->get(numbered_key(kDocumentPrefix, doc));
    if (!frame && frame.error().code == ErrorCode::kNotFound) return PinnedBytes();
    return frame;
  }

  const std::shared_ptr<const CompressionDictionary>& dictionary() const override {
    return document_dictionary_;
  }

  Result<Record> document(DocId doc) const override {
    auto record = stored_summary(doc);
    if (!record) return record;
    auto bytes = long_fields(doc);
    if (!bytes) return std::move(bytes).error();
    MODELZOO_RETURN_IF_ERROR(add_long_fields(*bytes, *record));
    return with_numbers(std::move(record), doc);
  }

  Result<PlainText> readme_text(DocId doc) const override {
    auto bytes = long_fields(doc);
    if (!bytes) return std::move(bytes).error();
    return text_of_readme(*bytes);
  }

 private:
  Result<Record> stored_summary(DocId doc) const {
    const std::uint32_t number = doc / kSummariesPerBlock;
    std::shared_ptr<const std::string> block = summaries_.find(number);
    if (!block) {
      auto bytes = summary_block(number);
      if (!bytes) return std::move(bytes).error();
      block = std::make_shared<const std::string>(std::move(bytes).value());
      summaries_.keep(number, block);
    }
    auto json = summary_in_block(*block, doc % kSummariesPerBlock);
    if (!json) return std::move(json).error();
    return parse_stored(*json);
  }

  // Empty without any.
  Result<std::string> long_fields(DocId doc) const {
    auto frame = document_frame(doc);
    if (!frame) return std::move(frame).error();
    return frame->view().empty() ? std::string()
                                 : decompress(frame->view(), document_dictionary_.get());
  }

  // A document that a merge has moved is stored with the numbers that it had before.
  Result<Record> with_numbers(Result<Record> record, DocId doc) const {
    if (record) apply_numbers(numbers_[doc], *record);
    return record;
  }

  TermInfo info(std::uint32_t ordinal) const {
    const TermEntry& entry = dictionary_.entry(ordinal);
    return {ordinal, entry.doc_freq, entry.max_impact};
  }

  // Of a block of summaries that is not there: all are missing, or this one.
  Error no_summaries(std::uint32_t number, Error error) const {
    if (error.code != ErrorCode::kNotFound) return error;
    bool any = false;
    const Status scanned = source_->scan(kSummaryPrefix, [&](std::string_view, std::string_view) {
      any = true;
      return false;
    });
    if (scanned && any) {
      return Error{ErrorCode::kCorrupt,
                   "stored documents: block " + std::to_string(number) + " is missing"};
    }
    error.message = "documents are not stored in this index (it was built with --no-documents)";
    return error;
  }

  static Result<PinnedBytes> part(const HeldChunks& chunks, const ListPlace& place) {
    auto bytes = chunks.get(place.chunk);
    if (!bytes) return bytes;
    const std::size_t size = bytes->view().size();
    if (place.offset > size || place.length > size - place.offset) {
      return Error{ErrorCode::kCorrupt, "posting chunk: shorter than its dictionary says"};
    }
    return bytes;
  }

  Status read_meta() {
    auto meta = source_->get(kMetaKey);
    if (!meta) return std::move(meta).error();
    ByteReader reader(meta->view());
    const std::uint32_t version = reader.varint32();
    doc_count_ = reader.varint32();
    if (reader.bad()) return Error{ErrorCode::kCorrupt, "segment: malformed head"};
    if (version > kFormatVersion || version < kOldestReadableFormat) {
      return Error{
          ErrorCode::kUnsupported,
          "segment: format " + std::to_string(version) + ", this build reads " +
              std::to_string(kOldestReadableFormat) + " to " + std::to_string(kFormatVersion) +
              "; export with the build that wrote it and import again, or run `modelzoo reindex`"};
    }
    return Ok{};
  }

  template <typename T>
  Status read_column(const std::string& key, Result<T> (*read)(std::string_view, std::uint32_t),
                     T& out) {
    auto bytes = source_->get(key);
    if (!bytes) return std::move(bytes).error();
    auto plain = decompress(bytes->view());
    if (!plain) return std::move(plain).error().with_context("column");
    auto column = read(*plain, doc_count_);
    if (!column) return std::move(column).error();
    out = std::move(column).value();
    return Ok{};
  }

  Status read_columns() {
    auto dictionary = source_->get(kDictionaryKey);
    if (!dictionary) return std::move(dictionary).error();
    auto plain = decompress(dictionary->view());
    if (!plain) return std::move(plain).error().with_context("term dictionary");
    auto terms = TermDictionary::read(*plain);
    if (!terms) return std::move(terms).error();
    dictionary_ = std::move(terms).value();
    if (dictionary_.size() > 0) {
      const TermEntry& last = dictionary_.entry(dictionary_.size() - 1);
      posting_chunks_ = HeldChunks(source_, kPostingsPrefix, last.postings.chunk + 1);
      position_chunks_ = HeldChunks(source_, kPositionsPrefix, last.positions.chunk + 1);
      common_ = CommonWords(source_, dictionary_, doc_count_);
    }
    MODELZOO_RETURN_IF_ERROR(read_column(kNamesKey, &NameColumn::read, names_));
    MODELZOO_RETURN_IF_ERROR(read_column(kNumbersKey, &decode_numbers, numbers_));
    for (std::size_t facet = 0; facet < kFacetFieldCount; ++facet) {
      MODELZOO_RETURN_IF_ERROR(read_column(facet_key(facet), &FacetColumn::read, facets_[facet]));
    }
    MODELZOO_RETURN_IF_ERROR(read_column(kGithubIdsKey, &read_ids, ids_));
    by_name_ = DocHash(doc_count_);
    for (DocId doc = 0; doc < doc_count_; ++doc) by_name_.add(hash_folded_name(names_[doc]), doc);
    const auto without = std::count(ids_.begin(), ids_.end(), std::uint64_t{0});
    by_id_ = DocHash(doc_count_ - static_cast<std::uint32_t>(without));
    for (DocId doc = 0; doc < doc_count_; ++doc) {
      if (ids_[doc] != 0) by_id_.add(hash_number(ids_[doc]), doc);
    }
    return Ok{};
  }

  Status read_document_dictionary() {
    auto bytes = source_->get(kDocumentDictionaryKey);
    if (!bytes) {
      return bytes.error().code == ErrorCode::kNotFound ? Status(Ok{})
                                                        : Status(std::move(bytes).error());
    }
    auto loaded = CompressionDictionary::load(std::string(bytes->view()));
    if (!loaded) return std::move(loaded).error();
    document_dictionary_ = std::move(loaded).value();
    return Ok{};
  }

  std::shared_ptr<const SegmentSource> source_;
  std::uint32_t doc_count_ = 0;
  TermDictionary dictionary_;
  WordFamilies families_;
  PrefixWords prefixes_;
  HeldChunks posting_chunks_, position_chunks_;
  CommonWords common_;
  mutable SummaryCache summaries_;
  NameColumn names_;
  std::vector<DocNumbers> numbers_;
  std::array<FacetColumn, kFacetFieldCount> facets_;
  std::vector<std::uint64_t> ids_;
  DocHash by_name_, by_id_;
  std::shared_ptr<const CompressionDictionary> document_dictionary_;
  mutable std::once_flag spelling_once_;
  mutable std::atomic<bool> spelling_made_{false};
  mutable SpellingWords spelling_;
};

}  // namespace

Result<std::string_view> summary_in_block(std::string_view block, std::uint32_t index) {
  ByteReader reader(block);
  for (; index > 0; --index) reader.bytes();
  const std::string_view json = reader.bytes();
  if (reader.bad()) return Error{ErrorCode::kCorrupt, "stored document: short block"};
  return json;
}

Result<std::shared_ptr<const SegmentReader>> SegmentReader::open(
    std::shared_ptr<const SegmentSource> source) {
  return OpenSegment::open(std::move(source));
}

}  // namespace modelzoo::index
