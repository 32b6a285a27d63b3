#include "index/analysis/tokenizer.h"

#include <gtest/gtest.h>

#include <map>
#include <random>
#include <string>
#include <vector>

#include "index/analysis/cjk_characters.h"
#include "schemas/utf8.h"

namespace modelzoo::index {
namespace {

class Collector final : public TokenSink {
 public:
  void token(const Token& token) override {
    terms.push_back((token.whole ? "=" : "") + std::string(token.pair ? "~" : "") +
                    std::string(token.term) + (token.repeat ? "'" : "") + "@" +
                    std::to_string(token.ordinal));
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

TEST(Tokenizer, CutsChineseAndJapaneseByDictionaryAndInPairs) {
  EXPECT_EQ(tokens("強化学習"), (Terms{"強化@0", "~化学@1", "学習@2"}));
  EXPECT_EQ(tokens("生成对抗网络"), (Terms{"生成@0", "~成对@1", "对抗@2", "~抗网@3", "网络@4"}));
  EXPECT_EQ(tokens("使用PyTorch实现"),
            (Terms{"使用@0", "py@2", "torch@3", "=pytorch@2", "=pytorch'@3", "实现@4"}));
  EXPECT_EQ(tokens("学。习"), (Terms{"学@0", "习@1"}));
}

TEST(Tokenizer, CutsKoreanAtSpacesAndInPairs) {
  EXPECT_EQ(tokens("학습을 위한"), (Terms{"학습을@0", "~학습@0", "~습을@1", "위한@3"}));
  // Endings are joined to words of other scripts as well.
  EXPECT_EQ(tokens("torch를 v2는"),
            (Terms{"torch@0", "를@1", "v@2", "2@3", "=v2@2", "=v2'@3", "는@4"}));
}

// What is put together of several characters is one, folded or not.
TEST(Tokenizer, TakesCharactersWithTheirMarks) {
  EXPECT_EQ(tokens("ﾃﾞｰﾀ"), tokens("データ"));
  EXPECT_EQ(tokens("\u30c6\u3099\u30fc\u30bf"), tokens("データ"));
  EXPECT_EQ(tokens("\u1112\u1161\u11a8\u1109\u1173\u11b8"), tokens("학습"));
  EXPECT_EQ(tokens("神\ufe00経"), (Terms{"神@0", "~神経@0", "経@1"}));
  EXPECT_EQ(tokens("\u3164"), Terms{});  // a filler
}

// The characters that are taken as they stand are those that fold to themselves.
TEST(Tokenizer, FoldsPlainCharactersToThemselves) {
  std::size_t plain = 0;
  for (char32_t c = 0; c < 0x30000; ++c) {
    if (!is_plain_cjk(c)) continue;
    ++plain;
    const std::string text = {static_cast<char>(0xE0 | (c >> 12)),
                              static_cast<char>(0x80 | ((c >> 6) & 0x3f)),
                              static_cast<char>(0x80 | (c & 0x3f))};
    ASSERT_EQ(tokens(text + "\ufe00"), (Terms{text + "@0"}));
  }
  EXPECT_GT(plain, 30'000U);
}

std::string random_cjk(std::mt19937& random, std::size_t length) {
  static const std::vector<std::string> kCharacters = [] {
    std::vector<std::string> out;
    const std::string text =
        "生成对抗网络的实现深度学习模型图像分割强化学習サンプルデータを使う中和平均値딥러닝학습을위"
        "한々ー𠮷";
    for (std::size_t at = 0; at < text.size();) {
      const std::size_t bytes = utf8_sequence_length(std::string_view(text).substr(at));
      out.push_back(text.substr(at, bytes));
      at += bytes;
    }
    return out;
  }();
  std::string text;
  for (; length > 0; --length) text += kCharacters[random() % kCharacters.size()];
  return text;
}

TEST(Tokenizer, GivesEveryTwoCharactersSideBySide) {
  std::mt19937 random(11);
  for (int round = 0; round < 500; ++round) {
    const std::string text = random_cjk(random, 2 + random() % 20);
    Collector collector;
    const std::uint32_t end = Tokenizer().tokenize(text, 0, collector);
    std::map<std::uint32_t, std::string> found;  // by first byte
    for (std::size_t i = 0; i < collector.terms.size(); ++i) {
      const auto [from, to] = collector.spans[i];
      found[from] += text.substr(from, to - from) + " ";
    }
    std::size_t at = 0;
    std::uint32_t characters = 0;
    for (; at < text.size(); ++characters) {
      const std::size_t one = utf8_sequence_length(std::string_view(text).substr(at));
      const std::size_t two = at + one < text.size()
                                  ? utf8_sequence_length(std::string_view(text).substr(at + one))
                                  : 0;
      if (two > 0) {
        EXPECT_NE((" " + found[static_cast<std::uint32_t>(at)])
                      .find(" " + text.substr(at, one + two) + " "),
                  std::string::npos)
            << text << " at " << at;
      }
      at += one;
    }
    EXPECT_EQ(end, characters) << text;
  }
}

TEST(Tokenizer, KeepsVoicedKana) { EXPECT_NE(tokens("ガ"), tokens("カ")); }

TEST(Tokenizer, DropsEmojiAndPossessives) {
  EXPECT_EQ(tokens("🚀 model's 🎉"), (Terms{"model@0"}));
  EXPECT_EQ(tokens("don't"), (Terms{"dont@0"}));
}

TEST(Tokenizer, TakesTheRightQuoteForAnApostrophe) {
  EXPECT_EQ(tokens("model’s"), (Terms{"model@0"}));
  EXPECT_EQ(tokens("we don’t, ‘it’s’ “they’ll”—can’t"),
            (Terms{"we@0", "dont@1", "it@2", "theyll@3", "cant@4"}));
  EXPECT_EQ(tokens("l’école d’Ampère"), (Terms{"l@0", "ecole@1", "d@2", "ampere@3"}));
  EXPECT_EQ(tokens("O’Brien ’s’ rock’n’roll"), tokens("O'Brien 's' rock'n'roll"));
}

TEST(Tokenizer, CutsAtDashesAndQuotesOfOtherThanAscii) {
  EXPECT_EQ(tokens("“mask-rcnn”—fast… CycleGAN•é"), tokens("\"mask-rcnn\" - fast... CycleGAN* é"));
  EXPECT_EQ(tokens("a–b"), (Terms{"a@0", "b@1"}));
}

TEST(Tokenizer, DropsThePossessiveOfAnyWord) {
  EXPECT_EQ(tokens("Schrödinger's Gödel’S naïve't"),
            (Terms{"schrodinger@0", "godel@1", "naive@2", "t@3"}));
  EXPECT_EQ(tokens("使用's'"), (Terms{"使用@0", "s@2"}));
  EXPECT_EQ(tokens("é's3"), (Terms{"e@0", "s@1", "3@2", "=s3@1", "=s3'@2"}));
}

TEST(Tokenizer, MarksContractionsWithTheirApostrophe) {
  const std::string text = "we don’t the model’s";
  Collector collector;
  Tokenizer().tokenize(text, 0, collector);
  const auto shown = [&](std::size_t token) {
    return text.substr(collector.spans[token].first,
                       collector.spans[token].second - collector.spans[token].first);
  };
  EXPECT_EQ(shown(1), "don’t");
  EXPECT_EQ(shown(3), "model");
}

// Each of "'" and the right quote gives the tokens of the other.
TEST(Tokenizer, ReadsBothApostrophesAlike) {
  std::mt19937 random(29);
  static const std::string kPieces[] = {"a", "Bc", "s", "S", "t", "ll", "3",  "é", "学",    "—",
                                        " ", "-",  "_", "'", "'", "'",  "。", "”", "\u00a0"};
  for (int round = 0; round < 20'000; ++round) {
    std::string ascii;
    for (auto n = random() % 12; n > 0; --n) ascii += kPieces[random() % std::size(kPieces)];
    std::string quoted;
    for (const char c : ascii) c == '\'' ? quoted += "’" : quoted += c;
    ASSERT_EQ(tokens(ascii), tokens(quoted)) << ascii;
  }
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
