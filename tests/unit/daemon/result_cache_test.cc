#include "daemon/result_cache.h"

#include <gtest/gtest.h>

#include <atomic>
#include <random>
#include <thread>

namespace modelzoo::daemon {
namespace {

std::shared_ptr<const SharedAnswer> answer(std::string body) {
  auto made = std::make_shared<SharedAnswer>();
  made->body = std::move(body);
  return made;
}

std::string found(ResultCache& cache, std::string_view key, std::uint64_t sequence) {
  const auto there = cache.find(key, sequence);
  return there ? there->body : "-";
}

TEST(ResultCache, FindsWhatWasKeptUnderItsSequenceOnly) {
  ResultCache cache(1 << 20);
  cache.insert("q", 7, answer("seven"));
  EXPECT_EQ(found(cache, "q", 7), "seven");
  EXPECT_EQ(found(cache, "q", 8), "-");
  EXPECT_EQ(found(cache, "q", 6), "-");
  EXPECT_EQ(found(cache, "other", 7), "-");
  EXPECT_EQ(cache.stats().hits, 1U);
  EXPECT_EQ(cache.stats().misses, 3U);
}

TEST(ResultCache, KeepsTheLaterOfTwoAnswersToOneQuestion) {
  ResultCache cache(1 << 20);
  cache.insert("q", 8, answer("new"));
  cache.insert("q", 7, answer("late to arrive"));
  EXPECT_EQ(found(cache, "q", 8), "new");
  EXPECT_EQ(found(cache, "q", 7), "-");
  cache.insert("q", 9, answer("newest"));
  EXPECT_EQ(found(cache, "q", 9), "newest");
  EXPECT_EQ(cache.stats().entries, 1U);
}

TEST(ResultCache, DropsTheLeastRecentlyUsedWhenFull) {
  const std::string body(10'000, 'x');
  const std::size_t each = ResultCache::charge("q00", *answer(body));
  ResultCache cache(10 * each);  // one shard
  for (int i = 0; i < 10; ++i) cache.insert("q0" + std::to_string(i), 1, answer(body));
  EXPECT_NE(found(cache, "q00", 1), "-");  // used: no longer the oldest
  cache.insert("q10", 1, answer(body));
  EXPECT_EQ(found(cache, "q01", 1), "-");
  EXPECT_NE(found(cache, "q00", 1), "-");
  EXPECT_NE(found(cache, "q10", 1), "-");
  EXPECT_EQ(cache.stats().evictions, 1U);
}

TEST(ResultCache, StaysWithinItsBytes) {
  constexpr std::size_t kCapacity = 3 << 20;
  ResultCache cache(kCapacity);
  std::mt19937 random(1);
  for (int i = 0; i < 20'000; ++i) {
    cache.insert("query " + std::to_string(random() % 5000), static_cast<std::uint64_t>(i) / 100,
                 answer(std::string(random() % 8000, 'x')));
    ASSERT_LE(cache.stats().bytes, kCapacity);
  }
  EXPECT_GT(cache.stats().bytes, kCapacity / 2);
  EXPECT_GT(cache.stats().evictions, 0U);
}

TEST(ResultCache, DoesNotKeepWhatWouldCostTooManyOthers) {
  ResultCache cache(1 << 20);
  cache.insert("q", 1, answer(std::string(1 << 19, 'x')));
  EXPECT_EQ(cache.stats().entries, 0U);
  EXPECT_EQ(found(cache, "q", 1), "-");
}

TEST(ResultCache, OfNoBytesKeepsNothing) {
  ResultCache cache(0);
  EXPECT_FALSE(cache.enabled());
  cache.insert("q", 1, answer("x"));
  EXPECT_EQ(found(cache, "q", 1), "-");
  EXPECT_EQ(cache.stats().misses, 0U);
}

// Writers move the sequence on while readers ask: an answer tells the sequence that it was made
// from, and a reader never gets one of another.
TEST(ResultCache, NeverGivesAnotherSequencesAnswerUnderLoad) {
  ResultCache cache(1 << 20);
  std::atomic<std::uint64_t> sequence{1};
  std::atomic<std::uint64_t> wrong{0};
  std::atomic<std::uint64_t> right{0};
  std::vector<std::thread> readers;
  for (unsigned reader = 0; reader < 4; ++reader) {
    readers.emplace_back([&, reader] {
      std::mt19937 random(reader);
      for (int i = 0; i < 20'000; ++i) {
        const std::string key = "q" + std::to_string(random() % 50);
        const std::uint64_t now = sequence.load();
        const std::string expected = key + "@" + std::to_string(now);
        if (const auto there = cache.find(key, now)) {
          ++(there->body == expected ? right : wrong);
        } else {
          cache.insert(key, now, answer(expected));
        }
        if (random() % 100 == 0) ++sequence;
      }
    });
  }
  for (std::thread& reader : readers) reader.join();
  EXPECT_EQ(wrong.load(), 0U);
  EXPECT_GT(right.load(), 0U);
}

}  // namespace
}  // namespace modelzoo::daemon
