// term_accumulator.h - the postings of a segment that is being built, term by term, in memory.
//
// One thread at a time.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "index/analysis/document_analyzer.h"
#include "index/impact.h"

namespace modelzoo::index {

class TermAccumulator final : public FieldTokenSink {
 public:
  void begin_document(std::uint32_t doc) { doc_ = doc; }
  void token(Position position, const Token& token) override;
  void keyword(std::string_view term);
  // Turns the document's tokens into postings.
  void end_document();

  struct Term {
    std::string_view text;
    bool scored;
    // Per posting: varint document, and if scored: u8 impact, u8 fields, varint count, varint
    // deltas.
    std::string postings;
  };
  // Terms in byte order.
  [[nodiscard]] std::vector<const Term*> sorted() const;
  [[nodiscard]] std::size_t memory_bytes() const { return bytes_; }

 private:
  struct Occurrence {
    std::uint32_t term;
    Position position;
    bool repeat;
  };
  std::uint32_t term_id(std::string_view text, bool scored);
  void add_posting(const Occurrence* begin, const Occurrence* end);

  std::deque<std::string> texts_;  // stable addresses
  std::unordered_map<std::string_view, std::uint32_t> ids_;
  std::vector<Term> terms_;
  std::vector<Occurrence> occurrences_;
  FieldCounts lengths_{};
  std::uint32_t doc_ = 0;
  std::size_t bytes_ = 0;
};

}  // namespace modelzoo::index
