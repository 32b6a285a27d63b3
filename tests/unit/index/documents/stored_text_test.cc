#include "index/documents/stored_text.h"

#include <gtest/gtest.h>

#include <random>

#include "index/analysis/document_analyzer.h"
#include "tests/support/memory_segment.h"
#include "tests/support/record_builder.h"

namespace modelzoo::index {
namespace {

using modelzoo::testing::memory_view;
using modelzoo::testing::record;

constexpr char kReadme[] =
    "# Mask R-CNN\n\nSegments *instances* &amp; <b>masks</b>.\n\n## Usage\n\n```sh\npip  install "
    "x\n```\n\n- 生成对抗网络\n- last";

void expect_same(const PlainText& a, const PlainText& b) {
  EXPECT_EQ(a.text, b.text);
  ASSERT_EQ(a.blocks.size(), b.blocks.size());
  for (std::size_t i = 0; i < a.blocks.size(); ++i) {
    EXPECT_EQ(a.blocks[i].field, b.blocks[i].field) << i;
    EXPECT_EQ(a.blocks[i].begin, b.blocks[i].begin) << i;
    EXPECT_EQ(a.blocks[i].end, b.blocks[i].end) << i;
    EXPECT_EQ(a.blocks[i].level, b.blocks[i].level) << i;
    EXPECT_EQ(a.blocks[i].code, b.blocks[i].code) << i;
    EXPECT_EQ(a.blocks[i].first_ordinal, b.blocks[i].first_ordinal) << i;
  }
}

struct NoTokens final : FieldTokenSink {
  void token(Position, const Token&) override {}
};

TEST(StoredText, GivesTheAnalysedTextBack) {
  DocumentAnalyzer analyzer;
  NoTokens sink;
  const PlainText text = analyzer.analyze(record("o/n").readme(kReadme), sink);
  ASSERT_GE(text.blocks.size(), 5U);
  const auto again = decode_text(encode_text(text));
  ASSERT_TRUE(again);
  expect_same(text, *again);
}

// What lies in a segment leads from each position to the token that made it.
TEST(StoredText, HasTheOrdinalsOfThePostings) {
  const SegmentView view = memory_view({record("o/n").readme(kReadme), record("no/readme")});
  const DocId doc = *view.reader->find_name("o/n");
  const auto text = view.reader->readme_text(doc);
  ASSERT_TRUE(text);
  EXPECT_TRUE(view.reader->readme_text(*view.reader->find_name("no/readme"))->blocks.empty());
  struct Checker final : TokenSink {
    const SegmentReader* reader;
    DocId doc;
    Field field;
    std::size_t seen = 0;
    void token(const Token& token) override {
      auto cursor = reader->postings(*reader->find_term(token.term));
      ASSERT_EQ(cursor->seek(doc), doc);
      std::vector<Position> positions;
      cursor->positions(positions);
      EXPECT_NE(std::find(positions.begin(), positions.end(), make_position(field, token.ordinal)),
                positions.end())
          << token.term;
      ++seen;
    }
  } checker;
  checker.reader = view.reader.get();
  checker.doc = doc;
  Tokenizer tokenizer;
  for (const TextBlock& block : text->blocks) {
    checker.field = block.field;
    tokenizer.tokenize(std::string_view(text->text).substr(block.begin, block.end - block.begin),
                       block.first_ordinal, checker);
  }
  EXPECT_GE(checker.seen, 10U);
}

TEST(StoredText, RefusesDamage) {
  DocumentAnalyzer analyzer;
  NoTokens sink;
  const std::string bytes = encode_text(analyzer.analyze(record("o/n").readme(kReadme), sink));
  EXPECT_FALSE(decode_text(bytes.substr(0, bytes.size() - 1)));
  EXPECT_FALSE(decode_text(bytes + "x"));
  EXPECT_FALSE(decode_text(""));
  EXPECT_FALSE(decode_text("\xff\xff\xff\xff\x7f"));
  std::mt19937 random(5);
  for (int round = 0; round < 2000; ++round) {
    std::string damaged = bytes;
    damaged[random() % 30] = static_cast<char>(random());
    const auto text = decode_text(damaged);
    if (!text) continue;
    for (const TextBlock& block : text->blocks) {
      ASSERT_LE(block.begin, block.end);
      ASSERT_LE(block.end, text->text.size());
    }
  }
}

}  // namespace
}  // namespace modelzoo::index
