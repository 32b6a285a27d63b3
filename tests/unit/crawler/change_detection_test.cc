#include "crawler/change_detection.h"

#include <gtest/gtest.h>

#include "crawler/graphql_batch.h"
#include "crawler/gzip_body.h"
#include "crawler/https_client.h"
#include "crawler/name_list.h"
#include "crawler/readme_path.h"
#include "crawler/rest_reader.h"
#include "schemas/utf8.h"

namespace modelzoo::crawler {
namespace {

RepositoryFacts facts_of(const std::string& name, std::uint64_t stars) {
  RepositoryFacts facts;
  facts.record.full_name = name;
  facts.record.github_id = 7;
  facts.record.stars = stars;
  facts.record.topics = std::vector<std::string>{"gan", "pytorch"};
  return facts;
}

RepositoryState state_after(const RepositoryFacts& facts, const std::string& oid) {
  RepositoryState state;
  state.name = facts.record.full_name;
  state.github_id = *facts.record.github_id;
  state.readme_oid = oid;
  state.facts_digest = facts_digest(facts.record);
  state.stored = true;
  return state;
}

TEST(ChangeDetection, StarsAloneAreNoChange) {
  const RepositoryState known = state_after(facts_of("a/b", 10), "oid");
  EXPECT_FALSE(is_changed(known, facts_of("a/b", 999), "oid"));
}

TEST(ChangeDetection, AnotherReadmeTopicNameOrIdIsAChange) {
  const RepositoryState known = state_after(facts_of("a/b", 10), "oid");
  EXPECT_TRUE(is_changed(known, facts_of("a/b", 10), "other"));
  EXPECT_TRUE(is_changed(known, facts_of("a/c", 10), "oid"));
  RepositoryFacts retagged = facts_of("a/b", 10);
  retagged.record.topics = std::vector<std::string>{"ganpytorch"};
  EXPECT_TRUE(is_changed(known, retagged, "oid"));
  RepositoryFacts reused = facts_of("a/b", 10);
  reused.record.github_id = 8;
  EXPECT_TRUE(is_changed(known, reused, "oid")) << "another repository under a known name";
}

TEST(BoundedText, CutsOnACharacterBorder) {
  const BoundedText bounded = bounded_text("abécd", 3);
  EXPECT_EQ(bounded.text, "ab");
  EXPECT_TRUE(bounded.cut);
  EXPECT_FALSE(bounded.repaired);
  EXPECT_EQ(bounded_text("日本語", 8).text, "日本");
  EXPECT_EQ(bounded_text("日本語", 9).text, "日本語");
}

TEST(BoundedText, RepairsWhatIsNotUtf8) {
  const BoundedText bounded = bounded_text("caf\xE9 au lait", 100);
  EXPECT_TRUE(bounded.repaired);
  EXPECT_TRUE(is_valid_utf8(bounded.text));
  EXPECT_LE(bounded_text(std::string(100, '\xff'), 100).text.size(), 100u);
}

TEST(ReadmePath, PrefersMarkdownAndKnowsTheOtherSpellings) {
  using Tree = std::vector<TreeEntry>;
  EXPECT_EQ(find_readme(Tree{{"README.txt", "1", false}, {"Readme.md", "2", false}})->name,
            "Readme.md");
  EXPECT_EQ(find_readme(Tree{{"readme.rst", "1", false}})->name, "readme.rst");
  EXPECT_EQ(find_readme(Tree{{"README", "1", false}})->name, "README");
  EXPECT_EQ(find_readme(Tree{{"README.md", "1", true}, {"readme.py", "2", false}}), nullptr);
  EXPECT_TRUE(may_hold_readme_below(Tree{{"docs", "1", true}}));
  EXPECT_FALSE(may_hold_readme_below(Tree{{"docs", "1", false}, {"src", "2", true}}));
  EXPECT_EQ(find_manifests(Tree{{"setup.py", "1", false}, {"main.py", "2", false}}),
            std::vector<std::string>{"setup.py"});
}

TEST(GraphqlBatchSize, HalvesAfterTwoFailuresAndGrowsBack) {
  GraphqlBatchSize size(100);
  size.failed(false);
  EXPECT_EQ(size.size(), 100u) << "one failure may be chance";
  size.failed(false);
  EXPECT_EQ(size.size(), 50u);
  size.failed(true);
  EXPECT_EQ(size.size(), 25u) << "the server named the reason";
  for (int i = 0; i < 20; ++i) size.failed(true);
  EXPECT_EQ(size.size(), 1u);
  for (int i = 0; i < 100; ++i) size.succeeded();
  EXPECT_EQ(size.size(), 100u);
}

TEST(NameList, TakesNamesAndUrls) {
  EXPECT_EQ(parse_repository_name("tensorflow/magenta"), "tensorflow/magenta");
  EXPECT_EQ(parse_repository_name(" https://github.com/a/b.git\r"), "a/b");
  EXPECT_EQ(parse_repository_name("https://www.github.com/a/b/tree/main?x#y"), "a/b");
  EXPECT_EQ(parse_repository_name("git@github.com:a/b.git"), "a/b");
  EXPECT_FALSE(parse_repository_name("https://example.com/a/b"));
  EXPECT_FALSE(parse_repository_name("nonsense"));
  EXPECT_EQ(read_names_file("/nonexistent/names").error().code, ErrorCode::kIo);
}

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

TEST(Gunzip, RefusesWhatIsBrokenOrTooLong) {
  // printf 'aaaaaaaaaa' | gzip -n
  const unsigned char bytes[] = {0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00,
                                 0x00, 0x03, 0x4b, 0x4c, 0x84, 0x01, 0x00, 0xf0,
                                 0xcd, 0x11, 0x4c, 0x0a, 0x00, 0x00, 0x00};
  const std::string packed(reinterpret_cast<const char*>(bytes), sizeof bytes);
  ASSERT_TRUE(gunzip(packed, 10).ok());
  EXPECT_EQ(*gunzip(packed, 10), "aaaaaaaaaa");
  EXPECT_EQ(gunzip(packed, 9).error().code, ErrorCode::kLimitExceeded);
  EXPECT_FALSE(gunzip(packed.substr(0, 12), 100).ok());
  EXPECT_FALSE(gunzip("not gzip", 100).ok());
}

}  // namespace
}  // namespace modelzoo::crawler
