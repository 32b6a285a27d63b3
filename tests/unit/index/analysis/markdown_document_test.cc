#include "index/analysis/markdown_document.h"

#include <cmark-gfm.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <string>

namespace modelzoo::index {
namespace {

std::string repeated(const std::string& text, int times) {
  std::string out;
  for (int i = 0; i < times; ++i) out += text;
  return out;
}

std::string table(int columns, int rows) {
  return repeated("|a", columns) + "|\n" + repeated("|-", columns) + "|\n" +
         repeated("|b|\n", rows);
}

std::size_t rendered_bytes(const std::string& source) {
  const MarkdownDocument document = parse_markdown(source, CMARK_OPT_DEFAULT);
  const std::unique_ptr<char, decltype(&std::free)> html(
      cmark_render_html(document.get(), CMARK_OPT_DEFAULT, nullptr), &std::free);
  return std::string(html.get()).size();
}

TEST(MarkdownDocument, ReadsTablesThatPeopleWrite) {
  EXPECT_TRUE(has_affordable_tables(table(30, 5'000)));
  EXPECT_TRUE(has_affordable_tables(repeated(table(20, 100) + "\n", 200)));
  EXPECT_TRUE(has_affordable_tables(repeated("a | b - c\n", 100'000)));
  EXPECT_NE(rendered_bytes(table(3, 2)), 0U);
}

TEST(MarkdownDocument, LeavesTablesThatWouldFillTheMemory) {
  for (const std::string& source :
       {table(500, 20'000), repeated("> ", 1) + "|a|b|\n> |-|-|\n" + repeated("> |c\n", 300'000),
        repeated("|a", 200'000) + "\n", repeated(table(400, 100) + "\n", 40),
        "1. |a\n   " + repeated("|-", 450) + "\n" + repeated("x\n", 5'000)}) {
    EXPECT_FALSE(has_affordable_tables(source)) << source.substr(0, 40);
    EXPECT_LT(rendered_bytes(source), 20 * source.size());
  }
}

TEST(MarkdownDocument, CutsFrontMatterOff) {
  EXPECT_EQ(without_front_matter("---\na: b\n---\ntext"), "text");
  EXPECT_EQ(without_front_matter("--- text"), "--- text");
}

}  // namespace
}  // namespace modelzoo::index
