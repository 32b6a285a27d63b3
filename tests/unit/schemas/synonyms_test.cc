#include "schemas/synonyms.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "schemas/taxonomy.h"

namespace modelzoo {
namespace {

// What stands for words of `texts`, as "begin+count: phrase".
std::vector<std::string> found(const Synonyms& synonyms, std::vector<std::string_view> texts) {
  std::vector<std::string> out;
  for (const Synonyms::Found& f : synonyms.find(texts)) {
    std::string line = std::to_string(f.begin) + "+" + std::to_string(f.count) + ":";
    for (const std::string& word : *f.words) line += " " + word;
    out.push_back(line);
  }
  std::sort(out.begin(), out.end());
  return out;
}

using Lines = std::vector<std::string>;

Synonyms gan() {
  Synonyms synonyms;
  const std::vector<std::string> group = {"GAN", "generative adversarial network"};
  synonyms.add_group(group);
  const std::vector<std::string> tts = {"tts", "text-to-speech"};
  synonyms.add_group(tts);
  return synonyms;
}

TEST(Synonyms, GoBothWays) {
  EXPECT_EQ(found(gan(), {"a", "gan"}), Lines{"1+1: generative adversarial network"});
  EXPECT_EQ(found(gan(), {"generative", "adversarial", "network"}), Lines{"0+3: gan"});
}

TEST(Synonyms, PassOverPluralsAndHyphens) {
  EXPECT_EQ(found(gan(), {"gans"}), Lines{"0+1: generative adversarial network"});
  EXPECT_EQ(found(gan(), {"generative", "adversarial", "networks"}), Lines{"0+3: gan"});
  EXPECT_EQ(found(gan(), {"text", "to", "speech"}), Lines{"0+3: tts"});
  EXPECT_EQ(found(gan(), {"texttospeech"}), Lines{"0+1: tts"});
}

TEST(Synonyms, NeedTheWholePhrase) {
  EXPECT_EQ(found(gan(), {"generative", "network"}), Lines{});
  EXPECT_EQ(found(gan(), {"generative", "adversarial"}), Lines{});
  EXPECT_EQ(found(gan(), {}), Lines{});
}

TEST(SynonymsOfTheTaxonomy, HoldAbbreviationsAndOtherLanguages) {
  const Synonyms& synonyms = builtin_taxonomy().synonyms;
  EXPECT_GT(synonyms.group_count(), 80U);
  EXPECT_EQ(found(synonyms, {"tf"}), Lines{"0+1: tensorflow"});
  EXPECT_EQ(found(synonyms, {"目标检测"}).front(), "0+1: object detection");
  EXPECT_EQ(found(synonyms, {"強化学習"}).at(1), "0+1: rl");
}

TEST(SynonymsOfTheTaxonomy, AreRefusedByLine) {
  const auto message = [](const char* toml) {
    const auto parsed = parse_taxonomy(toml, "my.toml");
    return parsed ? std::string("accepted") : parsed.error().message;
  };
  EXPECT_EQ(message("[[synonyms]]\nwords = [\"a\", \"b\"]"), "accepted");
  EXPECT_EQ(message("\n[[synonyms]]\nwords = [\"a\"]").substr(0, 10), "my.toml:2:");
  EXPECT_EQ(message("[[synonyms]]\nwords = [\"a\", 1]").substr(0, 10), "my.toml:2:");
  EXPECT_EQ(message("[[synonyms]]\nwords = [\"a\", \" - \"]").substr(0, 10), "my.toml:2:");
  EXPECT_EQ(message("[[synonyms]]\nterms = [\"a\", \"b\"]").substr(0, 10), "my.toml:2:");
  EXPECT_EQ(message("[synonyms]\nwords = [\"a\", \"b\"]").substr(0, 10), "my.toml:1:");
}

}  // namespace
}  // namespace modelzoo
