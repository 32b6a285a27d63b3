// rst_table.h - the two kinds of tables of reStructuredText as GitHub's, cell by cell.
//
//   +-----+-----+      =====  =====
//   | a   | b   |      a      b
//   +=====+=====+      =====  =====
//   | 1   | 2   |      1      2
//   +-----+-----+      =====  =====
//
// Cells that span columns or rows keep their text in the first column they touch.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>

namespace modelzoo::index {

[[nodiscard]] bool is_grid_border(std::string_view line);    // "+---+---+", "+===+"
[[nodiscard]] bool is_simple_border(std::string_view line);  // "=====  ====="

// `lines` are all of the table's, from its first border to its last. `inline_text` makes Markdown
// of a cell's text.
using InlineText = std::function<std::string(std::string_view)>;
[[nodiscard]] std::string markdown_of_grid_table(std::span<const std::string_view> lines,
                                                 const InlineText& inline_text);
[[nodiscard]] std::string markdown_of_simple_table(std::span<const std::string_view> lines,
                                                   const InlineText& inline_text);

}  // namespace modelzoo::index
