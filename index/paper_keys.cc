#include "index/paper_keys.h"

#include <algorithm>

namespace modelzoo::index {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

// Shorter titles are those of software ("Keras") or of nothing.
constexpr std::size_t kLeastTitle = 16;
constexpr std::size_t kLongestTitle = 200;

// "dddd.dddd" or "dddd.ddddd" at the head of `text`; "" when there is none.
std::string_view arxiv_number(std::string_view text) {
  constexpr std::size_t kBeforeDot = 4;
  std::size_t end = 0;
  while (end < text.size() && is_digit(text[end])) ++end;
  if (end != kBeforeDot || end >= text.size() || text[end] != '.') return {};
  ++end;
  while (end < text.size() && is_digit(text[end])) ++end;
  const std::size_t after = end - kBeforeDot - 1;
  return after == 4 || after == 5 ? text.substr(0, end) : std::string_view();
}

// The number behind "arxiv.org/abs/", "arxiv.org/pdf/" or "arXiv:".
std::string_view arxiv_at(std::string_view text) {
  constexpr std::string_view kSite = ".org/";
  constexpr std::size_t kFolder = 4;  // "abs/", "pdf/"
  if (text.starts_with(':')) {
    text.remove_prefix(1);
    if (text.starts_with(' ')) text.remove_prefix(1);
    return arxiv_number(text);
  }
  if (!text.starts_with(kSite)) return {};
  text.remove_prefix(kSite.size());
  return text.starts_with("abs/") || text.starts_with("pdf/") ? arxiv_number(text.substr(kFolder))
                                                              : std::string_view();
}

// The value of a BibTeX field whose name ends where `text` begins: letters and digits of what
// stands between braces or quotes.
std::string title_at(std::string_view text) {
  std::size_t at = 0;
  while (at < text.size() && (text[at] == ' ' || text[at] == '\t')) ++at;
  if (at >= text.size() || text[at] != '=') return "";
  ++at;
  while (at < text.size() && (text[at] == ' ' || text[at] == '\t')) ++at;
  if (at >= text.size() || (text[at] != '{' && text[at] != '"')) return "";
  const bool quoted = text[at] == '"';
  std::string title;
  int depth = 0;
  for (; at < text.size() && title.size() < kLongestTitle; ++at) {
    const char c = text[at];
    if (c == '{') ++depth;
    if (c == '}' && --depth <= 0 && !quoted) break;
    if (quoted && c == '"' && !title.empty()) break;
    if (is_digit(c) || is_letter(c)) title += lower(c);
  }
  return title;
}

bool matches_any_case(std::string_view text, std::string_view lower_word) {
  return text.size() >= lower_word.size() &&
         std::equal(lower_word.begin(), lower_word.end(), text.begin(),
                    [](char wanted, char c) { return wanted == lower(c); });
}

}  // namespace

std::string paper_key(std::string_view written) {
  const bool marked = matches_any_case(written, "arxiv:");
  const std::string_view number =
      arxiv_number(marked ? written.substr(std::string_view("arxiv:").size()) : written);
  if (!number.empty()) return std::string(number);
  std::string letters;
  for (const char c : written.substr(0, kLongestTitle)) {
    if (is_digit(c) || is_letter(c)) letters += lower(c);
  }
  return letters;
}

std::vector<std::string> paper_keys(std::string_view source) {
  constexpr std::string_view kArxiv = "arxiv";
  constexpr std::string_view kTitle = "title";
  std::vector<std::string> keys;
  for (std::size_t at = 0; at < source.size() && keys.size() < kMaxPaperKeys; ++at) {
    std::string key;
    const char c = source[at];
    if ((c == 'a' || c == 'A') && matches_any_case(source.substr(at), kArxiv)) {
      key = arxiv_at(source.substr(at + kArxiv.size()));
    } else if ((c == 't' || c == 'T') && (at == 0 || !is_letter(source[at - 1])) &&
               matches_any_case(source.substr(at), kTitle)) {
      key = title_at(source.substr(at + kTitle.size()));
      if (key.size() < kLeastTitle) key.clear();
    }
    if (!key.empty() && std::find(keys.begin(), keys.end(), key) == keys.end()) {
      keys.push_back(std::move(key));
    }
  }
  return keys;
}

}  // namespace modelzoo::index
