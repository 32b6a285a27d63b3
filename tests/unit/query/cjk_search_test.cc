// Chinese, Japanese and Korean: whatever stands in a text is found by any two or more of its
// characters side by side, and nothing else is.
#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <set>

#include "schemas/utf8.h"
#include "tests/support/memory_segment.h"
#include "tests/support/record_builder.h"
#include "tests/support/snapshot_searches.h"

namespace modelzoo::query {
namespace {

using modelzoo::testing::memory_view;
using modelzoo::testing::names_of;
using modelzoo::testing::record;

// None the synonym of another: only what is typed is found.
constexpr const char* kPhrases[] = {"生成对抗网络",   "的实现",
                                    "对抗性",         "深度学习",
                                    "图像分割",       "中和平均值",
                                    "和平",           "人工智能",
                                    "中华人民共和国", "研究生命起源",
                                    "強化学習",       "サンプルデータ",
                                    "を使う",         "ニューラルネットワーク",
                                    "の実装",         "人々",
                                    "파이썬을",       "학습하기",
                                    "위한",           "자연어처리",
                                    "𠮷野家",         "ﾃﾞｰﾀ"};

std::vector<std::string> characters_of(std::string_view text) {
  std::vector<std::string> out;
  while (!text.empty()) {
    const std::size_t bytes = utf8_sequence_length(text);
    out.emplace_back(text.substr(0, bytes));
    text.remove_prefix(bytes);
  }
  return out;
}

// Half width finds full width.
std::string in_full_width(std::string text) {
  static constexpr std::pair<std::string_view, std::string_view> kForms[] = {
      {"ﾃﾞ", "デ"}, {"ｰ", "ー"}, {"ﾀ", "タ"}};
  for (const auto& [half, full] : kForms) {
    for (std::size_t at = 0; (at = text.find(half, at)) != text.npos;)
      text.replace(at, half.size(), full);
  }
  return text;
}

// A word may be found across what stands between two texts, as the words of a phrase are.
std::string without_breaks(std::string text) {
  for (const std::string_view between : {"。", " "}) {
    for (std::size_t at = 0; (at = text.find(between)) != text.npos;)
      text.erase(at, between.size());
  }
  return text;
}

std::string random_text(std::mt19937& random) {
  std::string text;
  for (auto n = 1 + random() % 8; n > 0; --n) {
    text += kPhrases[random() % std::size(kPhrases)];
    if (random() % 5 == 0) text += random() % 2 == 0 ? "。" : " ";
  }
  return text;
}

// Of at least two characters, without a space or full stop in it; "" when there is none.
std::string random_part(const std::string& text, std::mt19937& random) {
  const std::vector<std::string> characters = characters_of(text);
  if (characters.size() < 2) return "";
  const std::size_t begin = random() % (characters.size() - 1);
  std::string part;
  std::size_t count = 0;
  for (const std::size_t most = 2 + random() % 6; count < most; ++count) {
    if (begin + count == characters.size()) break;
    const std::string& c = characters[begin + count];
    if (c == "。" || c == " ") break;
    part += c;
  }
  // Half of a voiced letter of half width is no letter of this text.
  const bool cut = characters[begin] == "ﾞ" ||
                   (begin + count < characters.size() && characters[begin + count] == "ﾞ");
  return cut || characters_of(in_full_width(part)).size() < 2 ? "" : part;
}

SearchResult search(const index::Snapshot& snapshot, const std::string& query) {
  SearchRequest request;
  request.query = query;
  request.limit = 100;
  request.highlight = true;
  return modelzoo::testing::searched(snapshot, request);
}

TEST(CjkSearch, FindsAndMarksEveryPartOfATextAndNothingElse) {
  std::mt19937 random(5);
  std::vector<std::string> texts;
  std::vector<Record> records;
  for (int i = 0; i < 60; ++i) {
    texts.push_back(random_text(random));
    auto entry = record("o/n" + std::to_string(i));
    // As a description or in a page.
    i % 2 == 0 ? entry.description(texts.back()) : entry.readme(texts.back());
    records.push_back(entry);
  }
  const index::Snapshot snapshot(1, {memory_view({records.begin(), records.begin() + 40}, 1),
                                     memory_view({records.begin() + 40, records.end()}, 2)});
  for (int round = 0; round < 1500; ++round) {
    const std::string part = random_part(texts[random() % texts.size()], random);
    if (part.empty()) continue;
    std::set<std::string> expected;
    std::set<std::string> possible;
    for (std::size_t i = 0; i < texts.size(); ++i) {
      const std::string name = "o/n" + std::to_string(i);
      const std::string text = in_full_width(texts[i]);
      if (text.find(in_full_width(part)) != text.npos) expected.insert(name);
      if (without_breaks(text).find(in_full_width(part)) != text.npos) possible.insert(name);
    }
    const std::string query = random() % 3 == 0 ? '"' + part + '"' : part;
    const SearchResult result = search(snapshot, query);
    std::set<std::string> found;
    for (const Hit& hit : result.hits) {
      found.insert(hit.record.full_name);
      ASSERT_TRUE(hit.highlights);
      if (possible != expected) continue;  // marks in two parts, then
      std::string shown = hit.highlights->description;
      for (const std::string& passage : hit.highlights->readme) shown += passage;
      EXPECT_NE(shown.find("<em>"), std::string::npos) << part;
      shown = in_full_width(shown);
      std::string_view rest = shown;
      for (std::size_t at = 0; (at = rest.find("<em>")) != rest.npos;) {
        rest.remove_prefix(at + 4);
        EXPECT_NE(rest.substr(0, rest.find("</em>")).find(in_full_width(part)), rest.npos)
            << part << ": " << shown;
      }
    }
    EXPECT_TRUE(std::includes(found.begin(), found.end(), expected.begin(), expected.end()))
        << query;
    EXPECT_TRUE(std::includes(possible.begin(), possible.end(), found.begin(), found.end()))
        << query;
  }
}

// What is asked for in one run is searched by its words when no text has it as it is.
TEST(CjkSearch, TakesARunThatStandsNowhereForItsWords) {
  const index::Snapshot snapshot(
      1, {memory_view({record("o/both").description("图像的深度学习模型"),
                       record("o/one").description("语音的深度学习"),
                       record("o/mixed").description("图像 PyTorch 模型"),
                       record("o/objects").description("Object detection")})});
  const auto found = [&](const char* query) {
    return names_of(modelzoo::testing::searched(snapshot, query).hits);
  };
  EXPECT_EQ(found("深度图像").front(), "o/both");
  EXPECT_EQ(found("PyTorch图像").front(), "o/mixed");
  EXPECT_EQ(found("PyTorch를"), (std::vector<std::string>{"o/mixed"}));
  EXPECT_EQ(found("PyTorch图").size(), 0U);
  EXPECT_EQ(found("模型图像PyTorch").front(), "o/mixed");
  EXPECT_EQ(found("\"深度图像\""), std::vector<std::string>());
  EXPECT_EQ(found("-深度图像").size(), 4U);
  EXPECT_EQ(found("目标检测"), (std::vector<std::string>{"o/objects"}));  // a synonym stays whole
  EXPECT_FALSE(modelzoo::testing::searched(snapshot, "深度图像").did_you_mean);
}

}  // namespace
}  // namespace modelzoo::query
