#include "query/segment_matcher.h"

#include <algorithm>
#include <bit>

#include "index/impact.h"

namespace modelzoo::query {

using index::DocId;
using index::kEndOfPostings;
using index::PostingCursor;

bool WindowBits::any() const {
  std::uint64_t all = 0;
  for (const std::uint64_t word : words) all |= word;
  return all != 0;
}
std::uint64_t WindowBits::count() const {
  std::uint64_t total = 0;
  for (const std::uint64_t word : words) total += static_cast<std::uint64_t>(std::popcount(word));
  return total;
}
WindowBits& WindowBits::operator&=(const WindowBits& other) {
  for (std::size_t i = 0; i < words.size(); ++i) words[i] &= other.words[i];
  return *this;
}
WindowBits& WindowBits::operator|=(const WindowBits& other) {
  for (std::size_t i = 0; i < words.size(); ++i) words[i] |= other.words[i];
  return *this;
}
void WindowBits::remove(const WindowBits& other) {
  for (std::size_t i = 0; i < words.size(); ++i) words[i] &= ~other.words[i];
}

namespace {

// The cursors of one alternative: one term, or a sequence.
struct OpenAlternative {
  std::vector<PostingCursor> cursors;
  std::vector<std::uint32_t> ordinals;
  std::uint32_t weight = 256;
  bool label = false;
};

// The documents of a word in the current window. `matches` is valid where `present` is set.
struct OpenWord {
  std::vector<OpenAlternative> alternatives;
  std::shared_ptr<const index::PrefixPostings> by_prefix;  // null: nothing beside alternatives
  WindowBits present;
  DocId window = kEndOfPostings;  // for which `present` holds
  std::vector<WordMatch> matches = std::vector<WordMatch>(kWindow);

  // A term: those of one word count as its occurrences.
  void found_term(std::uint32_t i, std::uint8_t impact, index::FieldMask fields) {
    if (present.test(i)) {
      matches[i].impact = index::added_impacts(matches[i].impact, impact);
      matches[i].fields |= fields;
    } else {
      present.set(i);
      matches[i] = {impact, fields};
    }
  }
  // A sequence, a label or the words of a prefix: what it says may have been found as one term
  // already.
  void found_sequence(std::uint32_t i, std::uint8_t impact, index::FieldMask fields) {
    if (present.test(i)) {
      matches[i].impact = std::max(matches[i].impact, impact);
      matches[i].fields |= fields;
    } else {
      present.set(i);
      matches[i] = {impact, fields};
    }
  }
};

// Of one topic among as many as are usual.
constexpr double kTopicWeight =
    index::kFieldNorms[static_cast<std::size_t>(index::Field::kTopics)].weight;
constexpr auto kTopicImpact =
    static_cast<std::uint8_t>(255 * kTopicWeight / (index::kSaturation + kTopicWeight));
std::uint8_t weighted(std::uint8_t impact, std::uint32_t weight) {
  return static_cast<std::uint8_t>((impact * weight) >> 8);
}

// Do the terms stand at their distances somewhere in their current document, in these fields?
bool in_sequence(OpenAlternative& alternative, index::FieldMask fields,
                 std::vector<std::vector<index::Position>>& scratch) {
  const std::size_t n = alternative.cursors.size();
  scratch.resize(std::max(scratch.size(), n));
  for (std::size_t i = 0; i < n; ++i) alternative.cursors[i].positions(scratch[i]);
  for (const index::Position first : scratch[0]) {
    if ((fields & index::field_bit(index::position_field(first))) == 0) continue;
    bool all = true;
    for (std::size_t i = 1; i < n && all; ++i) {
      all =
          std::binary_search(scratch[i].begin(), scratch[i].end(), first + alternative.ordinals[i]);
    }
    if (all) return true;
  }
  return false;
}

static_assert(index::PrefixPostings::kRunWords * 64 == kWindow);

}  // namespace

struct SegmentMatcher::Impl {
  Impl(const index::SegmentView& segment, const SearchPlan& search)
      : view(segment), plan(search), words(search.words.size()), filters(search.filters.size()) {}

  const index::SegmentView& view;
  const SearchPlan& plan;
  std::vector<OpenWord> words;
  std::vector<std::vector<PostingCursor>> filters;
  std::vector<std::vector<index::Position>> scratch;
  DocId base = 0;
  bool started = false;
  WindowBits query_matches;
  std::vector<WindowBits> request;          // by request filter
  std::array<std::uint32_t, kWindow> held;  // of the words' idf, by document

  Status open_cursor(std::string_view term, std::vector<PostingCursor>& out, bool& absent) const {
    const auto info = view.reader->find_term(term);
    absent = !info;
    if (!info) return Ok{};
    auto cursor = view.reader->postings(*info);
    if (!cursor)
      return std::move(cursor).error().with_context("term \"" + std::string(term) + "\"");
    out.push_back(std::move(cursor).value());
    return Ok{};
  }

  Status open() {
    for (std::size_t w = 0; w < words.size(); ++w) {
      for (const TermAlternative& alternative : plan.words[w].alternatives) {
        OpenAlternative opened;
        opened.weight = alternative.weight;
        opened.label = alternative.label;
        bool absent = false;
        for (const auto& part : alternative.parts) {
          MODELZOO_RETURN_IF_ERROR(open_cursor(part.term, opened.cursors, absent));
          if (absent) break;
          opened.ordinals.push_back(part.ordinal - alternative.parts.front().ordinal);
        }
        if (!absent) words[w].alternatives.push_back(std::move(opened));
      }
      if (plan.words[w].prefix.empty()) continue;
      auto postings = view.reader->prefix_postings(plan.words[w].prefix, plan.fields);
      if (!postings) return std::move(postings).error();
      words[w].by_prefix = std::move(postings).value();
    }
    for (std::size_t f = 0; f < filters.size(); ++f) {
      for (const std::string& keyword : plan.filters[f].keywords) {
        bool absent = false;
        MODELZOO_RETURN_IF_ERROR(open_cursor(keyword, filters[f], absent));
      }
    }
    return Ok{};
  }

  DocId window_end() const { return std::min(base + kWindow, view.reader->doc_count()); }

  void find_term(OpenWord& word, OpenAlternative& alternative) {
    PostingCursor& cursor = alternative.cursors[0];
    const DocId end = window_end();
    for (DocId doc = cursor.seek(base); doc < end; doc = cursor.next()) {
      const auto fields = static_cast<index::FieldMask>(cursor.fields() & plan.fields);
      if (fields != 0)
        word.found_term(doc - base, weighted(cursor.impact(), alternative.weight), fields);
    }
  }

  // Keywords have neither impacts nor fields.
  void find_label(OpenWord& word, OpenAlternative& alternative) const {
    PostingCursor& cursor = alternative.cursors[0];
    constexpr auto kFields =
        static_cast<index::FieldMask>(index::field_bit(index::Field::kTopics) | kFoundAsLabel);
    const std::uint8_t impact = weighted(kTopicImpact, alternative.weight);
    const DocId end = window_end();
    for (DocId doc = cursor.seek(base); doc < end; doc = cursor.next())
      word.found_sequence(doc - base, impact, kFields);
  }

  // Leapfrog over the terms' lists, then positions.
  void find_sequence(OpenWord& word, OpenAlternative& alternative) {
    const DocId end = window_end();
    DocId doc = alternative.cursors[0].seek(base);
    while (doc < end) {
      DocId furthest = doc;
      for (PostingCursor& cursor : alternative.cursors)
        furthest = std::max(furthest, cursor.seek(doc));
      if (furthest != doc) {
        doc = furthest >= end ? furthest : alternative.cursors[0].seek(furthest);
        continue;
      }
      if (in_sequence(alternative, plan.fields, scratch)) {
        std::uint8_t impact = 255;
        index::FieldMask fields = plan.fields;
        for (PostingCursor& cursor : alternative.cursors) {
          impact = std::min(impact, cursor.impact());
          fields &= cursor.fields();
        }
        word.found_sequence(doc - base, weighted(impact, alternative.weight), fields);
      }
      doc = alternative.cursors[0].next();
    }
  }

  void find_prefix(OpenWord& word) const {
    const auto& documents = word.by_prefix->documents();
    const index::PrefixPosting* posting = word.by_prefix->postings_of_run(base / kWindow);
    const std::size_t first = base / 64;
    const std::size_t count = std::min(word.present.words.size(), documents.size() - first);
    for (std::size_t w = 0; w < count; ++w) {
      for (std::uint64_t rest = documents[first + w]; rest != 0; rest &= rest - 1, ++posting) {
        const auto i =
            static_cast<std::uint32_t>(w * 64) + static_cast<std::uint32_t>(std::countr_zero(rest));
        word.found_sequence(i, weighted(posting->impact, kPrefixWeight), posting->fields);
      }
    }
  }

  const WindowBits& word_bits(std::size_t index) {
    OpenWord& word = words[index];
    if (word.window == base) return word.present;
    word.window = base;
    word.present = {};
    for (OpenAlternative& alternative : word.alternatives) {
      if (alternative.label) {
        find_label(word, alternative);
      } else if (alternative.cursors.size() == 1) {
        find_term(word, alternative);
      } else {
        find_sequence(word, alternative);
      }
    }
    if (word.by_prefix) find_prefix(word);
    return word.present;
  }

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
    for_each_place(bits, [&](std::uint32_t i) { held[i] = 0; });
    for (const std::size_t word : plan.scoring) {
      WindowBits with_word = bits;
      with_word &= word_bits(word);
      const std::uint32_t idf = plan.words[word].idf;
      for_each_place(with_word, [&](std::uint32_t i) { held[i] += idf; });
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

WordWindow SegmentMatcher::word(std::size_t word) const {
  if (impl_->words[word].window != impl_->base) impl_->word_bits(word);
  const OpenWord& open = impl_->words[word];
  return {open.present, open.matches};
}

}  // namespace modelzoo::query
