#include "crawler/name_list.h"

#include <gtest/gtest.h>

namespace modelzoo::crawler {
namespace {

TEST(NameList, TakesNamesAndUrls) {
  EXPECT_EQ(parse_repository_name("tensorflow/magenta"), "tensorflow/magenta");
  EXPECT_EQ(parse_repository_name(" https://github.com/a/b.git\r"), "a/b");
  EXPECT_EQ(parse_repository_name("https://www.github.com/a/b/tree/main?x#y"), "a/b");
  EXPECT_EQ(parse_repository_name("git@github.com:a/b.git"), "a/b");
  EXPECT_FALSE(parse_repository_name("https://example.com/a/b"));
  EXPECT_FALSE(parse_repository_name("nonsense"));
  EXPECT_EQ(read_names_file("/nonexistent/names").error().code, ErrorCode::kIo);
}

}  // namespace
}  // namespace modelzoo::crawler
