// A writing process is killed at random moments; afterwards every acknowledged batch is there
// whole, and of the one that was under way all or nothing.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <random>
#include <string>
#include <thread>

#include "index/store/index_store.h"
#include "tests/support/child_process.h"
#include "tests/support/numbered_batches.h"
#include "tests/support/temporary_folder.h"

namespace modelzoo::index {
namespace {

using modelzoo::testing::ChildOptions;
using modelzoo::testing::ChildProcess;
using modelzoo::testing::kBatchRecords;
using modelzoo::testing::newest_batch;
using modelzoo::testing::present_of;
using modelzoo::testing::TemporaryFolder;

std::unique_ptr<IndexStore> open(const std::filesystem::path& folder) {
  StoreOptions options;
  options.data_dir = folder;
  auto store = IndexStore::open(std::move(options));
  return store ? std::move(store).value() : nullptr;
}

// Lets a writer go on from batch `next`, kills it after `time` (0: as soon as it has told of a
// batch), and gives the batch that comes next after the last acknowledged one.
std::uint32_t write_and_kill(const std::filesystem::path& folder, std::uint32_t next,
                             std::chrono::microseconds time) {
  int channel[2];
  if (::pipe2(channel, O_CLOEXEC) != 0) std::abort();
  ChildOptions options;
  options.out = channel[1];
  ChildProcess writer({MODELZOO_BIN_DIR "/killed_writer", folder.string(), std::to_string(next)},
                      options);
  ::close(channel[1]);
  std::uint32_t told = 0;
  if (time.count() > 0) {
    std::this_thread::sleep_for(time);
  } else if (::read(channel[0], &told, sizeof told) == sizeof told) {
    next = told + 1;
  }
  writer.signal(SIGKILL);
  const int status = writer.wait();
  EXPECT_TRUE(WIFSIGNALED(status)) << "the writer ended by itself with " << WEXITSTATUS(status);
  for (std::uint32_t n = 0; ::read(channel[0], &n, sizeof n) == sizeof n;) next = n + 1;
  ::close(channel[0]);
  return next;
}

TEST(StoreKill, LeavesEveryAcknowledgedRecordAndNoHalfBatch) {
  const char* wanted = std::getenv("MODELZOO_KILL_ROUNDS");
  const int rounds = wanted != nullptr ? std::atoi(wanted) : 50;
  TemporaryFolder folder;
  std::mt19937 random(std::random_device{}());
  // How long a writer takes from its start to its first batch, in this build on this machine.
  const auto began = std::chrono::steady_clock::now();
  std::uint32_t next = write_and_kill(folder.path(), 1, std::chrono::microseconds(0));
  const auto start = std::chrono::duration_cast<std::chrono::microseconds>(
      std::chrono::steady_clock::now() - began);
  const auto longest = static_cast<std::uint64_t>(2 * start.count() + 60'000);
  for (int round = 0; round < rounds; ++round) {
    // From the middle of opening to some batches later. `next` has not been acknowledged.
    next = write_and_kill(folder.path(), next, std::chrono::microseconds(1 + random() % longest));
    const auto store = open(folder.path());
    ASSERT_TRUE(store) << "round " << round;
    const auto snapshot = store->snapshot();
    for (std::uint32_t n = next > 20 ? next - 20 : 1; n < next; ++n) {
      ASSERT_EQ(present_of(*snapshot, n), kBatchRecords) << "batch " << n << ", round " << round;
    }
    // The one under way may have been written without being told.
    const int under_way = present_of(*snapshot, next);
    ASSERT_TRUE(under_way == 0 || under_way == kBatchRecords)
        << under_way << " records of batch " << next;
    if (under_way == kBatchRecords) ++next;
    EXPECT_EQ(newest_batch(*snapshot), next - 1);
    ASSERT_EQ(snapshot->live_count(), (next - 1) * kBatchRecords + (next > 1 ? 1 : 0));
  }
  const auto store = open(folder.path());
  EXPECT_GT(next, 1U) << "no batch was ever written";
  EXPECT_TRUE(store->check([](const std::string& problem) { ADD_FAILURE() << problem; }, nullptr));
}

}  // namespace
}  // namespace modelzoo::index
