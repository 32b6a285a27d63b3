#include "index/terms/term_accumulator.h"

#include <algorithm>

#include "index/postings/position_block.h"
#include "index/terms/keyword_terms.h"

namespace modelzoo::index {
namespace {

// A pair of characters may be none of the text's words: 和平 in 中和平均.
std::uint8_t half_of(std::uint8_t impact) { return std::max<std::uint8_t>(impact / 2, 1); }

}  // namespace

void TermAccumulator::token(Position position, const Token& token) {
  PendingToken& pending = pending_[pending_count_++];
  pending = {key_of_term(token.term),
             position,
             static_cast<std::uint16_t>(pending_text_size_),
             static_cast<std::uint8_t>(token.term.size()),
             token.beside(),
             token.repeat || token.pair};
  terms_.prefetch(pending.key);
  std::memcpy(pending_text_.data() + pending_text_size_, token.term.data(), token.term.size());
  pending_text_size_ += token.term.size();
  if (pending_count_ == kTokensAtOnce) resolve_pending();
}

void TermAccumulator::resolve_pending() {
  std::array<std::uint32_t, kTokensAtOnce> numbers;
  for (std::size_t i = 0; i < pending_count_; ++i) {
    const PendingToken& pending = pending_[i];
    numbers[i] = terms_.number_of({pending_text_.data() + pending.text, pending.size}, pending.key);
  }
  marks_.resize(terms_.size());
  sizes_.resize(terms_.size());
  for (std::size_t i = 0; i < pending_count_; ++i) __builtin_prefetch(&marks_[numbers[i]]);
  for (std::size_t i = 0; i < pending_count_; ++i) {
    const PendingToken& pending = pending_[i];
    beside_.add(pending.position, class_of_hash(pending.key.hash));
    if (!pending.beside) ++lengths_[static_cast<std::size_t>(position_field(pending.position))];
    meet(numbers[i], pending.position, pending.spare);
  }
  pending_count_ = 0;
  pending_text_size_ = 0;
}

void TermAccumulator::meet(std::uint32_t term, Position position, bool spare) {
  const auto here = static_cast<std::uint32_t>(occurrences_.size());
  occurrences_.push_back({position, kNone, spare});
  Mark& mark = marks_[term];
  if (mark.document != doc_count()) {
    mark = {doc_count(), static_cast<std::uint32_t>(met_.size())};
    met_.push_back({term, here, here});
    return;
  }
  Met& met = met_[mark.met];
  occurrences_[met.last].next = here;
  met.last = here;
}

void TermAccumulator::keyword(std::string_view term) {
  const std::uint32_t number = term_number(term);
  if (marks_[number].document == doc_count()) return;
  marks_[number] = {doc_count(), static_cast<std::uint32_t>(met_.size())};
  met_.push_back({number, kNone, kNone});
}

bool TermAccumulator::is_scored(std::uint32_t term) const {
  return !is_keyword_term(terms_.text(term));
}

void TermAccumulator::end_document() {
  resolve_pending();
  const DocumentImpacts impacts(lengths_);
  char* const begin = postings_.reserve(met_.size() * ForwardPosting::kMostHeadBytes +
                                        occurrences_.size() * kMostPositionBytes);
  char* end = begin;
  for (const Met& met : met_) __builtin_prefetch(&sizes_[met.term], 1);
  for (const Met& met : met_) end = put_posting(met, impacts, end);
  postings_.commit(end);
  documents_.push_back({begin, static_cast<std::uint32_t>(met_.size())});
  met_.clear();
  occurrences_.clear();
  beside_.clear();
  lengths_ = {};
}

char* TermAccumulator::put_posting(const Met& met, const DocumentImpacts& impacts, char* out) {
  ++sizes_[met.term].postings;
  std::memcpy(out, &met.term, sizeof met.term);
  if (met.first == kNone) {
    std::memset(out + ForwardPosting::kImpact, 0,
                ForwardPosting::kHeadBytes - ForwardPosting::kImpact);
    return out + ForwardPosting::kHeadBytes;
  }
  if (met.first != met.last) return put_many(met, impacts, out);
  const auto& [position, next, spare] = occurrences_[met.first];
  const Field field = position_field(position);
  char* const begin = out + ForwardPosting::kHeadBytes;
  char* const end = encode_positions({&position, 1}, begin);
  const std::uint32_t sets = to_sets(beside_.beside(position));
  std::memcpy(out + ForwardPosting::kNeighbours, &sets, sizeof sets);
  const std::uint8_t impact = impacts.of(field, 1);
  out[ForwardPosting::kImpact] = static_cast<char>(spare ? half_of(impact) : impact);
  out[ForwardPosting::kFields] = static_cast<char>(field_bit(field));
  out[ForwardPosting::kSize] = static_cast<char>(end - begin);
  sizes_[met.term].position_bytes += static_cast<std::uint32_t>(end - begin);
  return end;
}

// A term that stands in the document more than once.
char* TermAccumulator::put_many(const Met& met, const DocumentImpacts& impacts, char* out) {
  FieldCounts counts{};
  FieldCounts spare{};
  bool any_counted = false;
  FieldMask fields = 0;
  std::uint32_t sets = 0;
  positions_.clear();
  for (std::uint32_t at = met.first; at != kNone; at = occurrences_[at].next) {
    const Occurrence& occurrence = occurrences_[at];
    const Field field = position_field(occurrence.position);
    fields |= field_bit(field);
    ++(occurrence.spare ? spare : counts)[static_cast<std::size_t>(field)];
    any_counted = any_counted || !occurrence.spare;
    positions_.push_back(occurrence.position);
    sets |= to_sets(beside_.beside(occurrence.position));
  }
  if (!std::is_sorted(positions_.begin(), positions_.end())) {
    std::sort(positions_.begin(), positions_.end());
  }
  positions_.erase(std::unique(positions_.begin(), positions_.end()), positions_.end());
  out[ForwardPosting::kImpact] =
      static_cast<char>(any_counted ? impacts.of(counts) : half_of(impacts.of(spare)));
  out[ForwardPosting::kFields] = static_cast<char>(fields);
  std::memcpy(out + ForwardPosting::kNeighbours, &sets, sizeof sets);
  char* begin = out + ForwardPosting::kHeadBytes;
  char* end = encode_positions(positions_, begin);
  const auto size = static_cast<std::uint32_t>(end - begin);
  if (size >= ForwardPosting::kLong) {
    std::memmove(begin + sizeof size, begin, size);
    std::memcpy(begin, &size, sizeof size);
    end += sizeof size;
  }
  out[ForwardPosting::kSize] =
      static_cast<char>(std::min<std::uint32_t>(size, ForwardPosting::kLong));
  sizes_[met.term].position_bytes += size;
  return end;
}

void TermAccumulator::drop(std::uint32_t doc) {
  const char* at = documents_[doc].postings;
  for (std::uint32_t n = documents_[doc].count; n > 0; --n) {
    const ForwardPosting posting = ForwardPosting::read(at);
    --sizes_[posting.term].postings;
    sizes_[posting.term].position_bytes -= static_cast<std::uint32_t>(posting.positions.size());
  }
  documents_[doc].count = 0;
}

std::size_t TermAccumulator::memory_bytes() const {
  return terms_.memory_bytes() + postings_.memory_bytes() + marks_.capacity() * sizeof(Mark) +
         sizes_.capacity() * sizeof(TermSize) + documents_.capacity() * sizeof(Document);
}

}  // namespace modelzoo::index
