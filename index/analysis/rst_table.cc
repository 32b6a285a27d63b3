#include "index/analysis/rst_table.h"

#include <algorithm>
#include <vector>

#include "index/analysis/trimmed_text.h"

namespace modelzoo::index {
namespace {

// GitHub's own tables have few columns; more are a hostile page's.
constexpr std::size_t kMostColumns = 64;

using Row = std::vector<std::string>;

void append_words(std::string& cell, std::string_view words) {
  if (words.empty()) return;
  if (!cell.empty()) cell += ' ';
  cell += words;
}

bool is_empty(const Row& row) {
  return std::all_of(row.begin(), row.end(), [](const std::string& cell) { return cell.empty(); });
}

// The first row is the head, since a table of Markdown has one.
std::string markdown_of(const std::vector<Row>& rows, std::size_t columns,
                        const InlineText& inline_text) {
  std::string out;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    for (std::size_t column = 0; column < columns; ++column) {
      out += "| " + (column < rows[i].size() ? inline_text(rows[i][column]) : "") + " ";
    }
    out += "|\n";
    if (i != 0) continue;
    for (std::size_t column = 0; column < columns; ++column) out += "| --- ";
    out += "|\n";
  }
  return out;
}

}  // namespace

bool is_grid_border(std::string_view line) {
  line = trimmed(line);
  return line.size() >= 3 && line.front() == '+' && line.back() == '+' &&
         line.find_first_not_of("+-=") == std::string_view::npos;
}

bool is_simple_border(std::string_view line) {
  line = trimmed(line);
  return line.starts_with("==") && line.find(' ') != std::string_view::npos &&
         line.find_first_not_of("= ") == std::string_view::npos;
}

std::string markdown_of_grid_table(std::span<const std::string_view> lines,
                                   const InlineText& inline_text) {
  std::vector<Row> rows;
  Row row;
  std::size_t columns = 0;
  for (const std::string_view line : lines) {
    std::string_view rest = trimmed(line);
    if (is_grid_border(rest)) {
      if (!is_empty(row)) rows.push_back(std::move(row));
      row.clear();
      continue;
    }
    if (rest.starts_with('|') || rest.starts_with('+')) rest.remove_prefix(1);
    for (std::size_t column = 0; !rest.empty() && column < kMostColumns; ++column) {
      const std::size_t end = std::min(rest.find('|'), rest.size());
      if (row.size() <= column) row.resize(column + 1);
      append_words(row[column], trimmed(rest.substr(0, end)));
      rest.remove_prefix(std::min(end + 1, rest.size()));
      columns = std::max(columns, column + 1);
    }
  }
  if (!is_empty(row)) rows.push_back(std::move(row));
  return markdown_of(rows, columns, inline_text);
}

std::string markdown_of_simple_table(std::span<const std::string_view> lines,
                                     const InlineText& inline_text) {
  std::vector<std::size_t> begins;  // of the columns, by the first border
  const std::string_view border = lines.front();
  for (std::size_t i = 0; i < border.size() && begins.size() < kMostColumns; ++i) {
    if (border[i] == '=' && (i == 0 || border[i - 1] != '=')) begins.push_back(i);
  }
  std::vector<Row> rows;
  for (const std::string_view line : lines) {
    if (is_simple_border(line)) continue;
    Row row;
    for (std::size_t c = 0; c < begins.size(); ++c) {
      const std::size_t begin = std::min(begins[c], line.size());
      const std::size_t end =
          c + 1 < begins.size() ? std::min(begins[c + 1], line.size()) : line.size();
      row.emplace_back(trimmed(line.substr(begin, end - begin)));
    }
    if (is_empty(row)) continue;
    if (row.front().empty() && !rows.empty()) {  // goes on in the row above
      for (std::size_t c = 0; c < row.size(); ++c) append_words(rows.back()[c], row[c]);
    } else {
      rows.push_back(std::move(row));
    }
  }
  return markdown_of(rows, begins.size(), inline_text);
}

}  // namespace modelzoo::index
