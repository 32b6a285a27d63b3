#include "crawler/https_client.h"

#include <gtest/gtest.h>

namespace modelzoo::crawler {
namespace {

TEST(SplitUrl, TakesPlainHttpOnLoopbackOnly) {
  EXPECT_TRUE(split_url("http://127.0.0.1:80/x").ok());
  EXPECT_TRUE(split_url("http://localhost").ok());
  EXPECT_TRUE(split_url("http://[::1]:8080").ok());
  EXPECT_FALSE(split_url("http://api.github.com").ok());
  EXPECT_FALSE(split_url("http://127.0.0.1.example.com/").ok());
  EXPECT_FALSE(split_url("https://user:secret@api.github.com/").ok());
  EXPECT_FALSE(split_url("ftp://127.0.0.1/").ok());
  EXPECT_EQ(split_url("https://api.github.com/a?b=c")->target, "/a?b=c");
}

}  // namespace
}  // namespace modelzoo::crawler
