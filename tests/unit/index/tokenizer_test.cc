#include "index/analysis/tokenizer.h"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

namespace modelzoo::index {
namespace {

class Collector final : public TokenSink {
 public:
  void token(const Token& token) override {
    terms.push_back((token.whole ? "=" : "") + std::string(token.term) + (token.repeat ? "'" : "") +
                    "@" + std::to_string(token.ordinal));
    spans.emplace_back(token.begin, token.end);
  }
  std::vector<std::string> terms;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> spans;
};

using Terms = std::vector<std::string>;

Terms tokens(std::string_view text) {
  Collector collector;
  Tokenizer().tokenize(text, 0, collector);
  return collector.terms;
}

TEST(Tokenizer, CutsEnglishAtSpacesAndPunctuation) {
  EXPECT_EQ(
      tokens("Mask R-CNN, for (object) detection."),
      (Terms{"mask@0", "r@1", "cnn@2", "=rcnn@1", "=rcnn'@2", "for@3", "object@4", "detection@5"}));
}

TEST(Tokenizer, GivesIdentifiersByPartsAndWhole) {
  EXPECT_EQ(tokens("CycleGAN"), (Terms{"cycle@0", "gan@1", "=cyclegan@0", "=cyclegan'@1"}));
  EXPECT_EQ(tokens("pix2pix"), (Terms{"pix@0", "2@1", "pix@2", "=pix2pix@0", "=pix2pix'@2"}));
  EXPECT_EQ(tokens("Mask_RCNN"), (Terms{"mask@0", "rcnn@1", "=maskrcnn@0", "=maskrcnn'@1"}));
  EXPECT_EQ(tokens("GANNet"), (Terms{"gan@0", "net@1", "=gannet@0", "=gannet'@1"}));
}

TEST(Tokenizer, KeepsHashesWhole) { EXPECT_EQ(tokens("a1b2c3d4e5"), (Terms{"a1b2c3d4e5@0"})); }

TEST(Tokenizer, FoldsCaseAccentsAndWidth) {
  EXPECT_EQ(tokens("Schrödinger"), tokens("schrodinger"));
  EXPECT_EQ(tokens("ＰｙＴｏｒｃｈ"), (Terms{"pytorch@0"}));
  EXPECT_EQ(tokens("strasse straße"), (Terms{"strasse@0", "strasse@1"}));
  EXPECT_EQ(tokens("Ёлка"), tokens("елка"));
}

TEST(Tokenizer, CutsChineseAndJapaneseByDictionary) {
  EXPECT_EQ(tokens("生成对抗网络").size(), 3U);
  EXPECT_EQ(tokens("強化学習"), (Terms{"強化@0", "学習@1"}));
  EXPECT_EQ(tokens("使用PyTorch实现").front(), "使用@0");
}

TEST(Tokenizer, KeepsVoicedKana) { EXPECT_NE(tokens("ガ"), tokens("カ")); }

TEST(Tokenizer, DropsEmojiAndPossessives) {
  EXPECT_EQ(tokens("🚀 model's 🎉"), (Terms{"model@0"}));
  EXPECT_EQ(tokens("don't"), (Terms{"dont@0"}));
}

TEST(Tokenizer, ReadsMalformedUtf8AndNulWithoutFailing) {
  EXPECT_EQ(tokens(std::string_view("a\0b", 3)), (Terms{"a@0", "b@1"}));
  EXPECT_FALSE(tokens("ok \xff\xfe\x80 fine").empty());
}

TEST(Tokenizer, CutsLongTokensOnACharacter) {
  EXPECT_EQ(tokens(std::string(1000, 'x')).front().size(), kMaxTermBytes + 2);
  std::string wide;
  for (int i = 0; i < 200; ++i) wide += "é";
  EXPECT_EQ(tokens(wide).front(), std::string(200, 'e') + "@0");
}

TEST(Tokenizer, SpansCoverTheWordsInTheSource) {
  const std::string text = "the Schrödinger pix2pix";
  Collector collector;
  Tokenizer().tokenize(text, 0, collector);
  const auto [begin, end] = collector.spans[1];
  EXPECT_EQ(text.substr(begin, end - begin), "Schrödinger");
}

TEST(Tokenizer, BytewisePathGivesIcusTokens) {
  std::mt19937 random(7);
  static constexpr std::string_view kAlphabet =
      "aabcdeexyzABCXYZ0123456789   __--..::''\",;!?/\\()[]\n\t";
  static constexpr std::string_view kOther = "é学🚀\xff";
  Tokenizer tokenizer;
  for (int round = 0; round < 3000; ++round) {
    std::string text;
    const std::size_t length = random() % 60;
    for (std::size_t i = 0; i < length; ++i) {
      if (random() % 40 == 0) {
        text += kOther.substr(random() % 9, 2);
      } else {
        text += kAlphabet[random() % kAlphabet.size()];
      }
    }
    Collector fast;
    Collector plain;
    tokenizer.tokenize(text, 3, fast);
    tokenizer.tokenize_by_icu_for_test(text, 3, plain);
    ASSERT_EQ(fast.terms, plain.terms) << text;
    ASSERT_EQ(fast.spans, plain.spans) << text;
  }
}

}  // namespace
}  // namespace modelzoo::index
