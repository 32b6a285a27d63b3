#include <gtest/gtest.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <map>
#include <random>

#include "index/store/index_store.h"
#include "schemas/mutex.h"
#include "tests/support/record_builder.h"
#include "tests/support/temporary_folder.h"

namespace modelzoo::index {
namespace {

using modelzoo::testing::record;
using modelzoo::testing::TemporaryFolder;

// Records in batches of three, for whichever thread asks.
class VectorSource final : public RecordSource {
 public:
  explicit VectorSource(std::vector<Record> records) : records_(std::move(records)) {}
  Result<bool> next(std::uint64_t& number,
                    const std::function<Status(const Record&)>& add) override {
    constexpr std::size_t kBatch = 3;
    {
      MutexLock lock(mutex_);
      number = next_++;
    }
    for (std::size_t i = number * kBatch; i < (number + 1) * kBatch && i < records_.size(); ++i) {
      MODELZOO_RETURN_IF_ERROR(add(records_[i]));
    }
    if (number * kBatch >= records_.size() && fails_) return Error{ErrorCode::kIo, "torn"};
    return number * kBatch < records_.size();
  }
  void fail_at_end() { fails_ = true; }

 private:
  const std::vector<Record> records_;
  bool fails_ = false;
  Mutex mutex_;
  std::uint64_t next_ MODELZOO_GUARDED_BY(mutex_) = 0;
};

std::unique_ptr<IndexStore> open(const TemporaryFolder& folder,
                                 std::size_t memory = std::size_t{64} << 20) {
  StoreOptions options;
  options.data_dir = folder.path();
  options.background_merges = false;
  options.sync_writes = false;
  options.build_memory_bytes = memory;
  auto store = IndexStore::open(options);
  EXPECT_TRUE(store) << store.error().message;
  return store ? std::move(store).value() : nullptr;
}

std::map<std::string, Record> contents(const IndexStore& store) {
  std::map<std::string, Record> all;
  const auto snapshot = store.snapshot();
  for (const SegmentView& view : snapshot->segments()) {
    for (DocId doc = 0; doc < view.reader->doc_count(); ++doc) {
      if (view.is_live(doc)) {
        all.emplace(view.reader->full_name(doc), *view.reader->document(doc));
      }
    }
  }
  return all;
}

void expect_sound(IndexStore& store) {
  EXPECT_TRUE(store.check([](const std::string& p) { ADD_FAILURE() << p; }, nullptr));
}

// Names and ids that come again, in any case: the same repositories as one record at a time yields.
TEST(StoreBulkLoad, HoldsWhatPuttingOneAfterTheOtherWouldHold) {
  for (const std::uint32_t seed : {1U, 2U, 3U, 4U}) {
    std::mt19937 random(seed);
    std::vector<Record> records;
    for (int i = 0; i < 150; ++i) {
      auto r = record((random() % 2 == 0 ? "o/N" : "O/n") + std::to_string(random() % 60))
                   .stars(random() % 9)
                   .readme("text " + std::to_string(i));
      if (random() % 2 == 0) r.id(1 + random() % 60);
      records.push_back(r);
    }
    TemporaryFolder one_by_one;
    TemporaryFolder at_once;
    const auto plain = open(one_by_one);
    const auto store = open(at_once, seed % 2 == 0 ? 60'000 : std::size_t{64} << 20);
    const std::size_t before = seed <= 2 ? 0 : 40;
    for (std::size_t i = 0; i < records.size(); ++i) {
      ASSERT_TRUE(plain->apply({{records[i]}, {}, {}}));
      if (i < before) {
        ASSERT_TRUE(store->apply({{records[i]}, {}, {}}));
      }
    }
    VectorSource source({records.begin() + static_cast<std::ptrdiff_t>(before), records.end()});
    const auto receipt = store->bulk_load(source, 1 + seed % 3);
    ASSERT_TRUE(receipt);
    EXPECT_EQ(receipt->added + receipt->replaced, records.size() - before);
    EXPECT_TRUE(contents(*store) == contents(*plain)) << "seed " << seed;
    expect_sound(*store);
  }
}

TEST(StoreBulkLoad, MakesOneSegmentOfWhatFitsIntoMemory) {
  std::vector<Record> records;
  for (int i = 0; i < 300; ++i) {
    records.push_back(record("o/n" + std::to_string(i)).readme("word" + std::to_string(i)));
  }
  TemporaryFolder folder;
  {
    const auto store = open(folder);
    VectorSource source(records);
    ASSERT_TRUE(store->bulk_load(source, 2));
    EXPECT_EQ(store->snapshot()->segments().size(), 1U);
    ASSERT_TRUE(store->flush());
  }
  const auto again = open(folder);
  EXPECT_EQ(again->snapshot()->live_count(), 300U);
  expect_sound(*again);
}

TEST(StoreBulkLoad, KeepsWhatCameBeforeAnError) {
  TemporaryFolder folder;
  const auto store = open(folder);
  VectorSource source({record("a/b"), record("c/d")});
  source.fail_at_end();
  const auto receipt = store->bulk_load(source, 2);
  ASSERT_FALSE(receipt);
  EXPECT_EQ(receipt.error().message, "torn");
  EXPECT_EQ(store->snapshot()->live_count(), 2U);
}

// However long the source is: each open segment holds its dictionary in memory.
TEST(StoreBulkLoad, MergesWhatHasBecomeManySegments) {
  TemporaryFolder folder;
  const auto store = open(folder, 25'000);
  std::vector<Record> records;
  for (int i = 0; i < 600; ++i) {
    records.push_back(record("o/n" + std::to_string(i)).readme("text " + std::to_string(i)));
  }
  VectorSource source(records);
  ASSERT_TRUE(store->bulk_load(source, 1));
  EXPECT_GT(store->stats().merges_done, 1U);
  EXPECT_LE(store->snapshot()->segments().size(), 8U);
  EXPECT_EQ(contents(*store).size(), records.size());
  expect_sound(*store);
}

TEST(StoreBulkLoad, LeavesAndFindsNoUnfinishedFiles) {
  TemporaryFolder folder;
  const std::filesystem::path building = folder.path() / "building";
  std::filesystem::create_directories(building);
  std::ofstream(building / "7_50.sst") << "cut short by a crash";
  const auto store = open(folder);
  EXPECT_FALSE(std::filesystem::exists(building));
  VectorSource source({record("a/b"), record("c/d")});
  ASSERT_TRUE(store->bulk_load(source, 1));
  EXPECT_TRUE(std::filesystem::is_empty(building));
  expect_sound(*store);
}

TEST(StoreBulkLoad, GivesTheSpaceOfMergedSegmentsBack) {
  TemporaryFolder folder;
  const auto store = open(folder);
  std::mt19937 random(9);
  std::vector<Record> records;
  for (int i = 0; i < 150; ++i) {
    std::string noise;
    for (int k = 0; k < 300; ++k) noise += "w" + std::to_string(random()) + " ";
    records.push_back(record("o/n" + std::to_string(i)).readme(noise));
  }
  for (int round = 0; round < 4; ++round) {
    VectorSource source(records);
    ASSERT_TRUE(store->bulk_load(source, 1));
    ASSERT_TRUE(store->merge_all());
    ASSERT_TRUE(store->flush());
  }
  TemporaryFolder fresh;
  const auto once = open(fresh);
  VectorSource source(records);
  ASSERT_TRUE(once->bulk_load(source, 1));
  ASSERT_TRUE(once->flush());
  EXPECT_LT(store->stats().bytes_on_disk, once->stats().bytes_on_disk * 3 / 2);
  expect_sound(*store);
}

}  // namespace
}  // namespace modelzoo::index
