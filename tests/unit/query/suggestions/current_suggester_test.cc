#include "query/suggestions/current_suggester.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>
#include <vector>

#include "schemas/taxonomy.h"
#include "tests/support/eventually.h"
#include "tests/support/memory_segment.h"
#include "tests/support/record_builder.h"

namespace modelzoo::query {
namespace {

using modelzoo::testing::eventually;
using modelzoo::testing::memory_view;
using modelzoo::testing::record;

using SnapshotPtr = std::shared_ptr<const index::Snapshot>;

// Has one segment for each sequence up to its own, with one repository "o/name<sequence>".
SnapshotPtr snapshot(std::uint64_t sequence) {
  std::vector<index::SegmentView> views;
  for (std::uint64_t i = 1; i <= sequence; ++i)
    views.push_back(memory_view({record("o/name" + std::to_string(i))}, i));
  return std::make_shared<const index::Snapshot>(sequence, std::move(views));
}

// What a store is to the suggester: a newest snapshot, which can be held back from who asks.
class Newest {
 public:
  explicit Newest(SnapshotPtr first) : snapshot_(std::move(first)) {}
  void set(SnapshotPtr next) {
    MutexLock lock(mutex_);
    snapshot_ = std::move(next);
  }
  void hold_back(bool held) {
    MutexLock lock(mutex_);
    held_ = held;
    changed_.notify_all();
  }
  SnapshotPtr operator()() {
    ++asked;
    MutexLock lock(mutex_);
    changed_.wait(mutex_, [this]() MODELZOO_REQUIRES(mutex_) { return !held_; });
    return snapshot_;
  }
  std::atomic<int> asked{0};

 private:
  Mutex mutex_;
  CondVar changed_;
  SnapshotPtr snapshot_ MODELZOO_GUARDED_BY(mutex_);
  bool held_ MODELZOO_GUARDED_BY(mutex_) = false;
};

std::size_t names(CurrentSuggester& suggester) {
  return suggester.get()->complete("name", 100).size();
}

TEST(CurrentSuggester, MakesTheFirstWhenPreparedOrWhenAsked) {
  Newest newest(snapshot(1));
  CurrentSuggester prepared([&] { return newest(); }, builtin_taxonomy());
  prepared.refresh();  // has nothing to be newer than yet
  EXPECT_EQ(newest.asked, 0);
  prepared.prepare();
  EXPECT_EQ(names(prepared), 1U);
  CurrentSuggester asked([&] { return newest(); }, builtin_taxonomy());
  EXPECT_EQ(names(asked), 1U);
}

TEST(CurrentSuggester, MakesWhatToleratesTypingErrorsToo) {
  const SnapshotPtr first = snapshot(2);
  Newest newest(first);
  CurrentSuggester suggester([&] { return newest(); }, builtin_taxonomy());
  EXPECT_FALSE(first->segments()[0].reader->spelling_is_made());
  suggester.prepare();
  EXPECT_TRUE(first->segments()[0].reader->spelling_is_made());
  const SnapshotPtr next = snapshot(3);
  newest.set(next);
  suggester.refresh();
  EXPECT_TRUE(eventually([&] { return suggester.get()->sequence() == 3; }));
  EXPECT_TRUE(next->segments()[2].reader->spelling_is_made());
}

TEST(CurrentSuggester, FollowsTheNewestSnapshotWhetherToldOfItOrNot) {
  Newest newest(snapshot(1));
  CurrentSuggester suggester([&] { return newest(); }, builtin_taxonomy());
  suggester.prepare();
  newest.set(snapshot(2));
  suggester.refresh();
  EXPECT_TRUE(eventually([&] { return names(suggester) == 2; }));
  newest.set(snapshot(3));  // as a merge does
  EXPECT_TRUE(eventually([&] { return names(suggester) == 3; }));
}

TEST(CurrentSuggester, GivesTheLastOneWhileTheNextIsMade) {
  Newest newest(snapshot(1));
  CurrentSuggester suggester([&] { return newest(); }, builtin_taxonomy());
  suggester.prepare();
  newest.set(snapshot(2));
  newest.hold_back(true);
  const int before = newest.asked;
  suggester.refresh();
  EXPECT_TRUE(eventually([&] { return newest.asked > before; }));
  EXPECT_EQ(names(suggester), 1U);
  newest.hold_back(false);
  EXPECT_TRUE(eventually([&] { return names(suggester) == 2; }));
}

TEST(CurrentSuggester, KeepsNoOldSnapshotAlive) {
  SnapshotPtr first = snapshot(1);
  const std::weak_ptr<const index::Snapshot> watched = first;
  Newest newest(std::move(first));
  CurrentSuggester suggester([&] { return newest(); }, builtin_taxonomy());
  suggester.prepare();
  newest.set(snapshot(2));
  suggester.refresh();
  EXPECT_TRUE(eventually([&] { return watched.expired(); }));
}

TEST(CurrentSuggester, AnswersManyThreadsWhileSnapshotsChange) {
  Newest newest(snapshot(1));
  std::vector<SnapshotPtr> snapshots;
  for (std::uint64_t i = 2; i <= 20; ++i) snapshots.push_back(snapshot(i));
  CurrentSuggester suggester([&] { return newest(); }, builtin_taxonomy());
  std::atomic<bool> done{false};
  std::vector<std::thread> threads;
  for (int t = 0; t < 3; ++t) {
    threads.emplace_back([&] {
      std::uint64_t last = 0;
      while (!done) {
        const auto current = suggester.get();
        EXPECT_GE(current->sequence(), last);
        last = current->sequence();
        EXPECT_EQ(current->complete("name", 100).size(), last);
      }
    });
  }
  for (const SnapshotPtr& next : snapshots) {
    newest.set(next);
    suggester.refresh();
    EXPECT_GE(names(suggester), 1U);
  }
  EXPECT_TRUE(eventually([&] { return suggester.get()->sequence() == 20; }));
  done = true;
  for (std::thread& thread : threads) thread.join();
}

}  // namespace
}  // namespace modelzoo::query
