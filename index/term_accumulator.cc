#include "index/term_accumulator.h"

#include <algorithm>

#include "index/byte_io.h"

namespace modelzoo::index {

std::uint32_t TermAccumulator::term_id(std::string_view text, bool scored) {
  if (const auto found = ids_.find(text); found != ids_.end()) return found->second;
  const std::string& stable = texts_.emplace_back(text);
  const auto id = static_cast<std::uint32_t>(terms_.size());
  terms_.push_back(Term{stable, scored, {}});
  ids_.emplace(stable, id);
  constexpr std::size_t kOverhead = 160;  // map node, string objects
  bytes_ += text.size() + kOverhead;
  return id;
}

void TermAccumulator::token(Position position, const Token& token) {
  occurrences_.push_back({term_id(token.term, true), position, token.repeat});
  if (!token.whole) ++lengths_[static_cast<std::size_t>(position_field(position))];
}

void TermAccumulator::keyword(std::string_view term) {
  Term& entry = terms_[term_id(term, false)];
  const std::size_t before = entry.postings.size();
  put_varint(entry.postings, doc_);
  bytes_ += entry.postings.size() - before;
}

void TermAccumulator::end_document() {
  std::sort(occurrences_.begin(), occurrences_.end(), [](const Occurrence& a, const Occurrence& b) {
    return a.term != b.term ? a.term < b.term : a.position < b.position;
  });
  const Occurrence* const end = occurrences_.data() + occurrences_.size();
  for (const Occurrence* begin = occurrences_.data(); begin != end;) {
    const Occurrence* next = begin;
    while (next != end && next->term == begin->term) ++next;
    add_posting(begin, next);
    begin = next;
  }
  occurrences_.clear();
  lengths_ = {};
}

void TermAccumulator::add_posting(const Occurrence* begin, const Occurrence* end) {
  FieldCounts counts{};
  FieldMask fields = 0;
  std::uint64_t distinct = 0;
  for (const Occurrence* o = begin; o != end; ++o) {
    const Field field = position_field(o->position);
    fields |= field_bit(field);
    if (!o->repeat) ++counts[static_cast<std::size_t>(field)];
    if (o == begin || o->position != (o - 1)->position) ++distinct;
  }
  std::string& out = terms_[begin->term].postings;
  const std::size_t before = out.size();
  put_varint(out, doc_);
  put_u8(out, impact(counts, lengths_));
  put_u8(out, fields);
  put_varint(out, distinct);
  Position last = 0;
  for (const Occurrence* o = begin; o != end; ++o) {
    if (o != begin && o->position == (o - 1)->position) continue;
    put_varint(out, o->position - last);
    last = o->position;
  }
  bytes_ += out.size() - before;
}

std::vector<const TermAccumulator::Term*> TermAccumulator::sorted() const {
  std::vector<const Term*> order;
  order.reserve(terms_.size());
  for (const Term& term : terms_) order.push_back(&term);
  std::sort(order.begin(), order.end(),
            [](const Term* a, const Term* b) { return a->text < b->text; });
  return order;
}

}  // namespace modelzoo::index
