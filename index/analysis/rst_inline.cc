#include "index/analysis/rst_inline.h"

#include <algorithm>

#include "index/analysis/trimmed_text.h"
#include "schemas/record.h"

namespace modelzoo::index {
namespace {

bool is_word(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
         (c & 0x80) != 0;
}
bool is_space(char c) { return c == ' ' || c == '\n' || c == '\t'; }

std::string code_span(std::string_view text) {
  const bool fenced = text.find('`') != std::string_view::npos;
  return fenced ? "`` " + std::string(text) + " ``" : "`" + std::string(text) + "`";
}

// "text <target>" in its parts; without a target the text is both.
struct Reference {
  std::string_view text, target;
  bool embedded;
};
Reference reference_of(std::string_view inside) {
  const std::size_t open = inside.rfind('<');
  if (inside.ends_with('>') && open != std::string_view::npos) {
    const std::string_view target = inside.substr(open + 1, inside.size() - open - 2);
    const std::string_view text = trimmed(inside.substr(0, open));
    return {text.empty() ? target : text, target, true};
  }
  return {inside, inside, false};
}

// Roles whose text is a name of the code.
bool is_code_role(std::string_view role) {
  const std::size_t colon = role.rfind(':');
  if (colon != std::string_view::npos) role.remove_prefix(colon + 1);
  static constexpr std::string_view kRoles[] = {"code", "literal", "class",  "func",   "meth",
                                                "mod",  "attr",    "data",   "obj",    "exc",
                                                "math", "file",    "envvar", "command"};
  return std::find(std::begin(kRoles), std::end(kRoles), role) != std::end(kRoles);
}

class InlineReader {
 public:
  InlineReader(std::string_view text, const RstReferences& references, std::size_t& anonymous)
      : text_(text), references_(references), anonymous_(anonymous) {}

  std::string run() {
    while (at_ < text_.size()) {
      const char c = text_[at_];
      const bool read = (c == '\\' && escape()) || (c == '`' && (code() || interpreted(""))) ||
                        (c == ':' && role()) || (c == '*' && emphasis()) ||
                        (c == '|' && substitution()) || (c == 'h' && url()) ||
                        (c == '_' && reference_word()) || (c == '[' && footnote());
      if (!read) plain();
    }
    return std::move(out_);
  }

 private:
  [[nodiscard]] bool begins_markup(std::size_t length) const {
    const char before = at_ == 0 ? ' ' : text_[at_ - 1];
    const std::size_t after = at_ + length;
    return !is_word(before) && after < text_.size() && !is_space(text_[after]);
  }

  void plain() {
    out_ += markdown_escaped(text_.substr(at_, 1));
    ++at_;
  }

  bool escape() {
    const bool joins = at_ + 1 == text_.size() || is_space(text_[at_ + 1]);
    if (!joins) out_ += markdown_escaped(text_.substr(at_ + 1, 1));
    at_ = std::min(at_ + 2, text_.size());
    return true;
  }

  bool code() {
    if (!text_.substr(at_).starts_with("``") || !begins_markup(2)) return false;
    const std::size_t end = text_.find("``", at_ + 2);
    if (end == std::string_view::npos) return false;
    out_ += code_span(text_.substr(at_ + 2, end - at_ - 2));
    at_ = end + 2;
    return true;
  }

  // `text`, `text`_, `text`__ and, behind a role, `text`.
  bool interpreted(std::string_view role) {
    if (role.empty() && !begins_markup(1)) return false;
    const std::size_t end = text_.find('`', at_ + 1);
    if (end == std::string_view::npos) return false;
    const Reference reference = reference_of(text_.substr(at_ + 1, end - at_ - 1));
    at_ = end + 1;
    const std::size_t scores =
        std::min<std::size_t>(2, std::min(text_.find_first_not_of('_', at_), text_.size()) - at_);
    at_ += scores;
    if (!role.empty()) {
      out_ += is_code_role(role) ? code_span(reference.text) : markdown_escaped(reference.text);
    } else if (scores == 0) {
      out_ += markdown_escaped(reference.text);
    } else {
      link(reference, scores == 2);
    }
    return true;
  }

  void link(const Reference& reference, bool anonymous) {
    std::string url;
    if (reference.embedded) {
      const bool named = reference.target.ends_with('_');
      url = named ? target_of(reference.target.substr(0, reference.target.size() - 1))
                  : std::string(reference.target);
    } else if (anonymous) {
      if (anonymous_ < references_.anonymous.size()) url = references_.anonymous[anonymous_++];
    } else {
      url = target_of(reference.target);
    }
    out_ += markdown_link(markdown_escaped(reference.text), url);
  }

  [[nodiscard]] std::string target_of(std::string_view name) const {
    const auto found = references_.targets.find(folded_reference(name));
    return found == references_.targets.end() ? "" : found->second;
  }

  // :role:`text`
  bool role() {
    std::size_t end = at_ + 1;
    constexpr std::size_t kLongest = 40;
    while (end < std::min(text_.size(), at_ + kLongest) &&
           (is_word(text_[end]) || text_[end] == '-' || text_[end] == ':'))
      ++end;
    const bool follows = end < text_.size() && text_[end] == '`' && text_[end - 1] == ':';
    if (!follows || end - at_ < 3) return false;
    const std::string_view name = text_.substr(at_ + 1, end - at_ - 2);
    const std::size_t begin = at_;
    at_ = end;
    if (interpreted(name)) return true;
    at_ = begin;
    return false;
  }

  bool emphasis() {
    const std::string_view mark = text_.substr(at_).starts_with("**") ? "**" : "*";
    if (!begins_markup(mark.size())) return false;
    const std::size_t end = text_.find(mark, at_ + mark.size());
    if (end == std::string_view::npos || is_space(text_[end - 1])) return false;
    const std::string_view inside = text_.substr(at_ + mark.size(), end - at_ - mark.size());
    out_ += std::string(mark) + markdown_escaped(inside) + std::string(mark);
    at_ = end + mark.size();
    return true;
  }

  bool substitution() {
    if (!begins_markup(1)) return false;
    const std::size_t end = text_.find('|', at_ + 1);
    if (end == std::string_view::npos) return false;
    const auto found =
        references_.substitutions.find(folded_reference(text_.substr(at_ + 1, end - at_ - 1)));
    if (found == references_.substitutions.end()) return false;
    out_ += found->second;
    at_ = std::min(text_.find_first_not_of('_', end + 1), text_.size());
    return true;
  }

  // As it stands: Markdown with GitHub's extensions links it.
  bool url() {
    const std::string_view rest = text_.substr(at_);
    if (!rest.starts_with("http://") && !rest.starts_with("https://")) return false;
    const std::size_t end = std::min(rest.find_first_of(" \t\n<>`\"|"), rest.size());
    out_ += rest.substr(0, end);
    at_ += end;
    return true;
  }

  // word_ at its end: the word has been written.
  bool reference_word() {
    const std::size_t scores = std::min(text_.find_first_not_of('_', at_), text_.size()) - at_;
    const std::size_t after = at_ + scores;
    if (scores > 2 || (after < text_.size() && is_word(text_[after]))) return false;
    std::size_t begin = at_;
    while (begin > 0 && (is_word(text_[begin - 1]) || text_[begin - 1] == '-')) --begin;
    const std::string word = markdown_escaped(text_.substr(begin, at_ - begin));
    const std::string url = target_of(text_.substr(begin, at_ - begin));
    if (word.empty() || url.empty() || !out_.ends_with(word)) return false;
    out_.resize(out_.size() - word.size());
    out_ += markdown_link(word, url);
    at_ = after;
    return true;
  }

  // [1]_
  bool footnote() {
    const std::size_t end = text_.substr(at_, 40).find("]_");
    if (end == std::string_view::npos) return false;
    out_ += markdown_escaped(text_.substr(at_, end + 1));
    at_ += end + 2;
    return true;
  }

  const std::string_view text_;
  const RstReferences& references_;
  std::size_t& anonymous_;
  std::size_t at_ = 0;
  std::string out_;
};

}  // namespace

std::string folded_reference(std::string_view name) {
  std::string out;
  for (const char c : trimmed(name)) {
    if (!is_space(c)) {
      out += c;
    } else if (!out.ends_with(' ')) {
      out += ' ';
    }
  }
  return folded_name(out);
}

std::string markdown_escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (std::string_view("\\`*_[]<>&#~|!").find(c) != std::string_view::npos) out += '\\';
    out += c;
  }
  return out;
}

std::string markdown_link(const std::string& text, std::string_view url) {
  const bool stands = !url.empty() && url.find_first_of(" \t\n<>()\\") == std::string_view::npos;
  return stands ? "[" + text + "](" + std::string(url) + ")" : text;
}

std::string markdown_of_rst_inline(std::string_view paragraph, const RstReferences& references,
                                   std::size_t& anonymous_used) {
  return InlineReader(paragraph, references, anonymous_used).run();
}

}  // namespace modelzoo::index
