#include "index/analysis/markdown_document.h"

#include <cmark-gfm-core-extensions.h>
#include <cmark-gfm.h>

#include <algorithm>
#include <mutex>

namespace modelzoo::index {
namespace {

// cmark-gfm 0.29.0.gfm.6 fills each row of a table up to the columns of its head, whatever a row
// holds, and walks a row's list of cells once for each of them (CVE-2023-24824 and its kin): a page
// of 80 KB grows to gigabytes, one of 700 KB takes seconds. No table that people read comes near.
constexpr std::size_t kMostCellsInALine = 500;
constexpr std::size_t kMostCells = 500'000;

bool may_be_delimiter_row(std::string_view line) {
  return line.find("-") != std::string_view::npos &&
         line.find_first_not_of("|:- \t\r\v\f>*+.)0123456789") == std::string_view::npos;
}

}  // namespace

void MarkdownDeleter::operator()(cmark_node* node) const { cmark_node_free(node); }

bool has_affordable_tables(std::string_view source) {
  std::size_t cells = 0;    // of all paragraphs before this one
  std::size_t rows = 0;     // lines of this one
  std::size_t columns = 0;  // of its widest delimiter row
  while (!source.empty()) {
    const std::size_t end = std::min(source.find('\n'), source.size());
    const std::string_view line = source.substr(0, end);
    source.remove_prefix(std::min(end + 1, source.size()));
    const auto bars = static_cast<std::size_t>(std::count(line.begin(), line.end(), '|'));
    if (bars > kMostCellsInALine) return false;
    if (line.find_first_not_of(" \t\r") == std::string_view::npos) {
      cells += rows * columns;
      rows = columns = 0;
    } else {
      ++rows;
      if (bars >= columns && may_be_delimiter_row(line)) columns = bars + 1;
    }
    if (cells + rows * columns > kMostCells) return false;
  }
  return true;
}

MarkdownDocument parse_markdown(std::string_view source, int options) {
  // Registration changes global lists of cmark; finding an extension only reads them.
  static std::once_flag once;
  std::call_once(once, [] { cmark_gfm_core_extensions_ensure_registered(); });
  cmark_parser* parser = cmark_parser_new(options);
  const bool with_tables = has_affordable_tables(source);
  for (const std::string_view name : {"table", "strikethrough", "autolink", "tasklist"}) {
    if (name == "table" && !with_tables) continue;
    if (cmark_syntax_extension* extension = cmark_find_syntax_extension(name.data())) {
      cmark_parser_attach_syntax_extension(parser, extension);
    }
  }
  cmark_parser_feed(parser, source.data(), source.size());
  MarkdownDocument document(cmark_parser_finish(parser));
  cmark_parser_free(parser);
  return document;
}

std::string_view without_front_matter(std::string_view source) {
  if (!source.starts_with("---\n") && !source.starts_with("---\r\n")) return source;
  const std::size_t end = source.find("\n---", 3);
  if (end == std::string_view::npos) return source;
  const std::size_t line = source.find('\n', end + 1);
  return line == std::string_view::npos ? std::string_view() : source.substr(line + 1);
}

}  // namespace modelzoo::index
