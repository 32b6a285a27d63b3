// The power goes at random moments, or one call to the file system fails: what has been
// acknowledged is there afterwards, what has not is there whole or not at all, and the index is
// sound.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <random>
#include <string>

#include "index/store/rocks_index_store.h"
#include "tests/support/eventually.h"
#include "tests/support/numbered_batches.h"
#include "tests/support/one_batch_source.h"
#include "tests/support/power_loss_file_system.h"
#include "tests/support/random_numbers.h"
#include "tests/support/temporary_folder.h"

namespace modelzoo::index {
namespace {

using modelzoo::testing::eventually;
using modelzoo::testing::kBatchRecords;
using modelzoo::testing::newest_batch;
using modelzoo::testing::numbered_batch;
using modelzoo::testing::OneBatchSource;
using modelzoo::testing::PowerLossFileSystem;
using modelzoo::testing::present_of;
using modelzoo::testing::Random;
using modelzoo::testing::TemporaryFolder;

// A store on a disk that loses power, and the number of the first batch that it has not
// acknowledged.
class StorePowerLoss : public ::testing::Test {
 protected:
  Result<std::unique_ptr<IndexStore>> open() {
    StoreOptions options;
    options.data_dir = folder_.path() / "index";
    return open_store_on(std::move(options), *env_);
  }

  Status write(IndexStore& store, bool as_files) {
    // A bulk load writes its segment as files.
    OneBatchSource source(numbered_batch(next_).puts);
    auto receipt = as_files ? store.bulk_load(source, 1) : store.apply(numbered_batch(next_));
    if (!receipt) return std::move(receipt).error();
    ++next_;
    return Ok{};
  }

  // What is there is a prefix of the batches that ends at, or one after, the last acknowledged one.
  void expect_no_hole(const Snapshot& snapshot) {
    const std::uint32_t first = next_ > 30 ? next_ - 30 : 1;
    for (std::uint32_t n = first; n < next_; ++n)
      ASSERT_EQ(present_of(snapshot, n), kBatchRecords) << "batch " << n << " of " << next_;
    const int unacknowledged = present_of(snapshot, next_);
    ASSERT_TRUE(unacknowledged == 0 || unacknowledged == kBatchRecords)
        << unacknowledged << " records of batch " << next_;
    if (unacknowledged == kBatchRecords) ++next_;
    ASSERT_EQ(newest_batch(snapshot), next_ - 1);
    ASSERT_EQ(snapshot.live_count(), (next_ - 1) * kBatchRecords + (next_ > 1 ? 1 : 0));
  }

  void expect_sound_after_reopening() {
    auto store = open();
    ASSERT_TRUE(store) << store.error().message;
    expect_no_hole(*(*store)->snapshot());
    const Status sound =
        (*store)->check([](const std::string& problem) { ADD_FAILURE() << problem; }, nullptr);
    EXPECT_TRUE(sound) << sound.error().message;
  }

  TemporaryFolder folder_;
  std::shared_ptr<PowerLossFileSystem> disk_ = std::make_shared<PowerLossFileSystem>();
  std::unique_ptr<rocksdb::Env> env_ = rocksdb::NewCompositeEnv(disk_);
  std::uint32_t next_ = 1;
};

TEST_F(StorePowerLoss, LeavesEveryAcknowledgedBatchAndNoHalfOne) {
  const char* wanted = std::getenv("MODELZOO_POWER_ROUNDS");
  const int rounds = wanted != nullptr ? std::atoi(wanted) : 40;
  const std::uint32_t seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  Random random(seed);
  for (int round = 0; round < rounds && !HasFatalFailure(); ++round) {
    SCOPED_TRACE("round " + std::to_string(round));
    disk_->cut_at(disk_->calls() + 1 + random.below(250));
    if (auto store = open()) {
      bool writes = true;
      while (writes && !disk_->is_cut()) {
        const auto dice = random.below(10);
        if (dice == 0) {
          writes = (*store)->flush().ok();
        } else if (dice == 1) {
          writes = (*store)->merge_all().ok();
        } else {
          writes = write(**store, dice == 2).ok();
        }
      }
    }
    disk_->restore_power(random);
    expect_sound_after_reopening();
  }
  EXPECT_GT(next_, 10U);
}

TEST_F(StorePowerLoss, LosesNothingByOneCallThatFails) {
  Random random(7);
  // Of a small life, one call fails: an early one, then later and later ones.
  bool failed = true;
  for (std::uint64_t n = 1; failed && !HasFatalFailure(); n += 1 + random.below(10)) {
    SCOPED_TRACE("call " + std::to_string(n));
    const std::uint64_t last = disk_->calls() + n;
    disk_->fail_at(last);
    if (auto store = open()) {
      for (int i = 0; i < 3; ++i) {
        const std::uint32_t before = next_;
        const Status written = write(**store, i == 1);
        ASSERT_EQ(present_of(*(*store)->snapshot(), before), written ? kBatchRecords : 0);
      }
      (void)(*store)->flush();
      (void)(*store)->merge_all();
    }
    failed = disk_->calls() >= last;
    disk_->restore_power(random);
    expect_sound_after_reopening();
  }
}

TEST_F(StorePowerLoss, WritesAgainWhenAFullDiskHasRoom) {
  auto store = open();
  ASSERT_TRUE(store) << store.error().message;
  ASSERT_TRUE(write(**store, false));
  disk_->set_full(true);
  for (const bool as_files : {false, true}) {
    const Status refused = write(**store, as_files);
    ASSERT_FALSE(refused);
    EXPECT_THAT(refused.error().message, ::testing::HasSubstr("No space left on device"));
    EXPECT_EQ(present_of(*(*store)->snapshot(), 1), kBatchRecords);
    EXPECT_EQ(present_of(*(*store)->snapshot(), 2), 0);
  }
  disk_->set_full(false);
  EXPECT_TRUE(eventually([&] { return write(**store, false).ok(); }));
  const Status as_files = write(**store, true);
  ASSERT_FALSE(as_files);
  EXPECT_THAT(as_files.error().message, ::testing::HasSubstr("restart the daemon"));
  store->reset();
  store = open();
  ASSERT_TRUE(store) << store.error().message;
  EXPECT_TRUE(write(**store, true));
  store->reset();
  expect_sound_after_reopening();
}

}  // namespace
}  // namespace modelzoo::index
