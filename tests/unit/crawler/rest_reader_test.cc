#include "crawler/rest_reader.h"

#include <gtest/gtest.h>

#include "crawler/https_client.h"

namespace modelzoo::crawler {
namespace {

TEST(RestReader, DecodesReadmesAndKnowsGitsIds) {
  auto readme = read_rest_readme(
      R"({"path":"docs/README.md","sha":"ce01","encoding":"base64","content":"aGVs\nbG8g\nd29ybGQ=\n"})");
  ASSERT_TRUE(readme.ok());
  EXPECT_EQ(readme->blob.text, "hello world");
  EXPECT_EQ(readme->path, "docs/README.md");
  EXPECT_TRUE(read_rest_readme(R"({"path":"README.md","encoding":"none","content":""})")
                  ->blob.is_truncated);
  EXPECT_FALSE(read_rest_readme("<html>").ok());
  EXPECT_EQ(git_blob_oid("hello world"), "95d09f2b10159347eece71399a7e2e907ea3df4f");
}

TEST(RestReader, FollowsLinkHeaders) {
  FetchResponse response;
  response.headers = {
      {"Link", "<https://x/?page=1>; rel=\"prev\", <https://x/?page=3>; rel=\"next\""}};
  EXPECT_EQ(next_link(response), "https://x/?page=3");
  response.headers = {{"Link", "<https://x/?page=1>; rel=\"first\""}};
  EXPECT_EQ(next_link(response), "");
}

}  // namespace
}  // namespace modelzoo::crawler
