#include "query/query_subject.h"

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

}  // namespace
}  // namespace modelzoo::query
