#include "query/highlight.h"

#include <algorithm>

#include "schemas/html_escape.h"
#include "schemas/utf8.h"

namespace modelzoo::query {
namespace {

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
    for (const TermAlternative& alternative : plan.words[word].alternatives) {
      for (const auto& part : alternative.parts) terms_.emplace(part.term, word);
    }
  }
}

std::vector<Highlighter::Match> Highlighter::find(std::string_view text) {
  struct Finder final : index::TokenSink {
    const std::unordered_map<std::string, std::size_t>* terms = nullptr;
    std::vector<Match> matches;
    std::string key;
    void token(const index::Token& token) override {
      if (token.repeat) return;
      key.assign(token.term);
      const auto found = terms->find(key);
      if (found != terms->end()) matches.push_back({token.begin, token.end, found->second});
    }
  } finder;
  finder.terms = &terms_;
  tokenizer_.tokenize(text, 0, finder);
  // A whole identifier comes after its parts: earliest first, and the longest of those.
  std::sort(finder.matches.begin(), finder.matches.end(), [](const Match& a, const Match& b) {
    return a.begin != b.begin ? a.begin < b.begin : a.end > b.end;
  });
  std::vector<Match> apart;
  for (const Match& match : finder.matches) {
    if (apart.empty() || match.begin >= apart.back().end) apart.push_back(match);
  }
  return apart;
}

std::string Highlighter::marked_range(std::string_view text, const std::vector<Match>& matches,
                                      std::size_t begin, std::size_t end) const {
  std::string out;
  std::size_t at = begin;
  for (const Match& match : matches) {
    if (match.begin < at || match.end > end) continue;
    append_escaped(text.substr(at, match.begin - at), out);
    out += "<em>";
    append_escaped(text.substr(match.begin, match.end - match.begin), out);
    out += "</em>";
    at = match.end;
  }
  append_escaped(text.substr(at, end - at), out);
  std::replace(out.begin(), out.end(), '\n', ' ');
  return out;
}

std::string Highlighter::marked(std::string_view text) {
  const std::vector<Match> matches = find(text);
  if (matches.empty()) return "";
  return marked_range(text, matches, 0, text.size());
}

std::vector<std::string> Highlighter::passages(std::string_view text) {
  const std::vector<Match> matches = find(text);
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
