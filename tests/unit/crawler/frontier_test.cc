#include "crawler/frontier.h"

#include <gtest/gtest.h>

namespace modelzoo::crawler {
namespace {

using namespace std::chrono_literals;
using Names = std::vector<std::string>;

class FrontierTest : public ::testing::Test {
 protected:
  ManualClock clock{std::chrono::system_clock::time_point(std::chrono::hours(500'000))};
  Frontier frontier{{.refresh_every = 24h, .backoff_base = 1000ms}, clock};
};

TEST_F(FrontierTest, NewNamesAreDueAtOnceTheMostStarredFirst) {
  frontier.add("a/low", 1);
  frontier.add("b/high", 900);
  EXPECT_EQ(frontier.take_due(10), (Names{"b/high", "a/low"}));
  EXPECT_TRUE(frontier.take_due(10).empty());
}

TEST_F(FrontierTest, NamesAreTheSameInAnyCase) {
  EXPECT_TRUE(frontier.add("Owner/Name"));
  EXPECT_FALSE(frontier.add("owner/NAME"));
  EXPECT_EQ(frontier.size(), 1u);
}

TEST_F(FrontierTest, WhatWasSeenComesBackAfterTheInterval) {
  frontier.add("a/b");
  (void)frontier.take_due(1);
  EXPECT_FALSE(frontier.exhausted());
  frontier.seen("a/b");
  EXPECT_TRUE(frontier.exhausted());
  clock.advance(22h);
  EXPECT_TRUE(frontier.take_due(1).empty());
  clock.advance(4h);
  EXPECT_EQ(frontier.take_due(1), Names{"a/b"});
}

TEST_F(FrontierTest, AskedNamesComeFirst) {
  frontier.add("a/b", 1000);
  frontier.ask("c/d");
  EXPECT_EQ(frontier.take_due(1), Names{"c/d"});
}

TEST_F(FrontierTest, AskingWhileInFlightAsksAgain) {
  frontier.add("a/b");
  (void)frontier.take_due(1);
  frontier.ask("a/b");
  frontier.seen("a/b");
  EXPECT_EQ(frontier.take_due(1), Names{"a/b"});
}

TEST_F(FrontierTest, FailuresBackOffAndAreGivenUpAtLast) {
  frontier.add("a/b");
  for (int attempt = 1; attempt < 8; ++attempt) {
    ASSERT_EQ(frontier.take_due(1), Names{"a/b"}) << attempt;
    EXPECT_FALSE(frontier.failed("a/b"));
    EXPECT_TRUE(frontier.take_due(1).empty());
    EXPECT_FALSE(frontier.exhausted()) << "another attempt is owed";
    EXPECT_EQ(frontier.outstanding(), 1u);
    clock.advance(1000ms * (1 << (attempt - 1)));
  }
  ASSERT_EQ(frontier.take_due(1), Names{"a/b"});
  EXPECT_TRUE(frontier.failed("a/b"));
  EXPECT_TRUE(frontier.exhausted());
  clock.advance(1h);
  EXPECT_EQ(frontier.take_due(1), Names{"a/b"});
}

TEST_F(FrontierTest, PuttingBackLeavesItDue) {
  frontier.add("a/b");
  (void)frontier.take_due(1);
  frontier.put_back("a/b");
  EXPECT_EQ(frontier.take_due(1), Names{"a/b"});
}

TEST_F(FrontierTest, RenamedEntryKeepsWhatIsKnown) {
  frontier.add("old/name");
  (void)frontier.take_due(1);
  frontier.state("old/name")->github_id = 42;
  EXPECT_TRUE(frontier.rename("old/name", "New/Name"));
  EXPECT_EQ(frontier.state("old/name"), nullptr);
  EXPECT_EQ(frontier.find("old/name"), frontier.find("new/name")) << "found under its new name";
  EXPECT_EQ(frontier.find("new/name")->state.github_id, 42u);
  frontier.seen("new/name");
  EXPECT_TRUE(frontier.exhausted());
}

TEST_F(FrontierTest, RenameOntoAKnownNameDropsTheOldOne) {
  frontier.add("old/name");
  frontier.add("new/name");
  (void)frontier.take_due(2);
  EXPECT_FALSE(frontier.rename("old/name", "new/name"));
  EXPECT_EQ(frontier.size(), 1u);
  frontier.seen("new/name");
  EXPECT_TRUE(frontier.exhausted());
}

TEST_F(FrontierTest, NamesThatMoveInACircleAreFoundWhereTheyWentLast) {
  for (const auto& [from, to] : {std::pair("a/a", "b/b"), std::pair("b/b", "c/c"),
                                 std::pair("c/c", "a/a"), std::pair("a/a", "b/b")}) {
    frontier.add(from);
    (void)frontier.take_due(1);
    ASSERT_TRUE(frontier.rename(from, to));
    frontier.seen(to);
  }
  for (const char* name : {"a/a", "b/b", "c/c"}) {
    ASSERT_NE(frontier.find(name), nullptr) << name;
    EXPECT_EQ(frontier.find(name)->state.name, "b/b") << name;
  }
  frontier.erase("b/b");
  EXPECT_EQ(frontier.find("c/c"), nullptr);
}

TEST_F(FrontierTest, WhatIsAskedForIsOwedUntilItIsAnswered) {
  frontier.add("a/b");
  frontier.add("c/d", 1000);
  frontier.ask("a/b");
  ASSERT_EQ(frontier.take_due(1), Names{"a/b"});
  EXPECT_TRUE(frontier.find("a/b")->asked);
  frontier.put_back("a/b");
  EXPECT_EQ(frontier.take_due(1), Names{"a/b"}) << "still before all others";
  frontier.ask("a/b");
  frontier.seen("a/b");
  EXPECT_TRUE(frontier.find("a/b")->asked) << "asked for again in flight";
  ASSERT_EQ(frontier.take_due(1), Names{"a/b"});
  frontier.seen("a/b");
  EXPECT_FALSE(frontier.find("a/b")->asked);
}

TEST_F(FrontierTest, WhatIsGivenUpIsNotOwedAnyMore) {
  frontier.ask("a/b");
  for (int attempt = 0; attempt < 8; ++attempt) {
    EXPECT_TRUE(frontier.find("a/b")->asked) << attempt;
    ASSERT_EQ(frontier.take_due(1), Names{"a/b"}) << attempt;
    (void)frontier.failed("a/b");
    clock.advance(1h);
  }
  EXPECT_FALSE(frontier.find("a/b")->asked);
  EXPECT_TRUE(frontier.find("a/b")->given_up);
  ASSERT_EQ(frontier.take_due(1), Names{"a/b"});
  frontier.seen("a/b");
  EXPECT_FALSE(frontier.find("a/b")->given_up);
}

TEST_F(FrontierTest, AskingForANameThatMovedOntoAKnownOneAsksForThat) {
  frontier.add("new/name");
  (void)frontier.take_due(1);
  frontier.seen("new/name");
  frontier.ask("old/name");
  ASSERT_EQ(frontier.take_due(1), Names{"old/name"});
  EXPECT_FALSE(frontier.rename("old/name", "new/name"));
  EXPECT_EQ(frontier.take_due(1), Names{"new/name"});
}

TEST_F(FrontierTest, MissesInARowAreCountedAndSeeingEndsThem) {
  frontier.add("a/b");
  (void)frontier.take_due(1);
  frontier.missed("a/b");
  EXPECT_EQ(frontier.state("a/b")->misses, 1);
  clock.advance(26h);
  (void)frontier.take_due(1);
  frontier.seen("a/b");
  EXPECT_EQ(frontier.state("a/b")->misses, 0);
}

TEST_F(FrontierTest, RestoredEntriesKeepTheirTime) {
  frontier.add("a/b");
  (void)frontier.take_due(1);
  frontier.seen("a/b");
  auto state = decode_state(encode_state(*frontier.state("a/b")));
  ASSERT_TRUE(state.ok());
  Frontier again({.refresh_every = 24h}, clock);
  again.restore(std::move(state).value());
  EXPECT_FALSE(again.add("A/B"));
  EXPECT_TRUE(again.take_due(1).empty());
}

}  // namespace
}  // namespace modelzoo::crawler
