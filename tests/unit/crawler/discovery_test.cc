#include "crawler/discovery.h"

#include <gtest/gtest.h>

namespace modelzoo::crawler {
namespace {

using namespace std::chrono_literals;

SearchPage page_of(std::uint64_t total) {
  SearchPage page;
  page.total_count = total;
  if (total > 0) page.items.push_back({"a/b", 1});
  return page;
}

class DiscoveryTest : public ::testing::Test {
 protected:
  ManualClock clock{std::chrono::system_clock::time_point(std::chrono::hours(490'000))};
};

TEST_F(DiscoveryTest, AsksForEachTopicAndFollowsPages) {
  Discovery discovery({.api_url = "http://127.0.0.1:1", .topics = {"gan", "rl"}, .min_stars = 5},
                      clock);
  EXPECT_EQ(discovery.next_url(),
            "http://127.0.0.1:1/search/repositories?q=topic%3Agan%20stars%3A%3E%3D5&sort=stars&"
            "order=desc&per_page=100");
  EXPECT_FALSE(discovery.answered(page_of(150), "http://127.0.0.1:1/next"));
  EXPECT_EQ(discovery.next_url(), "http://127.0.0.1:1/next");
  EXPECT_FALSE(discovery.answered(page_of(150), ""));
  EXPECT_NE(discovery.next_url()->find("topic%3Arl"), std::string::npos);
  EXPECT_TRUE(discovery.answered(page_of(3), ""));
  EXPECT_FALSE(discovery.next_url()) << "the next round comes a day later";
  clock.advance(24h);
  EXPECT_TRUE(discovery.next_url());
}

// 3,000 repositories of one star each, created over ten years, and a few with more: the searches
// together must cover all, none with more than 1,000 results.
TEST_F(DiscoveryTest, SplitsUntilEachSearchIsBelowTheCap) {
  Discovery discovery({.api_url = "http://127.0.0.1:1", .topics = {"gan"}}, clock);
  const auto count = [](const std::string& url) -> std::uint64_t {
    const std::size_t stars = url.find("stars%3A");
    std::uint64_t low = 0, high = ~std::uint64_t{0};
    if (stars != std::string::npos) {
      if (std::sscanf(url.c_str() + stars, "stars%%3A%lu..%lu", &low, &high) != 2) {
        std::sscanf(url.c_str() + stars, "stars%%3A%%3E%%3D%lu", &low);
        high = ~std::uint64_t{0};
      }
    }
    std::uint64_t total = high >= 100 ? 40 : 0;
    if (low > 1 || high < 1) return total;
    int from = 2008, to = 2026;
    const std::size_t created = url.find("created%3A");
    if (created != std::string::npos)
      std::sscanf(url.c_str() + created, "created%%3A%d-%*d-%*d..%d", &from, &to);
    return total + std::uint64_t(std::min(to, 2024) - std::max(from, 2014) + 1) * 270;
  };
  int searches = 0;
  std::uint64_t covered = 0;
  while (const auto url = discovery.next_url()) {
    ASSERT_LT(++searches, 500);
    const std::uint64_t total = count(*url);
    if (total <= 1000) covered += total;
    if (discovery.answered(page_of(total), "")) break;
  }
  EXPECT_GE(covered, 2970u);
}

TEST_F(DiscoveryTest, ARefusedSearchDoesNotStopTheRound) {
  Discovery discovery({.api_url = "http://127.0.0.1:1", .topics = {"gan", "rl"}}, clock);
  (void)discovery.next_url();
  EXPECT_FALSE(discovery.refused());
  (void)discovery.next_url();
  EXPECT_TRUE(discovery.answered(page_of(0), ""));
}

TEST_F(DiscoveryTest, ARoundThatIsOverIsNotRepeatedAfterARestart) {
  const DiscoveryOptions options{.api_url = "http://127.0.0.1:1", .topics = {"gan"}};
  Discovery before(options, clock);
  (void)before.next_url();
  ASSERT_TRUE(before.answered(page_of(1), ""));
  Discovery after(options, clock);
  after.restore(before.saved());
  EXPECT_FALSE(after.next_url());
}

}  // namespace
}  // namespace modelzoo::crawler
