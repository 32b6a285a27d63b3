// segment_reader.h - one immutable segment, opened for queries.
//
// Holds the term dictionary and columns in memory, and, as far as the SegmentSource grants it, the
// chunks of posting lists that were asked for and its common words. Posting lists, positions
// and documents are read through the source when asked for and not copied.
//
// Terms are of two kinds in one dictionary: words, as the tokenizer makes them, and keywords, which
// stand for exact values of a facet or an identity: keyword_term(KeywordField::kFramework,
// "pytorch"). Postings of keywords have impact 0 and no positions.
//
// Immutable: thread-safe. Views live as long as the reader.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "index/analysis/markup.h"
#include "index/analysis/stemmer.h"
#include "index/documents/doc_numbers.h"
#include "index/documents/facet_column.h"
#include "index/documents/name_lengths.h"
#include "index/postings/held_chunks.h"
#include "index/postings/posting_list_cursor.h"
#include "index/segments/common_words.h"
#include "index/segments/prefix_words.h"
#include "index/storage/segment_source.h"
#include "index/terms/keyword_terms.h"
#include "schemas/record.h"
#include "schemas/result.h"

namespace modelzoo::index {

class CompressionDictionary;
struct SpellingWords;

struct TermInfo {
  std::uint32_t ordinal = 0;    // place in the sorted dictionary
  std::uint32_t doc_freq = 0;   // deleted documents included
  std::uint8_t max_impact = 0;  // over the list
};

class SegmentReader {
 public:
  // The terms take most of an open segment's memory: one that will be merged rather than searched
  // reads them only when they are asked for.
  enum class Terms : std::uint8_t { kNow, kWhenAsked };
  // kCorrupt or kUnsupported (a newer format; the message names `modelzoo reindex`).
  [[nodiscard]] static Result<std::shared_ptr<const SegmentReader>> open(
      std::shared_ptr<const SegmentSource> source, Terms terms = Terms::kNow);
  virtual ~SegmentReader() = default;
  // Reads the terms, unless they were. Without this, a segment whose terms cannot be read when they
  // are asked for has none that can be listed, and those asked for by find_term have lists that
  // cannot be read, for the same reason.
  virtual Status read_terms() const = 0;

  [[nodiscard]] virtual std::uint32_t doc_count() const = 0;
  [[nodiscard]] virtual std::uint32_t term_count() const = 0;

  // Dictionary, sorted by bytes. find is O(1) in memory.
  [[nodiscard]] virtual std::string_view term(std::uint32_t ordinal) const = 0;
  [[nodiscard]] virtual TermInfo term_info(std::uint32_t ordinal) const = 0;
  [[nodiscard]] virtual std::optional<TermInfo> find_term(std::string_view term) const = 0;
  // Terms that begin with `prefix`, in order, until `visit` returns false.
  virtual void visit_terms(
      std::string_view prefix,
      const std::function<bool(std::string_view term, const TermInfo&)>& visit) const = 0;

  // The words that begin with `prefix`, and all of them as one in `fields` (prefix_words.h).
  [[nodiscard]] virtual std::shared_ptr<const PrefixTerms> prefix_terms(
      std::string_view prefix) const = 0;
  [[nodiscard]] virtual Result<std::shared_ptr<const PrefixPostings>> prefix_postings(
      std::string_view prefix, FieldMask fields) const = 0;

  // Words for look-ups that tolerate errors (spelling_words.h); made when first asked for.
  [[nodiscard]] virtual const SpellingWords& spelling() const = 0;
  [[nodiscard]] virtual bool spelling_is_made() const = 0;
  // Words of the dictionary with this stem (stemmer.h), the most frequent first (word_family.h).
  [[nodiscard]] virtual std::vector<std::uint32_t> family(StemLanguage language,
                                                          std::string_view stem) const = 0;

  // Without positions, their bytes are not touched, and the list has none.
  [[nodiscard]] virtual Result<PostingList> posting_list(const TermInfo& term,
                                                         bool with_positions) const = 0;
  // The documents of a common word, found in one step; null when it is too rare for that.
  [[nodiscard]] virtual const CommonWord* common_word(const TermInfo& term,
                                                      const PostingList& list) const = 0;
  [[nodiscard]] virtual Result<PostingCursor> postings(const TermInfo& term,
                                                       bool with_positions = true) const = 0;

  // The same for one who reads the lists of all terms in their order, once: keeps the chunks at
  // hand in `passing` and nothing else in memory.
  struct PassingLists {
    HeldChunks::Passing postings, positions;
  };
  [[nodiscard]] virtual Result<PostingCursor> postings_passing(const TermInfo& term,
                                                               PassingLists& passing) const = 0;

  // The document of this name (any case) or GitHub id; it may have been deleted since. O(1).
  [[nodiscard]] virtual std::optional<DocId> find_name(std::string_view full_name) const = 0;
  [[nodiscard]] virtual std::optional<DocId> find_id(std::uint64_t github_id) const = 0;

  // Columns, in memory.
  [[nodiscard]] virtual const FacetColumn& facet(FacetField field) const = 0;
  [[nodiscard]] virtual std::span<const DocNumbers> built_numbers() const = 0;
  // Order for ties and `sort=name`: "owner/name" as spelled.
  [[nodiscard]] virtual std::string_view full_name(DocId doc) const = 0;
  [[nodiscard]] virtual std::span<const NameLengths> name_lengths() const = 0;  // by document

  [[nodiscard]] virtual std::uint64_t github_id(DocId doc) const = 0;  // 0: none

  // As stored, for merges: a block of summaries; the frame of a document, empty without long fields
  // (stored_document.h); and the dictionary that frames were made with, null: none.
  [[nodiscard]] virtual Result<std::string> summary_block(std::uint32_t block) const = 0;
  [[nodiscard]] virtual Result<PinnedBytes> document_frame(DocId doc) const = 0;
  [[nodiscard]] virtual const std::shared_ptr<const CompressionDictionary>& dictionary() const = 0;

  // Documents, with the numbers that the segment was built with. summary: the record without
  // readme, manifests, imports, star_history.
  [[nodiscard]] virtual Result<Record> summary(DocId doc) const = 0;
  [[nodiscard]] virtual Result<Record> document(DocId doc) const = 0;
  // The README as plain text with its blocks, as analysed (for snippets); empty when there is none.
  [[nodiscard]] virtual Result<PlainText> readme_text(DocId doc) const = 0;
};

// The JSON of summary `index` of a block. kCorrupt.
[[nodiscard]] Result<std::string_view> summary_in_block(std::string_view block,
                                                        std::uint32_t index);

}  // namespace modelzoo::index
