// rst_inline.h - a paragraph of reStructuredText as Markdown: links, roles, substitutions, emphasis
// and code; what Markdown alone would read as markup is escaped.
//
// Source: docutils, "reStructuredText Markup Specification", inline markup. Of its rules for where
// markup may begin and end the usual ones are kept: after a space or opening punctuation, and not
// before a space.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace modelzoo::index {

// What is defined anywhere in a document and used in its paragraphs. Names are folded: small
// letters, single spaces.
struct RstReferences {
  std::map<std::string, std::string> targets;        // ".. _name: url"
  std::vector<std::string> anonymous;                // "__ url", in their order
  std::map<std::string, std::string> substitutions;  // ".. |name| image:: url", as Markdown
};

[[nodiscard]] std::string folded_reference(std::string_view name);

// Text with a backslash before each character that Markdown reads as markup.
[[nodiscard]] std::string markdown_escaped(std::string_view text);

// "[text](url)", or the text alone where the URL could not stand in Markdown.
[[nodiscard]] std::string markdown_link(const std::string& text, std::string_view url);

// Linear in the paragraph. `anonymous_used` counts the anonymous targets that were taken.
[[nodiscard]] std::string markdown_of_rst_inline(std::string_view paragraph,
                                                 const RstReferences& references,
                                                 std::size_t& anonymous_used);

}  // namespace modelzoo::index
