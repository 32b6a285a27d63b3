// term_accumulator.h - the postings of a segment in the making, document by document, in the order
// in which the documents came. posting_inverter.h turns them round, to lists by term, when the
// documents' final numbers are known; until then nothing has to be sorted or renumbered.
//
// A document is a run of records in an arena: u32 term number, u8 impact, u8 fields, u32 neighbours
// (neighbours.h, sets), u8 bytes of positions (255: a u32 follows), and the positions as their list
// will hold them (position_block.h, encode_positions). In memory only, in the machine's byte order.
//
// One thread at a time. Tested by: tests/unit/index/segments/segment_build_test.cc
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "index/analysis/document_analyzer.h"
#include "index/postings/impact.h"
#include "index/postings/neighbours.h"
#include "index/postings/posting_block.h"
#include "index/storage/byte_arena.h"
#include "index/storage/huge_pages.h"
#include "index/terms/term_table.h"

namespace modelzoo::index {

// One record.
struct ForwardPosting {
  std::uint32_t term;
  std::uint8_t impact;
  FieldMask fields;
  Neighbours neighbours;
  std::string_view positions;

  // Reads the record at `at` and moves `at` behind it.
  static ForwardPosting read(const char*& at) {
    std::uint32_t term = 0;
    std::uint32_t sets = 0;
    std::memcpy(&term, at, sizeof term);
    std::memcpy(&sets, at + kNeighbours, sizeof sets);
    ForwardPosting posting{term,
                           static_cast<std::uint8_t>(at[kImpact]),
                           static_cast<FieldMask>(at[kFields]),
                           from_sets(sets),
                           {}};
    std::uint32_t size = static_cast<std::uint8_t>(at[kSize]);
    at += kHeadBytes;
    if (size == kLong) {
      std::memcpy(&size, at, sizeof size);
      at += sizeof size;
    }
    posting.positions = {at, size};
    at += size;
    return posting;
  }
  static constexpr std::size_t kImpact = 4, kFields = 5, kNeighbours = 6, kSize = 10;
  static constexpr std::size_t kHeadBytes = 11;
  static constexpr std::uint8_t kLong = 255;
  static constexpr std::size_t kMostHeadBytes = kHeadBytes + 4;
};

class TermAccumulator final : public FieldTokenSink {
 public:
  void token(Position position, const Token& token) override;
  void keyword(std::string_view term);
  // Turns the tokens since the last call into a document's postings. Documents count from 0.
  void end_document();
  // Takes a document's postings out again.
  void drop(std::uint32_t doc);

  // Per term: what its list will hold.
  struct TermSize {
    std::uint32_t postings = 0;
    std::uint32_t position_bytes = 0;
  };
  [[nodiscard]] const TermTable& terms() const { return terms_; }
  [[nodiscard]] TermSize size_of(std::uint32_t term) const { return sizes_[term]; }
  // True for words, false for keywords.
  [[nodiscard]] bool is_scored(std::uint32_t term) const;

  struct Document {
    const char* postings;
    std::uint32_t count;
  };
  [[nodiscard]] const Document& document(std::uint32_t doc) const { return documents_[doc]; }
  [[nodiscard]] std::uint32_t doc_count() const {
    return static_cast<std::uint32_t>(documents_.size());
  }
  [[nodiscard]] std::size_t memory_bytes() const;

 private:
  static constexpr std::uint32_t kNone = 0xffffffffU;
  // Tokens are looked up some at a time, so that the table's memory is on its way for all of them
  // before the first is needed.
  static constexpr std::size_t kTokensAtOnce = 32;
  struct PendingToken {
    TermKey key;
    Position position;
    std::uint16_t text;  // in pending_text_
    std::uint8_t size;
    bool beside, spare;
  };
  // A place of a term in the document at hand, and the next place of the same term.
  struct Occurrence {
    Position position;
    std::uint32_t next;
    bool spare;  // counts, by half, where none other does
  };
  // A term of the document at hand.
  struct Met {
    std::uint32_t term;
    std::uint32_t first, last;  // occurrences_; kNone for a keyword
  };
  // Where a term stands among those of the document at hand.
  struct Mark {
    std::uint32_t document = kNone;
    std::uint32_t met = 0;
  };

  std::uint32_t term_number(std::string_view term) {
    const std::uint32_t number = terms_.number_of(term);
    if (number == marks_.size()) {
      marks_.emplace_back();
      sizes_.emplace_back();
    }
    return number;
  }
  void resolve_pending();
  void meet(std::uint32_t term, Position position, bool spare);
  char* put_posting(const Met& met, const DocumentImpacts& impacts, char* out);
  char* put_many(const Met& met, const DocumentImpacts& impacts, char* out);

  TermTable terms_;
  HugeVector<Mark> marks_;
  HugeVector<TermSize> sizes_;
  ByteArena postings_;
  std::vector<Document> documents_;
  // Of the document at hand.
  std::array<PendingToken, kTokensAtOnce> pending_;
  std::size_t pending_count_ = 0;
  std::array<char, kTokensAtOnce * kMaxTermBytes> pending_text_;
  std::size_t pending_text_size_ = 0;
  std::vector<Met> met_;
  std::vector<Occurrence> occurrences_;
  NeighbourTable beside_;
  FieldCounts lengths_{};
  std::vector<Position> positions_;
};

}  // namespace modelzoo::index
