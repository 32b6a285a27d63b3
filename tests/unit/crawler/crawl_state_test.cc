#include "crawler/crawl_state.h"

#include <gtest/gtest.h>

namespace modelzoo::crawler {
namespace {

TEST(CrawlState, ReadsWhatItWrote) {
  RepositoryState state;
  state.name = "Owner/Näme";
  state.github_id = ~std::uint64_t{0};
  state.readme_oid = std::string(40, 'a');
  state.readme_path = "docs/README.md";
  state.etag = "W/\"x\"";
  state.pushed_at = "2026-01-01T00:00:00Z";
  state.facts_digest = 300;
  state.due_ms = 1'790'000'000'123;
  state.misses = 1;
  state.stored = true;
  const std::string bytes = encode_state(state);
  auto read = decode_state(bytes);
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(*read, state);
  for (std::size_t cut = 0; cut < bytes.size(); ++cut)
    EXPECT_FALSE(decode_state(std::string_view(bytes).substr(0, cut)).ok()) << cut;
  std::string newer = bytes;
  newer[0] = 99;
  EXPECT_EQ(decode_state(newer).error().code, ErrorCode::kUnsupported);
}

}  // namespace
}  // namespace modelzoo::crawler
