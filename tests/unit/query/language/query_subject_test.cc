#include "query/language/query_subject.h"

#include <gtest/gtest.h>

namespace modelzoo::query {
namespace {

TEST(QuerySubject, IsSetOffByAMarkOrAVerb) {
  for (const char* rest : {": Semantic Image Synthesis", " is a workflow tool", " aims to be fast",
                           " - a library", " – une bibliothèque", " (Data Version Control) is",
                           ", library for agents", ") is a platform", "\" provides tools"}) {
    EXPECT_TRUE(follows_subject(rest)) << rest;
  }
}

TEST(QuerySubject, IsNoOtherWord) {
  for (const char* rest : {"", " ", " image translation", " isometric maps", " -without", "-r-cnn",
                           " models are fast", " is"}) {
    EXPECT_FALSE(follows_subject(rest)) << rest;
  }
}

TEST(QuerySubject, OpensASentence) {
  const std::string_view text = "Arrays. CuPy has them! See v2.0 (fast)? Yes";
  std::vector<std::string_view> sentences;
  for (const std::size_t begin : sentence_begins(text)) sentences.push_back(text.substr(begin));
  EXPECT_EQ(sentences, (std::vector<std::string_view>{text, "CuPy has them! See v2.0 (fast)? Yes",
                                                      "See v2.0 (fast)? Yes", "Yes"}));
  EXPECT_EQ(sentence_begins(""), std::vector<std::size_t>{0});
  EXPECT_EQ(sentence_begins(". "), std::vector<std::size_t>{0});
  for (const char* before : {"", "\"", "The ", " the \"", "> "}) {
    EXPECT_TRUE(opens_sentence(before)) << before;
  }
  for (const char* before : {"this ", "our", "in the ", "\xE8\xBF\x99"}) {
    EXPECT_FALSE(opens_sentence(before)) << before;
  }
}

}  // namespace
}  // namespace modelzoo::query
