#include "index/analysis/markup.h"

#include <gtest/gtest.h>

#include <string>

namespace modelzoo::index {
namespace {

// "1:Title|body|code:x = 1" - level for headings, blocks by '|'.
std::string blocks(std::string_view source, std::string_view path = "README.md") {
  const PlainText text = plain_text(source, path);
  std::string out;
  for (const TextBlock& block : text.blocks) {
    if (!out.empty()) out += '|';
    if (block.field == Field::kHeadings) out += std::to_string(block.level) + ":";
    if (block.code) out += "code:";
    out += text.text.substr(block.begin, block.end - block.begin);
  }
  return out;
}

TEST(Markup, TellsHeadingsFromBodyInMarkdown) {
  EXPECT_EQ(blocks("# One\n\ntext *with* `code`\nand more\n\nTwo\n---\n"),
            "1:One|text with code and more|2:Two");
}
TEST(Markup, DropsBadgesTargetsCommentsAndFrontMatter) {
  EXPECT_EQ(
      blocks("---\ntitle: x\n---\n[![CI](https://img.shields.io/b.svg)](https://ci.org)\n"
             "<!-- hidden -->\n\nSee [the paper](https://arxiv.org/abs/1) https://bare.org\n"),
      "See the paper");
}
TEST(Markup, ReadsHtmlInsideMarkdown) {
  EXPECT_EQ(blocks("<h1 align=\"center\">Big <b>Title</b></h1>\n\n<p>para &amp; more</p>\n"
                   "<script>alert(1)</script>\n"),
            "1:Big Title|para & more");
}
TEST(Markup, KeepsCodeAndTables) {
  EXPECT_EQ(blocks("```py\nx = 1\n```\n\n| a | b |\n| - | - |\n| c | d |\n"), "code:x = 1|a|b|c|d");
}
TEST(Markup, ReadsRstTitlesAndDropsDirectives) {
  EXPECT_EQ(blocks("Title\n=====\n\n.. image:: x.png\n\nsome text\nmore\n", "README.rst"),
            "1:Title|some text more");
}
TEST(Markup, ReadsPlainTextByParagraphs) {
  EXPECT_EQ(blocks("a b\nc\n\nd # e\n", "README.txt"), "a b c|d # e");
}
TEST(Markup, SurvivesHostileInput) {
  EXPECT_NO_FATAL_FAILURE(blocks(std::string(200'000, '[')));
  EXPECT_NO_FATAL_FAILURE(blocks(std::string(100'000, '>')));
  std::string nested;
  for (int i = 0; i < 50'000; ++i) nested += "<div>";
  EXPECT_NO_FATAL_FAILURE(blocks(nested + "deep"));
  EXPECT_NO_FATAL_FAILURE(blocks(std::string("\xff\xfe\0 # x", 7)));
}
TEST(Markup, ReadsNoMoreThanItsLimit) {
  EXPECT_LE(plain_text(std::string(50'000'000, 'a'), "README.md", 1000).text.size(), 1001U);
}

}  // namespace
}  // namespace modelzoo::index
