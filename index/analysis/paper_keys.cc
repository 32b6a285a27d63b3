#include "index/analysis/paper_keys.h"

#include <algorithm>
#include <initializer_list>

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

// The value of a BibTeX field, from behind its '=': letters and digits of what stands between
// braces or quotes.
std::string title_value(std::string_view text) {
  std::size_t at = 0;
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

// The places of some bytes in a text, in order. Each is searched for by itself: memchr passes over
// what it does not want many bytes an instruction.
class RareBytes {
 public:
  RareBytes(std::string_view text, std::initializer_list<char> wanted) : text_(text) {
    for (const char byte : wanted) cursors_.push_back({byte, text.find(byte)});
  }
  // The next place; npos when there is none.
  std::size_t next() {
    Cursor& first = *std::min_element(cursors_.begin(), cursors_.end(),
                                      [](const Cursor& a, const Cursor& b) { return a.at < b.at; });
    const std::size_t at = first.at;
    if (at != std::string_view::npos) first.at = text_.find(first.byte, at + 1);
    return at;
  }

 private:
  struct Cursor {
    char byte;
    std::size_t at;
  };
  std::string_view text_;
  std::vector<Cursor> cursors_;
};

// Whether the word, in any case, stands right before `end`.
bool ends_with_any_case(std::string_view text, std::size_t end, std::string_view lower_word) {
  return end >= lower_word.size() &&
         matches_any_case(text.substr(end - lower_word.size()), lower_word);
}

// The key that the 'x' at `at` is part of ("arxiv"), or "".
std::string arxiv_key(std::string_view source, std::size_t at) {
  constexpr std::string_view kBefore = "arx";
  constexpr std::string_view kAfter = "iv";
  if (!ends_with_any_case(source, at + 1, kBefore)) return "";
  const std::string_view rest = source.substr(at + 1);
  return matches_any_case(rest, kAfter) ? std::string(arxiv_at(rest.substr(kAfter.size()))) : "";
}

// The key of the BibTeX field whose '=' stands at `at`, or "".
std::string title_key(std::string_view source, std::size_t at) {
  constexpr std::string_view kTitle = "title";
  std::size_t end = at;
  while (end > 0 && (source[end - 1] == ' ' || source[end - 1] == '\t')) --end;
  if (!ends_with_any_case(source, end, kTitle)) return "";
  const std::size_t begin = end - kTitle.size();
  if (begin > 0 && is_letter(source[begin - 1])) return "";  // "booktitle"
  std::string key = title_value(source.substr(at + 1));
  return key.size() < kLeastTitle ? "" : key;
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
  std::vector<std::string> keys;
  RareBytes places(source, {'x', 'X', '='});
  for (std::size_t at = places.next(); at != std::string_view::npos && keys.size() < kMaxPaperKeys;
       at = places.next()) {
    std::string key = source[at] == '=' ? title_key(source, at) : arxiv_key(source, at);
    if (!key.empty() && std::find(keys.begin(), keys.end(), key) == keys.end()) {
      keys.push_back(std::move(key));
    }
  }
  return keys;
}

}  // namespace modelzoo::index
