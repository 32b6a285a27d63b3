// Indexes that earlier releases wrote, in tests/fixtures/format/vN: each version that this build
// claims to read has one, and it opens, answers as an index of today does, takes writes and merges.
//
// After a change of the format: MODELZOO_WRITE_FIXTURE=1 format_fixture_test writes the one of
// today's version. One that is there stays as the release wrote it.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "index/storage/segment_format.h"
#include "index/store/index_store.h"
#include "tests/support/one_batch_source.h"
#include "tests/support/random_numbers.h"
#include "tests/support/record_builder.h"
#include "tests/support/snapshot_searches.h"
#include "tests/support/temporary_folder.h"

namespace modelzoo::index {
namespace {

using modelzoo::testing::names_of;
using modelzoo::testing::OneBatchSource;
using modelzoo::testing::Random;
using modelzoo::testing::record;
using modelzoo::testing::searched;
using modelzoo::testing::TemporaryFolder;

// DO NOT CHANGE what these make: indexes on disk hold it.
constexpr const char* kWords[] = {"graph",   "attention", "network",  "speech",      "image",
                                  "segment", "the",       "training", "transformer", "vision",
                                  "depth",   "of",        "policy",   "reward",      "token"};

std::string text(Random& random, std::uint32_t words) {
  std::string out;
  // Squared, so that some words are common and some rare.
  for (std::uint32_t i = 0; i < words; ++i) {
    const std::uint32_t at = random.below(15) * random.below(15) / 15;
    out += (out.empty() ? "" : " ") + std::string(kWords[at]);
  }
  return out;
}

std::vector<Record> loaded_records() {
  Random random(6);
  std::vector<Record> out;
  for (std::uint32_t i = 0; i < 300; ++i) {
    std::string readme = "# Model " + std::to_string(i) + "\n\n" + text(random, 40);
    if (i % 50 == 0) readme += "\n\n强化学习 の実装";
    out.push_back(record("owner" + std::to_string(i % 7) + "/model-" + std::to_string(i))
                      .id(1000 + i)
                      .stars(3 * i)
                      .description(text(random, 5))
                      .topics({i % 2 == 0 ? "deep-learning" : "speech"})
                      .frameworks({i % 3 == 0 ? "pytorch" : "tensorflow"})
                      .license("mit")
                      .pushed("2026-01-02T03:04:05Z")
                      .readme(readme));
  }
  return out;
}

Record replacement() {
  return record("owner2/model-2")
      .id(1002)
      .stars(77)
      .description("replaced")
      .readme("# New\n\nvision");
}
constexpr const char* kDeleted = "owner3/model-3";
constexpr const char* kRisen = "owner4/model-4";
constexpr std::uint64_t kRisenTo = 5000;

std::unique_ptr<IndexStore> open(const std::filesystem::path& folder) {
  StoreOptions options;
  options.data_dir = folder;
  options.background_merges = false;
  auto store = IndexStore::open(std::move(options));
  EXPECT_TRUE(store) << store.error().message;
  return store ? std::move(store).value() : nullptr;
}

// A bulk load, a replaced record, a deletion, newer numbers: what a segment has beside it.
void write_index(const std::filesystem::path& folder) {
  const auto store = open(folder);
  ASSERT_TRUE(store);
  OneBatchSource source(loaded_records());
  ASSERT_TRUE(store->bulk_load(source, 1));
  WriteBatch batch;
  batch.puts.push_back(replacement());
  batch.deletions.push_back({kDeleted, std::nullopt});
  NumbersUpdate risen;
  risen.full_name = kRisen;
  risen.stars = kRisenTo;
  batch.updates.push_back(risen);
  ASSERT_TRUE(store->apply(std::move(batch)));
  ASSERT_TRUE(store->flush());
}

std::map<std::string, Record> expected_records() {
  std::map<std::string, Record> out;
  for (Record& record : loaded_records()) out[record.full_name] = std::move(record);
  out[replacement().full_name] = replacement();
  out.erase(kDeleted);
  out[kRisen].stars = kRisenTo;
  return out;
}

void expect_records(const IndexStore& store) {
  const auto snapshot = store.snapshot();
  const auto expected = expected_records();
  EXPECT_EQ(snapshot->live_count(), expected.size());
  for (const auto& [name, record] : expected) {
    const auto at = snapshot->find(name);
    ASSERT_TRUE(at) << name;
    const SegmentView& view = snapshot->segments()[at->segment];
    const auto found = view.reader->document(at->doc);
    ASSERT_TRUE(found) << found.error().message;
    EXPECT_EQ(found->readme, record.readme) << name;
    EXPECT_EQ(found->description, record.description) << name;
    EXPECT_EQ(found->topics, record.topics) << name;
    EXPECT_EQ(view.doc_numbers(at->doc).stars, record.stars) << name;
  }
}

constexpr const char* kQueries[] = {
    "graph",    "graph attention",     "\"graph attention\"",
    "atten*",   "transformer -vision", "speech stars:>300 framework:pytorch",
    "model-17", "trnsformer"};

void expect_same_answers(const IndexStore& store, const IndexStore& today) {
  std::vector<std::string> queries(std::begin(kQueries), std::end(kQueries));
  queries.emplace_back("強化学習 OR 强化学习");
  for (const std::string& query : queries) {
    const auto found = searched(*store.snapshot(), query);
    const auto wanted = searched(*today.snapshot(), query);
    EXPECT_EQ(found.total, wanted.total) << query;
    EXPECT_EQ(names_of(found.hits), names_of(wanted.hits)) << query;
    EXPECT_FALSE(found.hits.empty()) << query;
  }
}

// An older index weighs words as its release did, and lacks what later ones find
// (segment_format.h).
void expect_same_matches(const IndexStore& store, const IndexStore& today) {
  for (const std::string query : kQueries)
    EXPECT_EQ(searched(*store.snapshot(), query).total, searched(*today.snapshot(), query).total)
        << query;
}

std::filesystem::path fixture(std::uint32_t version) {
  return std::filesystem::path(MODELZOO_SOURCE_DIR) / "tests/fixtures/format" /
         ("v" + std::to_string(version));
}

class FormatFixture : public ::testing::TestWithParam<std::uint32_t> {};

TEST_P(FormatFixture, IsReadAnsweredFromWrittenToAndMerged) {
  const std::filesystem::path written = fixture(GetParam());
  const bool writes = std::getenv("MODELZOO_WRITE_FIXTURE") != nullptr;
  if (writes && GetParam() == kFormatVersion && !std::filesystem::exists(written)) {
    write_index(written);
    for (const auto& entry : std::filesystem::directory_iterator(written)) {
      const std::string name = entry.path().filename();
      if (name.starts_with("LOG") || name == "LOCK" || name == "building") remove_all(entry.path());
    }
  }
  ASSERT_TRUE(std::filesystem::exists(written)) << "no index of format " << GetParam();
  TemporaryFolder folder;
  std::filesystem::copy(written, folder.path() / "old", std::filesystem::copy_options::recursive);
  write_index(folder.path() / "today");
  const auto today = open(folder.path() / "today");
  const auto store = open(folder.path() / "old");
  ASSERT_TRUE(store && today);

  bool is_old = GetParam() < kFormatVersion;
  const auto expect_all = [&] {
    expect_records(*store);
    is_old ? expect_same_matches(*store, *today) : expect_same_answers(*store, *today);
    EXPECT_TRUE(store->check([](const std::string& p) { ADD_FAILURE() << p; }, nullptr));
  };
  expect_all();

  // Each step on both: what is deleted counts in a word's weight until it is merged.
  for (IndexStore* each : {store.get(), today.get()}) {
    WriteBatch again;
    again.puts.push_back(replacement());
    ASSERT_TRUE(each->apply(std::move(again)));
  }
  expect_all();

  for (IndexStore* each : {store.get(), today.get()}) ASSERT_TRUE(each->merge_all());
  EXPECT_EQ(store->snapshot()->segments().size(), 1U);
  expect_all();

  for (IndexStore* each : {store.get(), today.get()}) ASSERT_TRUE(each->reindex(nullptr, nullptr));
  is_old = false;
  expect_all();
}

std::vector<std::uint32_t> readable_versions() {
  std::vector<std::uint32_t> out;
  for (std::uint32_t v = kOldestReadableFormat; v <= kFormatVersion; ++v) out.push_back(v);
  return out;
}

INSTANTIATE_TEST_SUITE_P(Versions, FormatFixture, ::testing::ValuesIn(readable_versions()),
                         [](const auto& version) { return "V" + std::to_string(version.param); });

}  // namespace
}  // namespace modelzoo::index
