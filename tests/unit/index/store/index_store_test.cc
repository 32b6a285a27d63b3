#include "index/store/index_store.h"

#include <gtest/gtest.h>

#include <map>
#include <mutex>
#include <random>
#include <thread>

#include "index/storage/segment_format.h"
#include "index/store/merge_policy.h"
#include "index/store/rocksdb_store.h"
#include "tests/support/record_builder.h"
#include "tests/support/temporary_folder.h"

namespace modelzoo::index {
namespace {

using modelzoo::testing::record;
using modelzoo::testing::TemporaryFolder;

std::unique_ptr<IndexStore> open(const TemporaryFolder& folder, bool merges = false) {
  StoreOptions options;
  options.data_dir = folder.path();
  options.background_merges = merges;
  options.sync_writes = false;
  auto store = IndexStore::open(options);
  EXPECT_TRUE(store) << store.error().message;
  return store ? std::move(store).value() : nullptr;
}

std::optional<Record> get(const Snapshot& snapshot, std::string_view name) {
  const auto at = snapshot.find(name);
  if (!at) return std::nullopt;
  auto found = snapshot.segments()[at->segment].reader->document(at->doc);
  apply_numbers(snapshot.segments()[at->segment].doc_numbers(at->doc), *found);
  return *found;
}

WriteBatch puts(std::vector<Record> records) { return {std::move(records), {}, {}}; }

TEST(IndexStore, ShowsWhatItAcknowledgedAlsoAfterReopening) {
  TemporaryFolder folder;
  {
    const auto store = open(folder);
    const auto receipt = store->apply(puts({record("a/b").stars(3).readme("hello")}));
    ASSERT_TRUE(receipt);
    EXPECT_EQ(receipt->added, 1U);
    EXPECT_EQ(get(*store->snapshot(), "A/B")->stars, 3U);
  }
  EXPECT_EQ(get(*open(folder)->snapshot(), "a/b")->readme, "hello");
}

TEST(IndexStore, ReplacesByIdAcrossARename) {
  TemporaryFolder folder;
  const auto store = open(folder);
  ASSERT_TRUE(store->apply(puts({record("old/name").id(7)})));
  EXPECT_EQ(store->apply(puts({record("new/name").id(7)}))->replaced, 1U);
  EXPECT_FALSE(store->snapshot()->find("old/name"));
  EXPECT_TRUE(store->snapshot()->find("new/name"));
  EXPECT_EQ(store->snapshot()->live_count(), 1U);
}

TEST(IndexStore, LastPutOfABatchWins) {
  TemporaryFolder folder;
  const auto store = open(folder);
  ASSERT_TRUE(store->apply(puts({record("a/b").stars(1), record("A/b").stars(2)})));
  EXPECT_EQ(store->snapshot()->live_count(), 1U);
  EXPECT_EQ(get(*store->snapshot(), "a/b")->stars, 2U);
}

TEST(IndexStore, DeletesByNameAndById) {
  TemporaryFolder folder;
  const auto store = open(folder);
  ASSERT_TRUE(store->apply(puts({record("a/a"), record("b/b").id(5), record("c/c")})));
  WriteBatch batch;
  batch.deletions = {{"a/a", {}}, {"", 5}, {"no/such", {}}};
  const auto receipt = store->apply(batch);
  EXPECT_EQ(receipt->deleted, 2U);
  EXPECT_EQ(receipt->not_found, 1U);
  EXPECT_EQ(store->snapshot()->live_count(), 1U);
}

TEST(IndexStore, UpdatesStarsWithoutANewSegment) {
  TemporaryFolder folder;
  {
    const auto store = open(folder);
    ASSERT_TRUE(store->apply(puts({record("a/a").stars(1)})));
    const auto before = store->snapshot();
    NumbersUpdate update;
    update.full_name = "a/a";
    update.stars = 99;
    WriteBatch batch;
    batch.updates.push_back(update);
    ASSERT_TRUE(store->apply(batch));
    EXPECT_EQ(store->snapshot()->segments().size(), 1U);
    EXPECT_EQ(get(*store->snapshot(), "a/a")->stars, 99U);
    EXPECT_EQ(get(*before, "a/a")->stars, 1U);
  }
  EXPECT_EQ(get(*open(folder)->snapshot(), "a/a")->stars, 99U);
}

TEST(IndexStore, SnapshotSeesNoWriteThatCameAfterIt) {
  TemporaryFolder folder;
  const auto store = open(folder);
  ASSERT_TRUE(store->apply(puts({record("a/a").readme("old")})));
  const auto snapshot = store->snapshot();
  ASSERT_TRUE(store->apply(puts({record("a/a").readme("new"), record("b/b")})));
  ASSERT_TRUE(store->merge_all());
  EXPECT_EQ(get(*snapshot, "a/a")->readme, "old");
  EXPECT_FALSE(snapshot->find("b/b"));
  EXPECT_EQ(get(*store->snapshot(), "a/a")->readme, "new");
}

TEST(IndexStore, RefusesASecondOpenerAndNamesTheWayOut) {
  TemporaryFolder folder;
  const auto store = open(folder);
  StoreOptions options;
  options.data_dir = folder.path();
  const auto second = IndexStore::open(options);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, ErrorCode::kBusy);
  EXPECT_NE(second.error().message.find("--server"), std::string::npos);
}

TEST(IndexStore, SaysThatAnIndexIsMissing) {
  TemporaryFolder folder;
  StoreOptions options;
  options.data_dir = folder.path() / "none";
  options.create_if_missing = false;
  EXPECT_EQ(IndexStore::open(options).error().code, ErrorCode::kNotFound);
}

TEST(IndexStore, CutsABatchThatOutgrowsItsMemory) {
  TemporaryFolder folder;
  StoreOptions options;
  options.data_dir = folder.path();
  options.build_memory_bytes = 100'000;
  options.background_merges = false;
  const auto store = std::move(IndexStore::open(options)).value();
  WriteBatch batch;
  for (int i = 0; i < 500; ++i) {
    batch.puts.push_back(record("o/n" + std::to_string(i)).readme("word" + std::to_string(i)));
  }
  ASSERT_TRUE(store->apply(batch));
  EXPECT_GT(store->snapshot()->segments().size(), 1U);
  EXPECT_EQ(store->snapshot()->live_count(), 500U);
  ASSERT_TRUE(store->merge_all());
  EXPECT_EQ(store->snapshot()->segments().size(), 1U);
  EXPECT_TRUE(store->check([](const std::string& p) { ADD_FAILURE() << p; }, nullptr));
}

// Made by the merge and not by the first query that needs it, but only where such queries come.
TEST(IndexStore, MergesLargeSegmentsWithTheirSpellingWhereItIsUsed) {
  for (const bool used : {false, true}) {
    TemporaryFolder folder;
    const auto store = open(folder);
    for (const char* owner : {"a", "b"}) {
      std::vector<Record> records;
      for (int i = 0; i < 1100; ++i) records.push_back(record(owner + ("/n" + std::to_string(i))));
      ASSERT_TRUE(store->apply(puts(std::move(records))));
    }
    if (used) (void)store->snapshot()->segments()[1].reader->spelling();
    ASSERT_TRUE(store->merge_all());
    ASSERT_EQ(store->snapshot()->segments().size(), 1U);
    EXPECT_EQ(store->snapshot()->segments()[0].reader->spelling_is_made(), used);
  }
}

TEST(IndexStore, KeepsMetaValues) {
  TemporaryFolder folder;
  ASSERT_TRUE(open(folder)->meta_put({{"crawl/a", "1"}, {"crawl/b", "2"}, {"other", "3"}}));
  const auto store = open(folder);
  ASSERT_TRUE(store->meta_put({{"crawl/a", std::nullopt}}));
  std::string seen;
  ASSERT_TRUE(store->meta_scan("crawl/", [&](std::string_view key, std::string_view value) {
    seen += std::string(key) + "=" + std::string(value) + ";";
    return true;
  }));
  EXPECT_EQ(seen, "crawl/b=2;");
  EXPECT_EQ(*store->meta_get("other"), "3");
}

TEST(IndexStore, StaysUnderTwelveSegmentsHoweverFastRecordsComeOneByOne) {
  TemporaryFolder folder;
  auto store = open(folder, true);
  std::size_t most = 0;
  std::vector<std::thread> writers;
  for (int w = 0; w < 3; ++w) {
    writers.emplace_back([&, w] {
      for (int n = 0; n < 300; ++n) {
        const std::string name = "o/w" + std::to_string(w) + "n" + std::to_string(n % 150);
        WriteBatch batch;
        batch.puts.push_back(record(name).stars(static_cast<std::uint64_t>(n)).readme("some text"));
        ASSERT_TRUE(store->apply(std::move(batch)));
      }
    });
  }
  for (std::uint64_t seen = 0; seen < 900;) {
    const auto snapshot = store->snapshot();
    most = std::max(most, snapshot->segments().size());
    seen = store->stats().writes;
  }
  for (std::thread& writer : writers) writer.join();
  EXPECT_LT(most, 12U);
  EXPECT_EQ(store->snapshot()->live_count(), 450U);
  EXPECT_TRUE(store->check([](const std::string& p) { ADD_FAILURE() << p; }, nullptr));
}

TEST(IndexStore, TellsOfAMergeThatFailsAndGoesOn) {
  TemporaryFolder folder;
  {
    const auto store = open(folder);
    for (std::size_t i = 0; i <= kSegmentsPerTier; ++i) {
      ASSERT_TRUE(store->apply(puts({record("o/n" + std::to_string(i))})));
    }
  }
  {
    const auto database = open_database(folder.path(), false, 1 << 20, *rocksdb::Env::Default());
    ASSERT_TRUE(database);
    const std::unique_ptr<rocksdb::Iterator> keys(
        (*database)->db->NewIterator({}, (*database)->segments));
    std::string lost;
    for (keys->SeekToFirst(); keys->Valid(); keys->Next()) {
      // The segment's number, then the key within it.
      if (keys->key().ToStringView().substr(8).starts_with(kSummaryPrefix)) {
        lost = keys->key().ToString();
      }
    }
    ASSERT_TRUE((*database)->db->Delete({}, (*database)->segments, lost).ok());
  }
  std::vector<std::string> failures;
  StoreOptions options;
  options.data_dir = folder.path();
  std::mutex mutex;
  options.merge_failed = [&](const Error& error) {
    const std::scoped_lock lock(mutex);
    failures.push_back(error.message);
  };
  const auto store = IndexStore::open(options);
  ASSERT_TRUE(store);
  // A writer merges what is small by itself, before its write is acknowledged.
  ASSERT_TRUE((*store)->apply(puts({record("o/last")})));
  {
    const std::scoped_lock lock(mutex);
    ASSERT_FALSE(failures.empty());
    EXPECT_NE(failures[0].find("documents are not stored"), std::string::npos) << failures[0];
  }
  EXPECT_GE((*store)->stats().merges_failed, 1U);
  EXPECT_TRUE((*store)->snapshot()->find("o/last"));
}

// Random writes against a std::map, with merges in the background, reopening and old snapshots.
TEST(IndexStore, AgreesWithAMapOverRandomWrites) {
  TemporaryFolder folder;
  std::mt19937 random(11);
  std::map<std::string, std::uint64_t> model;  // name -> stars
  auto store = open(folder, true);
  std::vector<std::pair<std::shared_ptr<const Snapshot>, std::map<std::string, std::uint64_t>>> old;
  const auto expect_equal = [](const Snapshot& snapshot,
                               const std::map<std::string, std::uint64_t>& wanted) {
    ASSERT_EQ(snapshot.live_count(), wanted.size());
    for (const auto& [name, stars] : wanted) {
      const auto at = snapshot.find(name);
      ASSERT_TRUE(at) << name;
      ASSERT_EQ(snapshot.segments()[at->segment].doc_numbers(at->doc).stars, stars) << name;
    }
  };
  for (int step = 0; step < 250; ++step) {
    WriteBatch batch;
    std::map<std::string, std::uint64_t> next = model;
    for (auto n = random() % 3; n > 0; --n) {
      const std::string name = "o/n" + std::to_string(random() % 40);
      batch.deletions.push_back({name, {}});
      next.erase(name);
    }
    for (auto n = random() % 6; n > 0; --n) {
      const std::string name = "o/n" + std::to_string(random() % 40);
      const std::uint64_t stars = random() % 1000;
      batch.puts.push_back(record(name).stars(stars).readme("text " + std::to_string(step)));
      next[name] = stars;
    }
    if (!model.empty() && batch.puts.empty() && batch.deletions.empty()) {
      NumbersUpdate update;
      update.full_name =
          std::next(model.begin(), static_cast<std::ptrdiff_t>(random() % model.size()))->first;
      update.stars = random() % 1000;
      next[update.full_name] = *update.stars;
      batch.updates.push_back(update);
    }
    ASSERT_TRUE(store->apply(std::move(batch)));
    model = std::move(next);
    expect_equal(*store->snapshot(), model);
    if (step % 50 == 0) old.emplace_back(store->snapshot(), model);
    if (step % 97 == 96) {
      for (const auto& [snapshot, then] : old) expect_equal(*snapshot, then);
      old.clear();
      store.reset();
      store = open(folder, true);
      expect_equal(*store->snapshot(), model);
    }
    if (step % 60 == 59) {
      ASSERT_TRUE(store->merge_all());
    }
  }
  EXPECT_TRUE(store->check([](const std::string& p) { ADD_FAILURE() << p; }, nullptr));
}

}  // namespace
}  // namespace modelzoo::index
