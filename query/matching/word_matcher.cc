// An alternative of a word is one of three: a common term, which is its bits; another term, a
// sequence of terms or a label, whose postings of the window are gathered when its documents are
// asked for; all words of a prefix. Matches are put together in the order of the alternatives,
// whichever they are, so that they do not depend on what is held in memory.
#include "query/matching/word_matcher.h"

#include <algorithm>
#include <cstring>
#include <type_traits>

#include "index/postings/impact.h"

namespace modelzoo::query {
namespace {

using index::DocId;
using index::PostingCursor;

// Of one topic among as many as are usual.
constexpr double kTopicWeight =
    index::kFieldNorms[static_cast<std::size_t>(index::Field::kTopics)].weight;
constexpr auto kTopicImpact =
    static_cast<std::uint8_t>(255 * kTopicWeight / (index::kSaturation + kTopicWeight));

static_assert(index::PrefixPostings::kRunWords * 64 == kWindow);
static_assert(index::CommonWord::kWindow == kWindow);

std::uint8_t weighted(std::uint8_t impact, std::uint32_t weight) {
  return static_cast<std::uint8_t>((impact * weight) >> 8);
}

struct Found {
  std::uint16_t place;
  std::uint8_t impact;
  index::FieldMask fields;
};

struct OpenAlternative {
  enum class Kind : std::uint8_t { kTerm, kSequence, kLabel };
  Kind kind = Kind::kTerm;
  std::uint32_t weight = 256;
  std::vector<PostingCursor> cursors;  // of terms that are not common
  std::vector<std::uint32_t> ordinals;
  const index::CommonWord* common = nullptr;  // of a common term,
  index::PostingList list;                    // with its list
  std::uint8_t max_impact = 255;              // weighted, of all its postings
  std::vector<Found> found;                   // in the window, when it is not common

  // Terms of a word count as its occurrences; a sequence, a label or a prefix may have been found
  // as a term already.
  [[nodiscard]] bool adds_up() const { return kind == Kind::kTerm; }
};

std::uint8_t joined_impacts(std::uint8_t a, std::uint8_t b, bool add) {
  if (a == 0 || b == 0) return std::max(a, b);
  return add ? index::added_impacts(a, b) : std::max(a, b);
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

}  // namespace

struct WordMatcher::Impl {
  Impl(const index::SegmentView& segment, index::FieldMask asked)
      : view(segment), fields(asked), doc_count(segment.reader->doc_count()) {}

  const index::SegmentView& view;
  const index::FieldMask fields;
  const DocId doc_count;
  std::vector<OpenAlternative> alternatives;
  std::shared_ptr<const index::PrefixPostings> by_prefix;  // null: nothing beside alternatives
  std::vector<std::vector<index::Position>> scratch;
  DocId base = index::kEndOfPostings;  // for which `present` holds
  WindowBits present;
  std::uint8_t most_impact = 0;
  std::vector<WordMatch> matches = std::vector<WordMatch>(kWindow);

  // False when it is not there.
  Result<bool> open_term(std::string_view term, OpenAlternative& to) const {
    const auto info = view.reader->find_term(term);
    if (!info) return false;
    auto list = view.reader->posting_list(*info, false);
    if (!list) return std::move(list).error();
    to.max_impact = weighted(list->max_impact(), to.weight);
    if (fields == index::kAllFields) to.common = view.reader->common_word(*info, *list);
    if (to.common != nullptr) {
      to.list = std::move(list).value();
      return true;
    }
    auto cursor = PostingCursor::open(std::move(list).value());
    if (!cursor) return std::move(cursor).error();
    to.cursors.push_back(std::move(cursor).value());
    return true;
  }

  Result<bool> open_sequence(const TermAlternative& from, OpenAlternative& to) const {
    for (const auto& part : from.parts) {
      const auto info = view.reader->find_term(part.term);
      if (!info) return false;
      auto cursor = view.reader->postings(*info);
      if (!cursor) return std::move(cursor).error();
      to.cursors.push_back(std::move(cursor).value());
      to.ordinals.push_back(part.ordinal - from.parts.front().ordinal);
    }
    return true;
  }

  Status open(const QueryWord& word) {
    for (const TermAlternative& from : word.alternatives) {
      OpenAlternative to;
      to.weight = from.weight;
      using Kind = OpenAlternative::Kind;
      if (from.label) {
        to.kind = Kind::kLabel;
      } else if (from.parts.size() > 1) {
        to.kind = Kind::kSequence;
      }
      const auto there =
          from.parts.size() > 1 ? open_sequence(from, to) : open_term(from.parts[0].term, to);
      if (!there) return Error(there.error()).with_context("term \"" + from.parts[0].term + "\"");
      if (*there) alternatives.push_back(std::move(to));
    }
    if (word.prefix.empty()) return Ok{};
    auto postings = view.reader->prefix_postings(word.prefix, fields);
    if (!postings) return std::move(postings).error();
    by_prefix = std::move(postings).value();
    return Ok{};
  }

  DocId window_end() const { return std::min(base + kWindow, doc_count); }
  std::size_t window_words() const { return (window_end() - base + 63) / 64; }

  void gather(OpenAlternative& alternative, DocId doc, std::uint8_t impact, index::FieldMask in) {
    const DocId place = doc - base;
    present.set(place);
    alternative.found.push_back(
        {static_cast<std::uint16_t>(place), weighted(impact, alternative.weight), in});
  }

  void gather_term(OpenAlternative& alternative) {
    PostingCursor& cursor = alternative.cursors[0];
    const DocId end = window_end();
    for (DocId doc = cursor.seek(base); doc < end; doc = cursor.next()) {
      const auto in = static_cast<index::FieldMask>(cursor.fields() & fields);
      if (in != 0) gather(alternative, doc, cursor.impact(), in);
    }
  }

  // Keywords have neither impacts nor fields.
  void gather_label(OpenAlternative& alternative) {
    PostingCursor& cursor = alternative.cursors[0];
    constexpr auto kFields =
        static_cast<index::FieldMask>(index::field_bit(index::Field::kTopics) | kFoundAsLabel);
    const DocId end = window_end();
    for (DocId doc = cursor.seek(base); doc < end; doc = cursor.next())
      gather(alternative, doc, kTopicImpact, kFields);
  }

  // Leapfrog over the terms' lists, then positions.
  void gather_sequence(OpenAlternative& alternative) {
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
      if (in_sequence(alternative, fields, scratch)) {
        std::uint8_t impact = 255;
        index::FieldMask in = fields;
        for (PostingCursor& cursor : alternative.cursors) {
          impact = std::min(impact, cursor.impact());
          in &= cursor.fields();
        }
        // Words in a row are in one field.
        if (in != 0) gather(alternative, doc, impact, in);
      }
      doc = alternative.cursors[0].next();
    }
  }

  void gather(OpenAlternative& alternative) {
    alternative.found.clear();
    switch (alternative.kind) {
      case OpenAlternative::Kind::kTerm:
        return gather_term(alternative);
      case OpenAlternative::Kind::kSequence:
        return gather_sequence(alternative);
      case OpenAlternative::Kind::kLabel:
        return gather_label(alternative);
    }
  }

  // The most that the alternative found in the window.
  std::uint8_t most_of(const OpenAlternative& alternative) const {
    if (alternative.common != nullptr) {
      return alternative.common->row == nullptr
                 ? alternative.max_impact
                 : weighted(alternative.common->window_max[base / kWindow], alternative.weight);
    }
    std::uint8_t most = 0;
    for (const Found& found : alternative.found) most = std::max(most, found.impact);
    return most;
  }

  void to_window(DocId to) {
    base = to;
    present = {};
    most_impact = 0;
    const std::size_t words = window_words();
    for (OpenAlternative& alternative : alternatives) {
      if (alternative.common == nullptr) {
        gather(alternative);
      } else {
        for (std::size_t w = 0; w < words; ++w)
          present.words[w] |= alternative.common->bits.word(base / 64 + w);
      }
      most_impact = joined_impacts(most_impact, most_of(alternative), alternative.adds_up());
    }
    if (!by_prefix) return;
    for (std::size_t w = 0; w < words; ++w)
      present.words[w] |= by_prefix->documents()[base / 64 + w];
    most_impact = std::max(most_impact, weighted(255, kPrefixWeight));
  }

  void join(std::size_t place, std::uint8_t impact, index::FieldMask in, bool add) {
    WordMatch& match = matches[place];
    match.impact = joined_impacts(match.impact, impact, add);
    match.fields |= in;
  }

  void join_common(const OpenAlternative& alternative, const WindowBits& wanted) {
    const index::RankedBits& bits = alternative.common->bits;
    index::FieldMasks masks;
    std::size_t masks_of = alternative.list.block_count();
    std::string_view impacts;
    for (std::size_t w = 0; w < window_words(); ++w) {
      const std::size_t at = base / 64 + w;
      const std::uint64_t word = bits.word(at);
      std::uint64_t rest = wanted.words[w] & word;
      if (rest == 0) continue;
      const std::uint32_t before = bits.rank(static_cast<DocId>(at * 64));
      for (; rest != 0; rest &= rest - 1) {
        const std::uint64_t below = word & ((rest & -rest) - 1);
        const std::size_t rank = before + static_cast<std::size_t>(std::popcount(below));
        const std::size_t block = rank / index::kPostingsPerBlock;
        const std::size_t in_block = rank % index::kPostingsPerBlock;
        if (block != masks_of) {
          masks_of = block;
          impacts = alternative.list.impacts_of(block);
          if (!alternative.list.masks_of(block, masks)) impacts = {};
        }
        if (in_block >= impacts.size()) continue;  // damaged
        join(w * 64 + static_cast<std::size_t>(std::countr_zero(rest)),
             weighted(static_cast<std::uint8_t>(impacts[in_block]), alternative.weight),
             masks[in_block], true);
      }
    }
  }

  void join_prefix(const WindowBits& wanted) {
    const index::PrefixPosting* posting = by_prefix->postings_of_run(base / kWindow);
    for (std::size_t w = 0; w < window_words(); ++w) {
      const std::uint64_t word = by_prefix->documents()[base / 64 + w];
      for (std::uint64_t rest = wanted.words[w] & word; rest != 0; rest &= rest - 1) {
        const index::PrefixPosting& here = posting[std::popcount(word & ((rest & -rest) - 1))];
        join(w * 64 + static_cast<std::size_t>(std::countr_zero(rest)),
             weighted(here.impact, kPrefixWeight), here.fields, false);
      }
      posting += std::popcount(word);
    }
  }

  void join_all(const WindowBits& wanted) {
    WindowBits here = wanted;
    here &= present;
    // In one go: to pick out the few that are wanted costs more. (std::fill writes two bytes at
    // once.)
    static_assert(std::is_trivially_copyable_v<WordMatch>);
    std::memset(static_cast<void*>(matches.data()), 0, matches.size() * sizeof(WordMatch));
    for (const OpenAlternative& alternative : alternatives) {
      if (alternative.common != nullptr) {
        join_common(alternative, here);
        continue;
      }
      for (const Found& found : alternative.found) {
        if (here.test(found.place))
          join(found.place, found.impact, found.fields, alternative.adds_up());
      }
    }
    if (by_prefix) join_prefix(here);
  }
};

WordMatcher::WordMatcher(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
WordMatcher::WordMatcher(WordMatcher&&) noexcept = default;
WordMatcher& WordMatcher::operator=(WordMatcher&&) noexcept = default;
WordMatcher::~WordMatcher() = default;

Result<WordMatcher> WordMatcher::open(const index::SegmentView& view, const QueryWord& word,
                                      index::FieldMask fields) {
  auto impl = std::make_unique<Impl>(view, fields);
  MODELZOO_RETURN_IF_ERROR(impl->open(word));
  return WordMatcher(std::move(impl));
}

const WindowBits& WordMatcher::documents(DocId base) {
  if (impl_->base != base) impl_->to_window(base);
  return impl_->present;
}

std::span<const WordMatch> WordMatcher::matches(const WindowBits& wanted) {
  impl_->join_all(wanted);
  return impl_->matches;
}

std::uint8_t WordMatcher::most_impact() const { return impl_->most_impact; }

}  // namespace modelzoo::query
