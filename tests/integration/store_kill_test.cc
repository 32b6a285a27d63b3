// A writing process is killed at random moments; afterwards every acknowledged batch is there
// whole, and of the one that was under way all or nothing.
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <random>
#include <string>
#include <thread>

#include "index/index_store.h"
#include "tests/support/record_builder.h"
#include "tests/support/temporary_folder.h"

namespace modelzoo::index {
namespace {

using modelzoo::testing::record;
using modelzoo::testing::TemporaryFolder;

constexpr int kBatchRecords = 7;

std::unique_ptr<IndexStore> open(const std::filesystem::path& folder) {
  StoreOptions options;
  options.data_dir = folder;
  auto store = IndexStore::open(std::move(options));
  return store ? std::move(store).value() : nullptr;
}

// Batch n: seven records of its own, and one that every batch replaces.
WriteBatch batch(std::uint32_t n) {
  WriteBatch out;
  for (int i = 0; i < kBatchRecords; ++i) {
    out.puts.push_back(
        record("b" + std::to_string(n) + "/r" + std::to_string(i))
            .stars(n)
            .readme("# batch " + std::to_string(n) + "\n\nword" + std::to_string(i)));
  }
  out.puts.push_back(record("the/newest").stars(n).readme("number " + std::to_string(n)));
  return out;
}

// Writes batches from `first` until it is killed; tells each acknowledged one.
[[noreturn]] void write_until_killed(const std::filesystem::path& folder, std::uint32_t first,
                                     int tell) {
  const auto store = open(folder);
  if (!store) ::_exit(3);
  for (std::uint32_t n = first;; ++n) {
    if (!store->apply(batch(n))) ::_exit(4);
    if (::write(tell, &n, sizeof n) != sizeof n) ::_exit(5);
  }
}

int present_of(const Snapshot& snapshot, std::uint32_t n) {
  int present = 0;
  for (int i = 0; i < kBatchRecords; ++i) {
    const auto at = snapshot.find("b" + std::to_string(n) + "/r" + std::to_string(i));
    if (!at) continue;
    const auto found = snapshot.segments()[at->segment].reader->document(at->doc);
    if (found && found->readme == "# batch " + std::to_string(n) + "\n\nword" + std::to_string(i))
      ++present;
  }
  return present;
}

TEST(StoreKill, LeavesEveryAcknowledgedRecordAndNoHalfBatch) {
  const char* wanted = std::getenv("MODELZOO_KILL_ROUNDS");
  const int rounds = wanted != nullptr ? std::atoi(wanted) : 50;
  TemporaryFolder folder;
  std::mt19937 random(std::random_device{}());
  std::uint32_t next = 1;  // the first batch that has not been acknowledged
  for (int round = 0; round < rounds; ++round) {
    int channel[2];
    ASSERT_EQ(::pipe(channel), 0);
    const pid_t child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
      ::close(channel[0]);
      write_until_killed(folder.path(), next, channel[1]);
    }
    ::close(channel[1]);
    // From the middle of opening to some batches later.
    std::this_thread::sleep_for(std::chrono::microseconds(random() % 60'000));
    ::kill(child, SIGKILL);
    int status = 0;
    ::waitpid(child, &status, 0);
    ASSERT_TRUE(WIFSIGNALED(status)) << "the writer ended by itself with " << WEXITSTATUS(status);
    for (std::uint32_t n = 0; ::read(channel[0], &n, sizeof n) == sizeof n;) next = n + 1;
    ::close(channel[0]);

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
    if (next > 1) {
      const auto newest = snapshot->find("the/newest");
      ASSERT_TRUE(newest);
      EXPECT_EQ(snapshot->segments()[newest->segment].doc_numbers(newest->doc).stars, next - 1);
    }
    ASSERT_EQ(snapshot->live_count(), (next - 1) * kBatchRecords + (next > 1 ? 1 : 0));
  }
  const auto store = open(folder.path());
  EXPECT_GT(next, 1U) << "no batch was ever written";
  EXPECT_TRUE(store->check([](const std::string& problem) { ADD_FAILURE() << problem; }, nullptr));
}

}  // namespace
}  // namespace modelzoo::index
