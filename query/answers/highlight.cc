#include "query/answers/highlight.h"

#include <algorithm>
#include <array>

#include "schemas/html_escape.h"

namespace modelzoo::query {
namespace {

// Reading so much of a text costs about as much as finding the places of a term in it.
constexpr std::size_t kBytesPerTerm = 128;

bool is_continuation(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

// Moves to the start of a word near `at`, and never into a character.
std::size_t word_border(std::string_view text, std::size_t at, bool forward) {
  constexpr std::size_t kFurthest = 48;
  std::size_t border = at;
  for (std::size_t moved = 0; moved < kFurthest && border > 0 && border < text.size(); ++moved) {
    if (text[border - 1] == ' ' || text[border - 1] == '\n') return border;
    border += forward ? 1 : static_cast<std::size_t>(-1);
  }
  if (border > 0 && border < text.size()) border = at;
  while (border > 0 && border < text.size() && is_continuation(text[border])) --border;
  return std::min(border, text.size());
}

}  // namespace

Highlighter::Highlighter(const SearchPlan& plan) : weights_(plan.words.size(), 0) {
  for (const std::size_t word : plan.scoring) {
    weights_[word] = plan.words[word].optional ? 0.01 : 1.0 + plan.words[word].idf;
    if (!plan.words[word].prefix.empty())
      prefixes_.emplace_back(plan.words[word].prefix, static_cast<std::uint32_t>(word));
    for (const TermAlternative& alternative : plan.words[word].alternatives) {
      if (alternative.parts.size() == 1) {
        std::uint32_t& owner = word_of_[term_id(alternative.parts[0].term)];
        if (owner == kNone) owner = static_cast<std::uint32_t>(word);
        continue;
      }
      Sequence sequence{static_cast<std::uint32_t>(word), {}};
      for (const TermAlternative::Part& part : alternative.parts) {
        sequence.parts.emplace_back(term_id(part.term),
                                    part.ordinal - alternative.parts.front().ordinal);
      }
      sequences_.push_back(std::move(sequence));
    }
  }
}

std::uint32_t Highlighter::term_id(const std::string& term) {
  const auto [at, added] = terms_.emplace(term, static_cast<std::uint32_t>(word_of_.size()));
  if (added) word_of_.push_back(kNone);
  return at->second;
}

void Highlighter::find(std::string_view text, std::size_t begin, std::size_t end, Matches& out) {
  struct Finder final : index::TokenSink {
    Finder(Highlighter& of, std::size_t shift, Matches& to) : by(of), begin(shift), out(to) {}
    Highlighter& by;
    std::size_t begin;  // of the text that is read
    Matches& out;
    void token(const index::Token& token) override {
      const auto known = by.terms_.find(token.term);
      if (known != by.terms_.end())
        by.found_.push_back({token.ordinal, known->second, token.begin, token.end});
      for (const auto& [prefix, word] : by.prefixes_) {
        if (token.term.starts_with(prefix))
          out.push_back({begin + token.begin, begin + token.end, word});
      }
    }
  };
  found_.clear();
  Finder finder(*this, begin, out);
  tokenizer_.tokenize(text.substr(begin, end - begin), 0, finder);
  for (Found& found : found_) {
    found.begin += static_cast<std::uint32_t>(begin);
    found.end += static_cast<std::uint32_t>(begin);
    if (word_of_[found.term] != kNone)
      out.push_back({found.begin, found.end, word_of_[found.term]});
  }
  if (!sequences_.empty()) add_sequences(out);
}

void Highlighter::add_sequences(Matches& out) {
  const auto before = [](const Found& a, const Found& b) {
    return a.ordinal != b.ordinal ? a.ordinal < b.ordinal : a.term < b.term;
  };
  std::sort(found_.begin(), found_.end(), before);
  std::vector<const Found*> parts;
  for (const Sequence& sequence : sequences_) {
    for (const Found& first : found_) {
      if (first.term != sequence.parts.front().first) continue;
      parts.clear();
      for (const auto& [term, distance] : sequence.parts) {
        const Found wanted{first.ordinal + distance, term, 0, 0};
        const auto at = std::lower_bound(found_.begin(), found_.end(), wanted, before);
        if (at == found_.end() || before(wanted, *at)) break;
        parts.push_back(&*at);
      }
      if (parts.size() != sequence.parts.size()) continue;
      for (const Found* part : parts) {
        // Pairs of characters, and parts of an identifier, are marked as one.
        const bool touches = part != parts.front() && part->begin <= out.back().end;
        if (touches) {
          out.back().end = std::max<std::size_t>(out.back().end, part->end);
        } else {
          out.push_back({part->begin, part->end, sequence.word});
        }
      }
    }
  }
}

// Without overlaps: what overlaps is one, of the word that begins first, or of the longest.
Highlighter::Matches Highlighter::apart(Matches matches) {
  std::sort(matches.begin(), matches.end(), [](const Match& a, const Match& b) {
    if (a.begin != b.begin) return a.begin < b.begin;
    return a.end != b.end ? a.end > b.end : a.word < b.word;
  });
  Matches out;
  for (const Match& match : matches) {
    if (out.empty() || match.begin >= out.back().end) {
      out.push_back(match);
    } else {
      out.back().end = std::max(out.back().end, match.end);
    }
  }
  return out;
}

std::string Highlighter::marked_range(std::string_view text, const Matches& matches,
                                      std::size_t begin, std::size_t end) {
  std::string out;
  std::size_t at = begin;
  const auto first =
      std::lower_bound(matches.begin(), matches.end(), begin,
                       [](const Match& match, std::size_t from) { return match.begin < from; });
  for (auto match = first; match != matches.end() && match->end <= end; ++match) {
    append_escaped(text.substr(at, match->begin - at), out);
    out += "<em>";
    append_escaped(text.substr(match->begin, match->end - match->begin), out);
    out += "</em>";
    at = match->end;
  }
  append_escaped(text.substr(at, end - at), out);
  std::replace(out.begin(), out.end(), '\n', ' ');
  return out;
}

std::string Highlighter::marked(std::string_view text) {
  Matches matches;
  find(text, 0, text.size(), matches);
  if (matches.empty()) return "";
  return marked_range(text, apart(std::move(matches)), 0, text.size());
}

std::vector<std::string> Highlighter::passages(const index::PlainText& text) {
  Matches matches;
  for (const index::TextBlock& block : text.blocks)
    find(text.text, block.begin, block.end, matches);
  return best_passages(text.text, apart(std::move(matches)));
}

Result<std::vector<std::string>> Highlighter::passages(const index::SegmentReader& segment,
                                                       index::DocId doc) {
  auto text = segment.readme_text(doc);
  if (!text) return std::move(text).error();
  if (!prefixes_.empty() || text->text.size() <= kBytesPerTerm * terms_.size())
    return passages(*text);
  const std::vector<bool> wanted = blocks_with_terms(segment, doc, *text);
  Matches matches;
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    if (wanted[i]) find(text->text, text->blocks[i].begin, text->blocks[i].end, matches);
  }
  return best_passages(text->text, apart(std::move(matches)));
}

// A list that cannot be read just now costs its marks, not the page.
std::vector<bool> Highlighter::blocks_with_terms(const index::SegmentReader& segment,
                                                 index::DocId doc,
                                                 const index::PlainText& text) const {
  using index::Field;
  std::array<std::vector<std::uint32_t>, 2> by_field;  // headings, body
  for (std::uint32_t i = 0; i < text.blocks.size(); ++i)
    by_field[text.blocks[i].field == Field::kHeadings ? 0 : 1].push_back(i);
  std::vector<bool> wanted(text.blocks.size(), false);
  std::vector<index::Position> positions;
  for (const auto& [term, id] : terms_) {
    const auto info = segment.find_term(term);
    if (!info) continue;
    auto cursor = segment.postings(*info);
    if (!cursor || cursor->seek(doc) != doc) continue;
    cursor->positions(positions);
    for (const index::Position position : positions) {
      const Field field = index::position_field(position);
      if (field != Field::kHeadings && field != Field::kBody) continue;
      const auto& blocks = by_field[field == Field::kHeadings ? 0 : 1];
      // The last block that begins at or before the ordinal; blocks without tokens share one with
      // the next.
      const auto after =
          std::upper_bound(blocks.begin(), blocks.end(), position & index::kMaxOrdinal,
                           [&](std::uint32_t ordinal, std::uint32_t block) {
                             return ordinal < text.blocks[block].first_ordinal;
                           });
      if (after != blocks.begin()) wanted[*(after - 1)] = true;
    }
  }
  return wanted;
}

std::vector<std::string> Highlighter::best_passages(std::string_view text,
                                                    const Matches& matches) const {
  struct Window {
    std::size_t first = 0, last = 0;  // matches
    double score = 0;
  };
  std::vector<Window> windows;
  for (std::size_t first = 0; first < matches.size(); ++first) {
    Window window{first, first, 0};
    std::vector<std::size_t> seen;
    for (std::size_t i = first;
         i < matches.size() && matches[i].end <= matches[first].begin + kPassageBytes; ++i) {
      constexpr double kAgain = 0.05;  // a word once more says little
      const bool repeated = std::find(seen.begin(), seen.end(), matches[i].word) != seen.end();
      window.score += weights_[matches[i].word] * (repeated ? kAgain : 1.0);
      if (!repeated) seen.push_back(matches[i].word);
      window.last = i;
    }
    windows.push_back(window);
  }
  std::stable_sort(windows.begin(), windows.end(),
                   [](const Window& a, const Window& b) { return a.score > b.score; });
  std::vector<std::pair<std::size_t, std::size_t>> chosen;
  for (const Window& window : windows) {
    if (chosen.size() == kMaxPassages) break;
    const std::size_t length = matches[window.last].end - matches[window.first].begin;
    const std::size_t spare = length < kPassageBytes ? (kPassageBytes - length) / 2 : 0;
    const std::size_t from =
        matches[window.first].begin > spare ? matches[window.first].begin - spare : 0;
    const std::size_t begin = word_border(text, from, true);
    const std::size_t end =
        word_border(text, std::min(text.size(), begin + std::max(kPassageBytes, length)), false);
    const bool apart = std::all_of(chosen.begin(), chosen.end(), [&](const auto& other) {
      return end <= other.first || begin >= other.second;
    });
    if (apart && begin <= matches[window.first].begin && end >= matches[window.first].end)
      chosen.emplace_back(begin, end);
  }
  std::sort(chosen.begin(), chosen.end());
  std::vector<std::string> out;
  for (auto [begin, end] : chosen) {
    while (end > begin && (text[end - 1] == ' ' || text[end - 1] == '\n')) --end;
    out.push_back(marked_range(text, matches, begin, end));
  }
  return out;
}

}  // namespace modelzoo::query
