#include "query/matching/segment_matcher.h"

#include <algorithm>
#include <array>
#include <vector>

#include "query/matching/enough_words.h"

namespace modelzoo::query {
namespace {

using index::DocId;
using index::PostingCursor;

// A sum of idf.
struct HeldIdf {
  std::uint64_t idf = 0;
  HeldIdf& operator+=(const HeldIdf& other) {
    idf += other.idf;
    return *this;
  }
};

}  // namespace

struct SegmentMatcher::Impl {
  Impl(const index::SegmentView& segment, const SearchPlan& search)
      : view(segment), plan(search), filters(search.filters.size()) {}

  const index::SegmentView& view;
  const SearchPlan& plan;
  std::vector<WordMatcher> words;
  std::vector<std::vector<PostingCursor>> filters;
  DocId base = 0;
  bool started = false;
  WindowBits query_matches;
  std::vector<WindowBits> request;          // by request filter
  std::array<std::uint64_t, kWindow> held;  // of the words' idf, by document

  Status open() {
    for (const QueryWord& word : plan.words) {
      auto opened = WordMatcher::open(view, word, plan.fields);
      if (!opened) return std::move(opened).error();
      words.push_back(std::move(opened).value());
    }
    for (std::size_t f = 0; f < filters.size(); ++f) {
      for (const std::string& keyword : plan.filters[f].keywords) {
        const auto info = view.reader->find_term(keyword);
        if (!info) continue;
        auto cursor = view.reader->postings(*info);
        if (!cursor) return std::move(cursor).error().with_context("term \"" + keyword + "\"");
        filters[f].push_back(std::move(cursor).value());
      }
    }
    return Ok{};
  }

  DocId window_end() const { return std::min(base + kWindow, view.reader->doc_count()); }

  const WindowBits& word_bits(std::size_t word) { return words[word].documents(base); }

  static std::int64_t number(const index::DocNumbers& doc, NumberField field) {
    switch (field) {
      case NumberField::kStars:
        return doc.stars;
      case NumberField::kForks:
        return doc.forks;
      case NumberField::kPushed:
        return doc.pushed_at;
      case NumberField::kCreated:
        return doc.created_at;
      case NumberField::kUpdated:
        return doc.updated_at;
      case NumberField::kArchived:
        return doc.archived ? 1 : 0;
      case NumberField::kFork:
        return doc.fork ? 1 : 0;
      // A tenth more stars than a month ago, or a hundred.
      case NumberField::kTrending:
        return doc.stars_month >= 100 ||
                       (doc.stars_month >= 10 && doc.stars_month >= doc.stars / 10)
                   ? 1
                   : 0;
    }
    return 0;
  }

  WindowBits filter_bits(std::size_t index) {
    WindowBits bits;
    const Filter& filter = plan.filters[index];
    const DocId end = window_end();
    if (filter.keywords.empty()) {
      for (DocId doc = base; doc < end; ++doc) {
        const std::int64_t value = number(view.doc_numbers(doc), filter.number);
        if (value >= filter.low && value <= filter.high) bits.set(doc - base);
      }
    }
    for (PostingCursor& cursor : filters[index]) {
      for (DocId doc = cursor.seek(base); doc < end; doc = cursor.next()) bits.set(doc - base);
    }
    return bits;
  }

  WindowBits all() const {
    WindowBits bits;
    const std::uint32_t size = window_end() - base;
    for (std::uint32_t i = 0; i < size / 64; ++i) bits.words[i] = ~std::uint64_t{0};
    if (size % 64 != 0) bits.words[size / 64] = (std::uint64_t{1} << (size % 64)) - 1;
    return bits;
  }

  // and: all conditions; of the words of a relaxed plan, any. Words that nobody needs are not
  // looked up.
  WindowBits evaluate_and(const PlanNode& node, bool root) {
    WindowBits bits = all();
    WindowBits some;
    bool relaxed_words = false;
    for (const PlanNode& child : node.children) {
      const bool word = child.kind == NodeKind::kWord;
      if (word && plan.words[child.word].optional) continue;
      if (word && root && plan.relaxed) {
        relaxed_words = true;
        some |= word_bits(child.word);
      } else if (bits.any()) {
        bits &= evaluate(child, false);
      }
    }
    if (relaxed_words) bits &= some;
    return bits;
  }

  WindowBits evaluate(const PlanNode& node, bool root) {
    switch (node.kind) {
      case NodeKind::kAll:
        return all();
      case NodeKind::kWord:
      case NodeKind::kPhrase:
        return word_bits(node.word);
      case NodeKind::kQualifier:
        return filter_bits(node.filter);
      case NodeKind::kAnd:
        return evaluate_and(node, root);
      case NodeKind::kOr: {
        WindowBits bits;
        for (const PlanNode& child : node.children) bits |= evaluate(child, false);
        return bits;
      }
      case NodeKind::kNot: {
        WindowBits bits = all();
        bits.remove(evaluate(node.children[0], false));
        return bits;
      }
    }
    return {};
  }

  void remove_deleted(WindowBits& bits) const {
    if (!view.live) return;
    for (std::size_t w = 0; w < bits.words.size(); ++w) {
      std::uint64_t rest = bits.words[w];
      while (rest != 0) {
        const auto i =
            static_cast<std::uint32_t>(w * 64) + static_cast<std::uint32_t>(std::countr_zero(rest));
        rest &= rest - 1;
        if (!view.live->test(base + i)) bits.words[w] &= ~(std::uint64_t{1} << (i & 63));
      }
    }
  }

  // A relaxed plan takes documents with some of the words, but not with the least telling ones
  // alone.
  void remove_poor(WindowBits& bits) {
    std::vector<CountedWord<HeldIdf>> told;
    for (const std::size_t word : plan.scoring) {
      const std::uint32_t idf = plan.words[word].idf;
      if (idf > 0) told.push_back({&word_bits(word), {idf}});
    }
    const auto enough = [this](const HeldIdf& sum) { return sum.idf >= plan.least_held; };
    if (told.size() > EnoughWords<HeldIdf, decltype(enough)>::kMostWords) {
      remove_poor_of_many(told, bits);
      return;
    }
    std::sort(told.begin(), told.end(),
              [](const auto& a, const auto& b) { return a.held.idf > b.held.idf; });
    bits = EnoughWords(told, enough).of(bits, {});
  }

  void remove_poor_of_many(const std::vector<CountedWord<HeldIdf>>& told, WindowBits& bits) {
    for_each_place(bits, [&](std::uint32_t i) { held[i] = 0; });
    for (const auto& word : told) {
      WindowBits with_word = bits;
      with_word &= *word.documents;
      for_each_place(with_word, [&](std::uint32_t i) { held[i] += word.held.idf; });
    }
    WindowBits poor;
    for_each_place(bits, [&](std::uint32_t i) {
      if (held[i] < plan.least_held) poor.set(i);
    });
    bits.remove(poor);
  }

  bool next_window() {
    for (base = started ? base + kWindow : 0, started = true; base < view.reader->doc_count();
         base += kWindow) {
      query_matches = evaluate(plan.root, true);
      if (!query_matches.any()) continue;
      remove_deleted(query_matches);
      if (plan.relaxed && plan.least_held > 0) remove_poor(query_matches);
      if (!query_matches.any()) continue;
      request.clear();
      for (const auto& filter : plan.request_filters) request.push_back(filter_bits(filter.filter));
      return true;
    }
    return false;
  }
};

SegmentMatcher::SegmentMatcher(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
SegmentMatcher::~SegmentMatcher() = default;

Result<std::unique_ptr<SegmentMatcher>> SegmentMatcher::open(const index::SegmentView& view,
                                                             const SearchPlan& plan) {
  auto impl = std::make_unique<Impl>(view, plan);
  MODELZOO_RETURN_IF_ERROR(impl->open());
  return std::unique_ptr<SegmentMatcher>(new SegmentMatcher(std::move(impl)));
}

bool SegmentMatcher::next_window() { return impl_->next_window(); }
DocId SegmentMatcher::base() const { return impl_->base; }

WindowBits SegmentMatcher::matches(std::optional<FacetKind> ignored) const {
  WindowBits bits = impl_->query_matches;
  for (std::size_t i = 0; i < impl_->request.size(); ++i) {
    const auto& facet = impl_->plan.request_filters[i].facet;
    if (!ignored || facet != ignored) bits &= impl_->request[i];
  }
  return bits;
}

const WindowBits& SegmentMatcher::documents(std::size_t word) const {
  return impl_->word_bits(word);
}

std::span<const WordMatch> SegmentMatcher::word_matches(std::size_t word,
                                                        const WindowBits& wanted) const {
  impl_->word_bits(word);
  return impl_->words[word].matches(wanted);
}

std::uint8_t SegmentMatcher::most_impact(std::size_t word) const {
  impl_->word_bits(word);
  return impl_->words[word].most_impact();
}

}  // namespace modelzoo::query
