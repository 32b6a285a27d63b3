#include "index/segments/posting_inverter.h"

#include <algorithm>
#include <future>

#include "index/storage/huge_pages.h"
#include "index/storage/text_order.h"

namespace modelzoo::index {
namespace {

// The numbers of an accumulator's terms in byte order of their texts.
std::vector<TextOrderKey> sorted_terms(const TermAccumulator& terms) {
  std::vector<TextOrderKey> keys(terms.terms().size());
  for (std::uint32_t i = 0; i < keys.size(); ++i) keys[i].item = i;
  sort_by_text(std::span(keys), [&](std::uint32_t i) { return terms.terms().text(i); });
  return keys;
}

class Inverter {
 public:
  Inverter(std::span<const TermAccumulator* const> parts, std::span<const DocumentPlace> order)
      : parts_(parts), order_(order) {}

  void rank_terms(bool in_parallel);

  struct Term {
    std::string_view text;
    bool scored = false;
    std::uint32_t postings = 0;
    std::uint32_t position_bytes = 0;
  };
  [[nodiscard]] const std::vector<Term>& terms() const { return terms_; }
  // The end of the range that begins with term `begin` and holds about `bytes`.
  [[nodiscard]] std::uint32_t range_end(std::uint32_t begin, std::size_t bytes) const;

  struct Range {
    std::uint32_t begin = 0, end = 0;
    HugeVector<InvertedPosting> postings;
    HugeVector<char> positions;
  };
  [[nodiscard]] Range invert(std::uint32_t begin, std::uint32_t end) const;

 private:
  void merge_terms(const std::vector<std::vector<TextOrderKey>>& sorted);

  std::span<const TermAccumulator* const> parts_;
  std::span<const DocumentPlace> order_;
  std::vector<Term> terms_;
  std::vector<HugeVector<std::uint32_t>> ranks_;  // by part, by its term number
};

void Inverter::rank_terms(bool in_parallel) {
  std::vector<std::future<std::vector<TextOrderKey>>> sorting;
  for (const TermAccumulator* part : parts_) {
    sorting.push_back(
        std::async(in_parallel && parts_.size() > 1 ? std::launch::async : std::launch::deferred,
                   [part] { return sorted_terms(*part); }));
  }
  std::vector<std::vector<TextOrderKey>> sorted;
  for (auto& one : sorting) sorted.push_back(one.get());
  merge_terms(sorted);
}

void Inverter::merge_terms(const std::vector<std::vector<TextOrderKey>>& sorted) {
  std::vector<std::size_t> at(parts_.size(), 0);
  for (const TermAccumulator* part : parts_) ranks_.emplace_back(part->terms().size());
  const auto text = [&](std::size_t part) {
    return parts_[part]->terms().text(sorted[part][at[part]].item);
  };
  for (;;) {
    std::size_t least = parts_.size();
    for (std::size_t part = 0; part < parts_.size(); ++part) {
      if (at[part] == sorted[part].size()) continue;
      if (least == parts_.size() || text(part) < text(least)) least = part;
    }
    if (least == parts_.size()) break;
    Term term;
    term.text = text(least);
    for (std::size_t part = least; part < parts_.size(); ++part) {
      if (at[part] == sorted[part].size() || (part != least && text(part) != term.text)) continue;
      const std::uint32_t number = sorted[part][at[part]++].item;
      const TermAccumulator::TermSize size = parts_[part]->size_of(number);
      term.scored = parts_[part]->is_scored(number);
      term.postings += size.postings;
      term.position_bytes += size.position_bytes;
      ranks_[part][number] = static_cast<std::uint32_t>(terms_.size());
    }
    terms_.push_back(term);
  }
}

std::uint32_t Inverter::range_end(std::uint32_t begin, std::size_t bytes) const {
  std::size_t held = 0;
  std::uint32_t end = begin;
  while (end < terms_.size() && (end == begin || held < bytes)) {
    held += terms_[end].postings * sizeof(InvertedPosting) + terms_[end].position_bytes;
    ++end;
  }
  return end;
}

Inverter::Range Inverter::invert(std::uint32_t begin, std::uint32_t end) const {
  struct Place {
    std::uint32_t posting;
    std::uint32_t position;
  };
  HugeVector<Place> places(end - begin);
  Place next{0, 0};
  for (std::uint32_t term = begin; term < end; ++term) {
    places[term - begin] = next;
    next.posting += terms_[term].postings;
    next.position += terms_[term].position_bytes;
  }
  Range range{begin, end, HugeVector<InvertedPosting>(next.posting),
              HugeVector<char>(next.position)};
  // A document's places are found before the first is written to: most are not in the cache.
  std::vector<std::pair<ForwardPosting, std::uint32_t>> found;
  for (DocId doc = 0; doc < order_.size(); ++doc) {
    const TermAccumulator::Document& document = parts_[order_[doc].part]->document(order_[doc].doc);
    const HugeVector<std::uint32_t>& ranks = ranks_[order_[doc].part];
    found.clear();
    const char* at = document.postings;
    for (std::uint32_t n = document.count; n > 0; --n) {
      const ForwardPosting from = ForwardPosting::read(at);
      const std::uint32_t index = ranks[from.term] - begin;
      if (index >= places.size()) continue;
      __builtin_prefetch(&places[index], 1);
      found.emplace_back(from, index);
    }
    for (const auto& [from, index] : found) {
      Place& place = places[index];
      range.postings[place.posting++] = {{doc, from.impact, from.fields, from.neighbours},
                                         static_cast<std::uint32_t>(from.positions.size())};
      char* to = range.positions.data() + place.position;
      place.position += static_cast<std::uint32_t>(from.positions.size());
      // Most are a byte or two: no call.
      for (const char byte : from.positions) *to++ = byte;
    }
  }
  return range;
}

Status hand_over(const std::vector<Inverter::Term>& terms, const Inverter::Range& range,
                 const std::function<Status(const InvertedList&)>& visit) {
  std::size_t posting = 0;
  std::size_t position = 0;
  for (std::uint32_t i = range.begin; i < range.end; ++i) {
    const Inverter::Term& term = terms[i];
    if (term.postings == 0) continue;  // all its documents were dropped
    MODELZOO_RETURN_IF_ERROR(
        visit({term.text, term.scored, std::span(range.postings).subspan(posting, term.postings),
               std::string_view(range.positions.data() + position, term.position_bytes)}));
    posting += term.postings;
    position += term.position_bytes;
  }
  return Ok{};
}

}  // namespace

Status invert_postings(std::span<const TermAccumulator* const> parts,
                       std::span<const DocumentPlace> order, const InvertOptions& options,
                       const std::function<Status(const InvertedList&)>& visit) {
  Inverter inverter(parts, order);
  inverter.rank_terms(options.ahead);
  const auto count = static_cast<std::uint32_t>(inverter.terms().size());
  const auto start = [&](std::uint32_t begin) {
    return std::async(options.ahead ? std::launch::async : std::launch::deferred,
                      [&inverter, begin, end = inverter.range_end(begin, options.range_bytes)] {
                        return inverter.invert(begin, end);
                      });
  };
  std::future<Inverter::Range> next;
  if (count > 0) next = start(0);
  while (next.valid()) {
    const Inverter::Range range = next.get();
    if (range.end < count) next = start(range.end);
    MODELZOO_RETURN_IF_ERROR(hand_over(inverter.terms(), range, visit));
  }
  return Ok{};
}

}  // namespace modelzoo::index
