#include "index/analysis/stemmer.h"

#include <gtest/gtest.h>

#include <vector>

namespace modelzoo::index {
namespace {

StemLanguage language_of(const std::vector<std::string>& words) { return stem_language(words); }

TEST(Stemmer, GivesWordsOfOneFamilyOneStem) {
  for (const char* word : {"model", "models", "modeling"})
    EXPECT_EQ(stem(StemLanguage::kEnglish, word), "model") << word;
  EXPECT_EQ(stem(StemLanguage::kGerman, "bilder"), stem(StemLanguage::kGerman, "bild"));
  EXPECT_EQ(stem(StemLanguage::kFrench, "reseaux"), stem(StemLanguage::kFrench, "reseau"));
  EXPECT_EQ(stem(StemLanguage::kRussian, "моделей"), stem(StemLanguage::kRussian, "модели"));
}

TEST(Stemmer, LeavesNamesAndOtherScriptsAlone) {
  for (const char* word : {"pix2pix", "go", "", "目标", "naïve", "моделей"})
    EXPECT_EQ(stem(StemLanguage::kEnglish, word), word);
  for (const char* word : {"models", "ab\xff", "я"})
    EXPECT_EQ(stem(StemLanguage::kRussian, word), word);
}

TEST(Stemmer, TellsLanguagesByFunctionWordsAndLetters) {
  EXPECT_EQ(language_of({"erkennung", "von", "objekten", "mit", "der", "kamera"}),
            StemLanguage::kGerman);
  EXPECT_EQ(language_of({"reseau", "de", "neurones", "pour", "les", "images"}),
            StemLanguage::kFrench);
  EXPECT_EQ(language_of({"распознавание", "речи"}), StemLanguage::kRussian);
}

TEST(Stemmer, TakesAQueryForEnglishUnlessMoreSpeaksForAnother) {
  EXPECT_EQ(language_of({}), StemLanguage::kEnglish);
  EXPECT_EQ(language_of({"object", "detection"}), StemLanguage::kEnglish);
  EXPECT_EQ(language_of({"die", "hard"}), StemLanguage::kEnglish);
  EXPECT_EQ(language_of({"the", "voice", "of", "el", "en"}), StemLanguage::kEnglish);
}

}  // namespace
}  // namespace modelzoo::index
