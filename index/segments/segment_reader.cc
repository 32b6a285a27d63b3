#include "index/segments/segment_reader.h"

#include <algorithm>
#include <atomic>
#include <limits>
#include <mutex>

#include "index/documents/doc_hash.h"
#include "index/documents/stored_document.h"
#include "index/documents/summary_cache.h"
#include "index/postings/held_chunks.h"
#include "index/segments/spelling_words.h"
#include "index/segments/word_family.h"
#include "index/storage/compressed_bytes.h"
#include "index/storage/segment_format.h"
#include "index/terms/term_dictionary.h"
#include "schemas/mutex.h"

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

// The terms of a segment and what is opened by them.
struct OpenTerms {
  TermDictionary dictionary;
  HeldChunks posting_chunks, position_chunks;
  CommonWords common;

  static Result<std::unique_ptr<const OpenTerms>> read(
      const std::shared_ptr<const SegmentSource>& source, std::uint32_t doc_count) {
    auto bytes = source->get_once(kDictionaryKey);
    if (!bytes) return std::move(bytes).error();
    auto plain = decompress(bytes->view());
    if (!plain) return std::move(plain).error().with_context("term dictionary");
    auto dictionary = TermDictionary::read(*plain);
    if (!dictionary) return std::move(dictionary).error();
    auto terms = std::make_unique<OpenTerms>();
    terms->dictionary = std::move(dictionary).value();
    if (terms->dictionary.size() > 0) {
      const TermEntry& last = terms->dictionary.entry(terms->dictionary.size() - 1);
      terms->posting_chunks = HeldChunks(source, kPostingsPrefix, last.postings.chunk + 1);
      terms->position_chunks = HeldChunks(source, kPositionsPrefix, last.positions.chunk + 1);
      terms->common = CommonWords(source, terms->dictionary, doc_count);
    }
    return std::unique_ptr<const OpenTerms>(std::move(terms));
  }
};

class OpenSegment final : public SegmentReader {
 public:
  explicit OpenSegment(std::shared_ptr<const SegmentSource> source)
      : source_(std::move(source)), prefixes_(source_) {}

  static Result<std::shared_ptr<const SegmentReader>> open(
      std::shared_ptr<const SegmentSource> source, Terms terms) {
    auto segment = std::make_shared<OpenSegment>(std::move(source));
    MODELZOO_RETURN_IF_ERROR(segment->read_meta());
    if (terms == Terms::kNow) MODELZOO_RETURN_IF_ERROR(segment->read_terms());
    MODELZOO_RETURN_IF_ERROR(segment->read_columns());
    MODELZOO_RETURN_IF_ERROR(segment->read_document_dictionary());
    return std::shared_ptr<const SegmentReader>(std::move(segment));
  }

  std::uint32_t doc_count() const override { return doc_count_; }
  std::uint32_t term_count() const override { return term_dictionary().size(); }

  Status read_terms() const override {
    if (terms_.load(std::memory_order_acquire) != nullptr) return Ok{};
    MutexLock lock(terms_mutex_);
    if (owned_terms_) return Ok{};
    auto read = OpenTerms::read(source_, doc_count_);
    if (!read) return std::move(read).error();
    owned_terms_ = std::move(read).value();
    terms_.store(owned_terms_.get(), std::memory_order_release);
    return Ok{};
  }

  std::optional<TermInfo> find_term(std::string_view term) const override {
    if (open_terms() == nullptr) return kUnreadable;
    const auto ordinal = term_dictionary().find(term);
    return ordinal ? std::optional(info(*ordinal)) : std::nullopt;
  }

  void visit_terms(
      std::string_view prefix,
      const std::function<bool(std::string_view, const TermInfo&)>& visit) const override {
    const TermDictionary& terms = term_dictionary();
    for (std::uint32_t i = terms.lower_bound(prefix); i < terms.size(); ++i) {
      const std::string_view term = terms.term(i);
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
    return families_.find(term_dictionary(), language, stem);
  }

  std::string_view term(std::uint32_t ordinal) const override {
    const OpenTerms* const terms = open_terms();
    return terms == nullptr ? std::string_view() : terms->dictionary.term(ordinal);
  }
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

  Result<PostingCursor> postings_passing(const TermInfo& term,
                                         PassingLists& passing) const override {
    auto list = open_list(term, true, &passing);
    return list ? PostingCursor::open(std::move(list).value())
                : Result<PostingCursor>(std::move(list).error());
  }

  Result<PostingList> posting_list(const TermInfo& term, bool with_positions) const override {
    return open_list(term, with_positions, nullptr);
  }

  const CommonWord* common_word(const TermInfo& term, const PostingList& list) const override {
    const OpenTerms* const terms = open_terms();
    return terms == nullptr ? nullptr : terms->common.find(term.ordinal, list);
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
  // Any term of a segment whose terms cannot be read: none may be passed over.
  static constexpr TermInfo kUnreadable{0, 1, 255};

  // Null when they cannot be read.
  const OpenTerms* open_terms() const {
    const OpenTerms* const terms = terms_.load(std::memory_order_acquire);
    if (terms != nullptr || !read_terms()) return terms;
    return terms_.load(std::memory_order_acquire);
  }
  const TermDictionary& term_dictionary() const {
    static const TermDictionary none;
    const OpenTerms* const terms = open_terms();
    return terms == nullptr ? none : terms->dictionary;
  }

  Result<PostingList> open_list(const TermInfo& term, bool with_positions,
                                PassingLists* passing) const {
    const OpenTerms* const terms = open_terms();
    if (terms == nullptr) {
      MODELZOO_RETURN_IF_ERROR(read_terms());
      return open_list(term, with_positions, passing);
    }
    const TermEntry& entry = terms->dictionary.entry(term.ordinal);
    auto list = part(terms->posting_chunks, entry.postings,
                     passing == nullptr ? nullptr : &passing->postings);
    if (!list) return std::move(list).error();
    PinnedBytes positions;
    std::string_view position_bytes;
    if (with_positions && entry.positions.length > 0) {
      auto read = part(terms->position_chunks, entry.positions,
                       passing == nullptr ? nullptr : &passing->positions);
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
    const OpenTerms* const terms = open_terms();
    if (terms == nullptr) return kUnreadable;
    const TermEntry& entry = terms->dictionary.entry(ordinal);
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

  static Result<PinnedBytes> part(const HeldChunks& chunks, const ListPlace& place,
                                  HeldChunks::Passing* passing) {
    auto bytes =
        passing == nullptr ? chunks.get(place.chunk) : chunks.get_passing(place.chunk, *passing);
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
  mutable Mutex terms_mutex_;
  mutable std::unique_ptr<const OpenTerms> owned_terms_ MODELZOO_GUARDED_BY(terms_mutex_);
  mutable std::atomic<const OpenTerms*> terms_{nullptr};
  WordFamilies families_;
  PrefixWords prefixes_;
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
    std::shared_ptr<const SegmentSource> source, Terms terms) {
  return OpenSegment::open(std::move(source), terms);
}

}  // namespace modelzoo::index
