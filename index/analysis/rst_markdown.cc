#include "index/analysis/rst_markdown.h"

#include <algorithm>
#include <array>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "index/analysis/rst_inline.h"
#include "index/analysis/rst_table.h"
#include "index/analysis/trimmed_text.h"

namespace modelzoo::index {
namespace {

constexpr int kMostNested = 8;

using Lines = std::vector<std::string_view>;
using LineSpan = std::span<const std::string_view>;

bool is_blank(std::string_view line) {
  return line.find_first_not_of(" \t") == std::string_view::npos;
}
std::size_t indent_of(std::string_view line) {
  return std::min(line.find_first_not_of(" \t"), line.size());
}
Lines lines_of(std::string_view text) {
  Lines lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    if (line.ends_with('\r')) line.remove_suffix(1);
    lines.push_back(line);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

// A line of one punctuation character: under a title, or between parts.
bool is_underline(std::string_view line) {
  line = trimmed(line);
  return line.size() >= 3 &&
         std::string_view("=-~^\"'`#*+.:_<>!$%&").find(line[0]) != std::string_view::npos &&
         line.find_first_not_of(line[0]) == std::string_view::npos;
}

// ".. name:: arguments" with the options and the content below it.
struct Directive {
  std::string_view name, arguments;
  std::vector<std::pair<std::string_view, std::string_view>> options;
  LineSpan content;

  [[nodiscard]] std::string_view option(std::string_view key) const {
    for (const auto& [name_of, value] : options) {
      if (name_of == key) return value;
    }
    return "";
  }
};

bool is_name(std::string_view text) {
  return !text.empty() && text.size() <= 40 && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_' || c == ':' || c == '.';
  });
}

// The name and arguments of "name:: arguments".
std::optional<std::pair<std::string_view, std::string_view>> directive_head(std::string_view text) {
  const std::size_t colons = text.find("::");
  if (colons == std::string_view::npos || !is_name(trimmed(text.substr(0, colons)))) return {};
  return std::pair(trimmed(text.substr(0, colons)), trimmed(text.substr(colons + 2)));
}

// ":key: value"
std::optional<std::pair<std::string_view, std::string_view>> field_of(std::string_view line) {
  line = trimmed(line);
  const std::size_t colon = line.find(':', 1);
  if (!line.starts_with(':') || colon == std::string_view::npos || colon == 1) return {};
  if (!is_name(line.substr(1, colon - 1))) return {};
  const bool ends = colon + 1 == line.size() || line[colon + 1] == ' ';
  if (!ends) return {};
  return std::pair(line.substr(1, colon - 1), trimmed(line.substr(colon + 1)));
}

template <std::size_t N>
bool is_one_of(std::string_view name, const std::array<std::string_view, N>& names) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

constexpr std::array<std::string_view, 8> kCode = {
    "code", "code-block", "sourcecode", "parsed-literal", "math", "prompt", "console", "ipython"};
constexpr std::array<std::string_view, 12> kDropped = {
    "contents", "toctree", "include",      "highlight", "meta",  "sectnum",
    "role",     "header",  "default-role", "footer",    "index", "literalinclude"};
constexpr std::array<std::string_view, 13> kAdmonitions = {
    "note", "tip",   "warning",    "important", "caution",      "danger",        "attention",
    "hint", "error", "admonition", "seealso",   "versionadded", "versionchanged"};

std::string image(const Directive& directive) {
  std::string_view alt = directive.option("alt");
  std::string out = "!" + markdown_link(markdown_escaped(alt), directive.arguments);
  if (!out.ends_with(')')) return "";
  const std::string_view target = directive.option("target");
  return target.empty() ? out : markdown_link(out, target);
}

// Title styles in the order of their first use; one with a line above is another.
class TitleLevels {
 public:
  std::string marks(char underline, bool overlined) {
    const std::pair style(underline, overlined);
    auto found = std::find(styles_.begin(), styles_.end(), style);
    if (found == styles_.end()) found = styles_.insert(styles_.end(), style);
    return std::string(
        std::min<std::size_t>(6, 1 + static_cast<std::size_t>(found - styles_.begin())), '#');
  }

 private:
  std::vector<std::pair<char, bool>> styles_;
};

class Converter {
 public:
  std::string run(std::string_view source) {
    const Lines lines = lines_of(source);
    collect_references(lines);
    convert(lines, "", 0);
    return std::move(out_);
  }

 private:
  // Lines below `at` that are indented deeper than `indent`, with the blank ones among them.
  static LineSpan block_below(LineSpan lines, std::size_t at, std::size_t indent) {
    std::size_t end = at + 1;
    for (std::size_t i = at + 1; i < lines.size(); ++i) {
      if (is_blank(lines[i])) continue;
      if (indent_of(lines[i]) <= indent) break;
      end = i + 1;
    }
    return lines.subspan(at + 1, end - at - 1);
  }

  static Directive directive_at(LineSpan lines, std::size_t at, std::string_view name,
                                std::string_view arguments) {
    Directive directive{name, arguments, {}, block_below(lines, at, indent_of(lines[at]))};
    while (!directive.content.empty()) {
      const auto field = field_of(directive.content.front());
      if (!field) break;
      directive.options.push_back(*field);
      directive.content = directive.content.subspan(1);
    }
    while (!directive.content.empty() && is_blank(directive.content.front()))
      directive.content = directive.content.subspan(1);
    return directive;
  }

  void collect_references(LineSpan lines) {
    for (std::size_t i = 0; i < lines.size(); ++i) {
      std::string_view line = trimmed(lines[i]);
      if (line.starts_with("__ ")) references_.anonymous.emplace_back(trimmed(line.substr(3)));
      if (!line.starts_with(".. ")) continue;
      line = trimmed(line.substr(3));
      if (line.starts_with("__:")) {
        references_.anonymous.emplace_back(trimmed(line.substr(3)));
      } else if (line.starts_with('_')) {
        add_target(line.substr(1));
      } else if (line.starts_with('|')) {
        add_substitution(lines, i, line.substr(1));
      }
    }
  }

  // "name: url" or "`a name`: url"
  void add_target(std::string_view line) {
    const bool quoted = line.starts_with('`');
    const std::size_t end = quoted ? line.find("`:", 1) : line.find(": ");
    if (end == std::string_view::npos) return;
    const std::string_view name = quoted ? line.substr(1, end - 1) : line.substr(0, end);
    const std::string_view url = trimmed(line.substr(end + (quoted ? 2 : 1)));
    references_.targets[folded_reference(name)] = std::string(url);
  }

  // "name| image:: url" or "name| replace:: text"
  void add_substitution(LineSpan lines, std::size_t at, std::string_view line) {
    const std::size_t end = line.find('|');
    if (end == std::string_view::npos) return;
    const auto head = directive_head(trimmed(line.substr(end + 1)));
    if (!head) return;
    const Directive directive = directive_at(lines, at, head->first, head->second);
    references_.substitutions[folded_reference(line.substr(0, end))] =
        directive.name == "image" ? image(directive) : markdown_escaped(directive.arguments);
  }

  // Of blank lines that follow each other, one.
  void write(const std::string& prefix, std::string_view text) {
    const bool again = text.empty() && blank_ == prefix;
    if (again) return;
    blank_ = text.empty() ? std::optional(prefix) : std::nullopt;
    out_ += prefix;
    out_ += text;
    out_ += '\n';
  }

  void write_apart(const std::string& prefix, std::string_view text) {
    write(prefix, "");
    write(prefix, text);
    write(prefix, "");
  }

  std::string inline_text(std::string_view text) {
    return markdown_of_rst_inline(text, references_, anonymous_used_);
  }

  // `prefix` begins each line that is written: that of a quotation or a list.
  void convert(LineSpan lines, const std::string& prefix, int depth) {
    if (depth > kMostNested) return;
    for (std::size_t i = 0; i < lines.size();) {
      if (is_blank(lines[i])) {
        write(prefix, "");
        ++i;
      } else {
        i += block(lines, i, prefix, depth);
      }
    }
  }

  // Writes what begins at `at`; how many lines it took.
  std::size_t block(LineSpan lines, std::size_t at, const std::string& prefix, int depth) {
    const std::string_view line = trimmed(lines[at]);
    if (line == ".." || line.starts_with(".. ")) return explicit_markup(lines, at, prefix, depth);
    if (line.starts_with("__ ")) return 1;
    if (const std::size_t used = title(lines, at, prefix)) return used;
    if (is_grid_border(line) || is_simple_border(line)) return table(lines, at, prefix);
    if (line.starts_with(">>> ")) return doctest(lines, at, prefix);
    if (const std::size_t marker = list_marker(line)) return item(lines, at, marker, prefix, depth);
    return paragraph(lines, at, prefix, depth);
  }

  std::size_t title(LineSpan lines, std::size_t at, const std::string& prefix) {
    const auto is_text = [&](std::size_t i) {
      return i < lines.size() && !is_blank(lines[i]) && !is_underline(lines[i]);
    };
    const bool overlined = is_underline(lines[at]) && is_text(at + 1) && at + 2 < lines.size() &&
                           is_underline(lines[at + 2]) &&
                           trimmed(lines[at])[0] == trimmed(lines[at + 2])[0];
    const std::size_t text = overlined ? at + 1 : at;
    if (!overlined && is_underline(lines[at])) {
      write_apart(prefix, "---");
      return 1;
    }
    if (!overlined && !(is_text(at) && at + 1 < lines.size() && is_underline(lines[at + 1])))
      return 0;
    const std::string marks = levels_.marks(trimmed(lines[text + 1])[0], overlined);
    write_apart(prefix, marks + " " + inline_text(trimmed(lines[text])));
    return text + 2 - at;
  }

  std::size_t table(LineSpan lines, std::size_t at, const std::string& prefix) {
    const bool grid = is_grid_border(lines[at]);
    std::size_t end = at + 1;
    std::size_t borders = 1;
    for (; end < lines.size(); ++end) {
      const std::string_view line = trimmed(lines[end]);
      if (grid && !line.starts_with('+') && !line.starts_with('|')) break;
      if (grid) continue;
      // The third border ends a simple table, or the second with nothing behind it.
      if (is_simple_border(line)) ++borders;
      const bool last = end + 1 == lines.size() || is_blank(lines[end + 1]);
      if (is_simple_border(line) && (borders == 3 || last)) {
        ++end;
        break;
      }
    }
    const LineSpan rows = lines.subspan(at, end - at);
    const auto cell = [&](std::string_view text) { return inline_text(text); };
    const std::string table =
        grid ? markdown_of_grid_table(rows, cell) : markdown_of_simple_table(rows, cell);
    write(prefix, "");
    for (const std::string_view row : lines_of(table)) write(prefix, row);
    write(prefix, "");
    return rows.size();
  }

  // A fence longer than any in it.
  void code(LineSpan content, std::string_view language, const std::string& prefix) {
    std::size_t indent = std::string_view::npos;
    std::size_t ticks = 2;
    for (const std::string_view line : content) {
      if (!is_blank(line)) indent = std::min(indent, indent_of(line));
      const std::string_view text = trimmed(line);
      ticks = std::max(ticks, std::min(text.find_first_not_of('`'), text.size()));
    }
    const std::string fence(ticks + 1, '`');
    write(prefix, "");
    write(prefix, fence + (is_name(language) ? std::string(language) : ""));
    for (const std::string_view line : content) {
      write(prefix, is_blank(line) ? "" : line.substr(std::min(indent, line.size())));
    }
    write(prefix, fence);
    write(prefix, "");
  }

  std::size_t doctest(LineSpan lines, std::size_t at, const std::string& prefix) {
    std::size_t end = at;
    while (end < lines.size() && !is_blank(lines[end])) ++end;
    code(lines.subspan(at, end - at), "python", prefix);
    return end - at;
  }

  // How long "* ", "- ", "#. " or "12. " is at the head of the line; 0 without one.
  static std::size_t list_marker(std::string_view line) {
    const std::size_t space = line.find(' ');
    if (space == std::string_view::npos || space > 4) return 0;
    const std::string_view marker = line.substr(0, space);
    if (marker == "*" || marker == "-" || marker == "+" || marker == "#.") return space + 1;
    const bool numbered = marker.size() > 1 && (marker.back() == '.' || marker.back() == ')') &&
                          marker.find_first_not_of("0123456789") == marker.size() - 1;
    return numbered ? space + 1 : 0;
  }

  std::size_t item(LineSpan lines, std::size_t at, std::size_t marker, const std::string& prefix,
                   int depth) {
    const LineSpan below = block_below(lines, at, indent_of(lines[at]));
    const std::string_view line = trimmed(lines[at]);
    const std::string_view sign = line.substr(0, marker - 1);
    const bool bullet = sign.size() == 1;
    const std::string mark = bullet ? "- " : sign == "#." ? "1. " : std::string(sign) + " ";
    Lines content = {line.substr(marker)};
    content.insert(content.end(), below.begin(), below.end());
    const std::size_t begin = out_.size();
    convert(content, prefix + std::string(mark.size(), ' '), depth + 1);
    // The first line of the item bears the mark in the place of its indentation.
    if (out_.size() >= begin + prefix.size() + mark.size())
      out_.replace(begin + prefix.size(), mark.size(), mark);
    return 1 + below.size();
  }

  // Lines up to a blank one; a literal block may follow.
  std::size_t paragraph(LineSpan lines, std::size_t at, const std::string& prefix, int depth) {
    std::size_t end = at;
    std::string text;
    for (; end < lines.size() && !is_blank(lines[end]); ++end) {
      const std::string_view line = trimmed(lines[end]);
      if (end > at && (line.starts_with(".. ") || is_grid_border(line))) break;
      text += text.empty() ? "" : "\n";
      text += line.starts_with("| ") ? line.substr(2) : line;
    }
    const bool literal = text.ends_with("::");
    if (literal)
      text.resize(text.size() - (text.size() > 2 && text[text.size() - 3] != ' ' ? 1 : 2));
    if (const auto field = field_of(text); field && text.find('\n') == text.npos)
      text = "**" + std::string(field->first) + ":** " + std::string(field->second);
    const std::string markdown = inline_text(text);
    for (const std::string_view line : lines_of(markdown)) write(prefix, line);
    if (!literal) return end - at;
    const LineSpan below = block_below(lines, end - 1, indent_of(lines[at]));
    LineSpan content = below;
    while (!content.empty() && is_blank(content.front())) content = content.subspan(1);
    if (!content.empty() && depth <= kMostNested) code(content, "", prefix);
    return end - at + below.size();
  }

  // ".. " and what it is: a directive, a target, a substitution, a footnote, or a comment.
  std::size_t explicit_markup(LineSpan lines, std::size_t at, const std::string& prefix,
                              int depth) {
    const LineSpan below = block_below(lines, at, indent_of(lines[at]));
    std::string_view line = trimmed(lines[at]);
    line = line == ".." ? "" : trimmed(line.substr(3));
    if (line.starts_with('[')) {
      write(prefix, inline_text(line));
      convert(below, prefix, depth + 1);
    } else if (const auto head = directive_head(line); head && !line.starts_with('|')) {
      directive(directive_at(lines, at, head->first, head->second), prefix, depth);
    }
    return 1 + below.size();
  }

  void directive(const Directive& directive, const std::string& prefix, int depth) {
    const std::string_view name = directive.name;
    if (is_one_of(name, kDropped)) return;
    if (name == "image" || name == "figure") {
      write_apart(prefix, image(directive));
      convert(directive.content, prefix, depth + 1);
    } else if (name == "raw") {
      if (directive.arguments != "html") return;
      write(prefix, "");
      for (const std::string_view line : directive.content) {
        if (!is_blank(line)) write(prefix, trimmed(line));
      }
      write(prefix, "");
    } else if (is_one_of(name, kCode)) {
      code(directive.content, directive.arguments, prefix);
    } else if (is_one_of(name, kAdmonitions)) {
      admonition(directive, prefix, depth);
    } else {
      if (name == "rubric" || name == "topic")
        write_apart(prefix, inline_text(directive.arguments));
      convert(directive.content, prefix, depth + 1);
    }
  }

  void admonition(const Directive& directive, const std::string& prefix, int depth) {
    const std::string quoted = prefix + "> ";
    std::string title(directive.name);
    title[0] = static_cast<char>(title[0] - 'a' + 'A');
    const bool titled = directive.name == "admonition";
    write(prefix, "");
    write(quoted, "**" + (titled ? markdown_escaped(directive.arguments) : title) + "**");
    write(quoted, "");
    if (!titled && !directive.arguments.empty())
      write_apart(quoted, inline_text(directive.arguments));
    convert(directive.content, quoted, depth + 1);
    write(prefix, "");
  }

  RstReferences references_;
  std::size_t anonymous_used_ = 0;
  TitleLevels levels_;
  std::optional<std::string> blank_;  // the prefix of the line before, when it is blank
  std::string out_;
};

}  // namespace

std::string markdown_of_rst(std::string_view source) { return Converter().run(source); }

}  // namespace modelzoo::index
