#include "tests/support/html_checker.h"

#include <cctype>
#include <set>
#include <vector>

namespace modelzoo::testing {
namespace {

const std::set<std::string, std::less<>> kElements = {
    "a",    "abbr",       "b",      "blockquote", "br",      "caption", "center", "code",
    "col",  "colgroup",   "dd",     "del",        "dl",      "details", "div",    "dt",
    "em",   "figcaption", "figure", "h1",         "h2",      "h3",      "h4",     "h5",
    "h6",   "hr",         "i",      "img",        "ins",     "kbd",     "li",     "mark",
    "ol",   "p",          "pre",    "picture",    "q",       "s",       "samp",   "small",
    "span", "strike",     "strong", "sub",        "summary", "sup",     "table",  "tbody",
    "td",   "tfoot",      "th",     "thead",      "tr",      "tt",      "u",      "ul",
    "var"};
const std::set<std::string, std::less<>> kVoid = {"br", "hr", "img", "col"};
const std::set<std::string, std::less<>> kAttributes = {
    "align",   "alt",  "border", "colspan", "height", "href",  "id",
    "loading", "open", "rel",    "rowspan", "src",    "start", "width"};

bool is_harmless_url(std::string_view name, std::string_view value) {
  if (value.starts_with("https://") || value.starts_with("http://")) return true;
  return name == "href" && (value.starts_with("mailto:") || value.starts_with("#user-content-"));
}

// One start tag from its '<'; its length, or 0.
std::size_t start_tag(std::string_view html, std::string& name) {
  std::size_t at = 1;
  while (at < html.size() && (std::islower(static_cast<unsigned char>(html[at])) != 0 ||
                              std::isdigit(static_cast<unsigned char>(html[at])) != 0))
    ++at;
  name = html.substr(1, at - 1);
  if (!kElements.contains(name)) return 0;
  while (at < html.size() && html[at] == ' ') {
    const std::size_t equals = html.find("=\"", at);
    if (equals == std::string_view::npos) return 0;
    const std::string_view attribute = html.substr(at + 1, equals - at - 1);
    const std::size_t end = html.find('"', equals + 2);
    if (!kAttributes.contains(attribute) || end == std::string_view::npos) return 0;
    const std::string_view value = html.substr(equals + 2, end - equals - 2);
    if (value.find_first_of("<>") != std::string_view::npos) return 0;
    const bool is_url = attribute == "href" || attribute == "src";
    if (is_url && !is_harmless_url(attribute, value)) return 0;
    if (attribute == "id" && !value.starts_with("user-content-")) return 0;
    at = end + 1;
  }
  return at < html.size() && html[at] == '>' ? at + 1 : 0;
}

}  // namespace

std::string first_unsafe(std::string_view html) {
  std::vector<std::string> open;
  for (std::size_t at = 0; (at = html.find('<', at)) != std::string_view::npos;) {
    const std::string_view rest = html.substr(at);
    const std::string shown(rest.substr(0, 80));
    std::string name;
    if (rest.starts_with("</")) {
      const std::size_t end = rest.find('>');
      name = rest.substr(2, end - 2);
      if (end == std::string_view::npos || open.empty() || open.back() != name) return shown;
      open.pop_back();
      at += end + 1;
      continue;
    }
    const std::size_t length = start_tag(rest, name);
    if (length == 0) return shown;
    if (!kVoid.contains(name)) open.push_back(name);
    at += length;
  }
  return open.empty() ? "" : "left open: " + open.back();
}

}  // namespace modelzoo::testing
