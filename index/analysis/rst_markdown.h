// rst_markdown.h - reStructuredText as GitHub's Markdown, so that both have one reader for the
// index and one for pages.
//
// What READMEs use of the language: titles by their underline, paragraphs and lists, links and
// substitutions wherever they are defined, literal blocks, images and figures, code, admonitions,
// raw HTML, grid and simple tables. Comments, contents and what only Sphinx can fill in are
// dropped. What is not understood stays text.
//
// Source: docutils, "reStructuredText Markup Specification" and "reStructuredText Directives".
// Tested by: tests/unit/index/analysis/rst_markdown_test.cc, tests/fuzz/readme_html_fuzz.cc
#pragma once

#include <string>
#include <string_view>

namespace modelzoo::index {

// Never fails. Linear in the source for each of at most eight levels of nesting; what is nested
// deeper is left out. Thread-safe.
[[nodiscard]] std::string markdown_of_rst(std::string_view source);

}  // namespace modelzoo::index
