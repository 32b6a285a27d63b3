#include "daemon/readme_html.h"

#include <cmark-gfm-core-extensions.h>
#include <cmark-gfm.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <memory>
#include <set>

#include "index/analysis/html_events.h"
#include "index/analysis/markdown_document.h"
#include "index/analysis/rst_markdown.h"
#include "schemas/html_escape.h"
#include "schemas/utf8.h"

namespace modelzoo::daemon {
namespace {

constexpr std::size_t kMaxReadmeBytes = std::size_t{2} << 20;
// Browsers flatten what is nested deeper; no page needs it.
constexpr std::size_t kMaxDepth = 200;

bool contains(std::initializer_list<std::string_view> names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

bool is_allowed_tag(std::string_view name) {
  static const std::set<std::string_view> kTags = {
      "a",    "abbr",       "b",       "blockquote", "br",      "caption", "center", "code",
      "col",  "colgroup",   "dd",      "del",        "details", "div",     "dl",     "dt",
      "em",   "figcaption", "figure",  "h1",         "h2",      "h3",      "h4",     "h5",
      "h6",   "hr",         "i",       "img",        "ins",     "kbd",     "li",     "mark",
      "ol",   "p",          "picture", "pre",        "q",       "s",       "samp",   "small",
      "span", "strike",     "strong",  "sub",        "summary", "sup",     "table",  "tbody",
      "td",   "tfoot",      "th",      "thead",      "tr",      "tt",      "u",      "ul",
      "var"};
  return kTags.contains(name);
}

bool is_void(std::string_view name) { return contains({"br", "hr", "img", "col"}, name); }
bool is_heading(std::string_view name) {
  return name.size() == 2 && name[0] == 'h' && name[1] >= '1' && name[1] <= '6';
}

bool is_number(std::string_view text) {
  return !text.empty() && text.size() <= 5 &&
         text.find_first_not_of("0123456789") == std::string_view::npos;
}

bool is_allowed_attribute(std::string_view tag, std::string_view name, std::string_view value) {
  if (name == "align") return contains({"left", "right", "center"}, value);
  if (contains({"width", "height", "border"}, name)) {
    return is_number(value) ||
           (value.ends_with('%') && is_number(value.substr(0, value.size() - 1)));
  }
  if (name == "alt") return true;
  if (contains({"colspan", "rowspan", "start"}, name)) return is_number(value);
  if (name == "open") return tag == "details";
  return false;
}

// What browsers see of a URL: no white space or control characters at all for the scheme.
std::string visible(std::string_view url) {
  std::string out;
  for (const char c : url) {
    if (static_cast<unsigned char>(c) > 0x20 && c != 0x7f) out += c;
  }
  return out;
}

std::string encoded_spaces(std::string_view url) {
  std::string out;
  for (const char c : url) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) continue;
    if (c == ' ') {
      out += "%20";
    } else {
      out += c;
    }
  }
  return out;
}

// A URL that may stand in a page; empty when it may not.
std::string safe_url(std::string_view raw, const std::string& base, bool link) {
  const std::string seen = visible(raw);
  if (seen.empty()) return "";
  const std::size_t colon = seen.find(':');
  const std::size_t first = seen.find_first_of("/?#");
  if (colon != std::string::npos && (first == std::string::npos || colon < first)) {
    const std::string scheme = folded_name(std::string_view(seen).substr(0, colon));
    const std::string written = scheme + encoded_spaces(raw.substr(raw.find(':')));
    // "https:x" and "https:/x" lead elsewhere in every browser, some of them to the page's own
    // host.
    const bool web = written.starts_with("https://") || written.starts_with("http://");
    return web || (link && scheme == "mailto") ? written : "";
  }
  if (seen.starts_with("//")) return "https:" + seen;
  if (seen.starts_with('\\')) return "";
  if (seen.starts_with('#')) return link ? "#user-content-" + seen.substr(1) : "";
  std::string_view path = seen;
  while (path.starts_with("./")) path.remove_prefix(2);
  while (path.starts_with('/')) path.remove_prefix(1);
  return base + std::string(path);
}

class Sanitiser final : public index::HtmlEvents {
 public:
  explicit Sanitiser(const LinkBase& base) : base_(base) {}

  void start_tag(
      std::string_view name,
      const std::vector<std::pair<std::string_view, std::string_view>>& attributes) override {
    if (!is_allowed_tag(name)) return;
    if (!is_void(name)) {
      if (open_.size() == kMaxDepth) return;
      open_.emplace_back(name);
    }
    if (is_heading(name)) {
      // Written at its end, when its text, and so its id, is known.
      heading_start_ = out_.size();
      heading_text_.clear();
      in_heading_ = true;
    }
    out_ += '<';
    out_ += name;
    for (const auto& [key, value] : attributes) attribute(name, key, value);
    if (name == "a") out_ += " rel=\"nofollow noopener ugc\"";
    if (name == "img") out_ += " loading=\"lazy\"";
    out_ += '>';
  }

  void text(std::string_view text) override {
    append_escaped(text, out_);
    if (in_heading_) heading_text_ += text;
  }

  void end_tag(std::string_view name) override {
    // An end without its beginning would close an element of the page around the README.
    const auto begin = std::find(open_.rbegin(), open_.rend(), name);
    if (begin == open_.rend()) return;
    for (auto inner = begin - open_.rbegin(); inner >= 0; --inner) close_innermost();
  }

  std::string take() {
    while (!open_.empty()) close_innermost();
    return std::move(out_);
  }

 private:
  void close_innermost() {
    const std::string name = std::move(open_.back());
    open_.pop_back();
    out_ += "</" + name + ">";
    if (is_heading(name) && in_heading_) {
      out_.insert(heading_start_ + 3, " id=\"user-content-" + heading_id() + "\"");
      in_heading_ = false;
    }
  }

  void attribute(std::string_view tag, std::string_view name, std::string_view value) {
    std::string kept;
    if (name == "href" && tag == "a") {
      kept = safe_url(value, base_.link, true);
    } else if (name == "src" && tag == "img") {
      kept = safe_url(value, base_.image, false);
    } else if (is_allowed_attribute(tag, name, value)) {
      kept = value;
    }
    if (kept.empty()) return;
    out_ += ' ';
    out_ += name;
    out_ += "=\"";
    append_escaped(kept, out_);
    out_ += '"';
  }

  // As GitHub makes them: lower case, spaces to '-', punctuation dropped.
  std::string heading_id() {
    std::string id;
    for (const char c : folded_name(heading_text_)) {
      const bool letter = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' ||
                          c == '-' || static_cast<unsigned char>(c) >= 0x80;
      if (letter) id += c;
      if (c == ' ') id += '-';
    }
    std::string unique = id;
    for (int n = 1; !ids_.insert(unique).second; ++n) unique = id + "-" + std::to_string(n);
    return escaped(unique);
  }

  const LinkBase& base_;
  std::string out_, heading_text_;
  std::vector<std::string> open_;  // elements whose end has not been written, outermost first
  std::size_t heading_start_ = 0;
  bool in_heading_ = false;
  std::set<std::string> ids_;
};

bool ends_with_any(std::string_view path, std::initializer_list<std::string_view> ends) {
  return std::any_of(ends.begin(), ends.end(),
                     [&](std::string_view end) { return path.ends_with(end); });
}

}  // namespace

std::string sanitised_html(std::string_view html, const LinkBase& base) {
  Sanitiser sanitiser(base);
  index::read_html(html, sanitiser);
  return sanitiser.take();
}

std::string readme_html(const Record& record, std::string_view web_url, std::string_view raw_url) {
  const std::string source =
      repaired_utf8(utf8_prefix(record.readme.value_or(""), kMaxReadmeBytes));
  const std::string path = record.readme_path.value_or("README.md");
  const std::string folded = folded_name(path);
  if (ends_with_any(folded, {".txt", ".org", ".adoc"})) return "<pre>" + escaped(source) + "</pre>";
  const std::string branch = record.default_branch.value_or("HEAD");
  const std::size_t slash = path.rfind('/');
  const std::string folder = slash == std::string::npos ? "" : path.substr(0, slash + 1);
  const LinkBase base{
      std::string(web_url) + "/" + record.full_name + "/blob/" + branch + "/" + folder,
      std::string(raw_url) + "/" + record.full_name + "/" + branch + "/" + folder};
  if (ends_with_any(folded, {".html", ".htm"})) return sanitised_html(source, base);
  constexpr int kOptions = CMARK_OPT_UNSAFE | CMARK_OPT_VALIDATE_UTF8 | CMARK_OPT_FOOTNOTES;
  const index::MarkdownDocument document =
      ends_with_any(folded, {".rst", ".rest"})
          ? index::parse_markdown(index::markdown_of_rst(source), kOptions)
          : index::parse_markdown(index::without_front_matter(source), kOptions);
  const std::unique_ptr<char, decltype(&std::free)> html(
      cmark_render_html(document.get(), kOptions, nullptr), &std::free);
  return sanitised_html(html.get(), base);
}

}  // namespace modelzoo::daemon
