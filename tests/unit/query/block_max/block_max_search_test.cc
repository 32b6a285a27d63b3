#include "query/block_max/block_max_search.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <ostream>
#include <random>

#include "index/segments/view_editor.h"
#include "index/store/index_store.h"
#include "query/block_max/impact_kernels.h"
#include "tests/reference/exhaustive_search.h"
#include "tests/support/memory_segment.h"
#include "tests/support/random_numbers.h"
#include "tests/support/record_builder.h"

namespace modelzoo::query {
namespace {

using modelzoo::testing::exhaustive_top_k;
using modelzoo::testing::memory_view;
using modelzoo::testing::Random;
using modelzoo::testing::record;

// Word i is about 1/i as frequent as the first, as in real text.
std::string word(Random& random) {
  const std::uint32_t rank = 1 + random.below(60);
  return "w" + std::to_string(random.below(rank));
}

std::string words(Random& random, std::uint32_t count) {
  std::string text;
  // Some are joined: identifiers, whose whole forms stand beside their parts' neighbours.
  for (; count > 0; --count) text += word(random) + (random.below(12) == 0 ? "-" : " ");
  return text;
}

struct Shape {
  const char* name;
  std::vector<std::uint32_t> segments;  // documents of each
  std::uint32_t stars;                  // counts below this
  bool deletions, star_changes;
  bool merged = false;                               // into one, deletions and changes with them
  std::size_t most_reserved = std::size_t{1} << 30;  // what readers may hold in memory
  bool portable = false;                             // kernels without wide registers
  std::uint32_t longest = 12;                        // words of a text
  std::uint32_t risen = 0;     // stars a change gives, below; 0: three times `stars`
  std::uint32_t changes = 40;  // of stars, in a segment
};

// As a failed test shows it.
void PrintTo(const Shape& shape, std::ostream* out) { *out << shape.name; }

index::SegmentView merged_view(const std::vector<index::SegmentView>& views) {
  auto merged = std::make_shared<modelzoo::testing::MemorySegment>();
  EXPECT_TRUE(index::merge_segments(views, *merged));
  return modelzoo::testing::view_of(merged, views.size() + 1);
}

index::Snapshot snapshot_of(const Shape& shape, Random& random) {
  std::vector<index::SegmentView> views;
  for (std::uint32_t s = 0; s < shape.segments.size(); ++s) {
    std::vector<Record> records;
    for (std::uint32_t i = 0; i < shape.segments[s]; ++i) {
      records.push_back(record("o" + std::to_string(s) + "/n" + std::to_string(i))
                            .stars(random.below(shape.stars))
                            .description(words(random, 1 + random.below(shape.longest))));
    }
    index::SegmentView view = memory_view(records, s + 1, shape.most_reserved);
    if (shape.deletions) {
      auto live = std::make_shared<index::LiveDocs>(shape.segments[s]);
      for (std::uint32_t i = 0; i < shape.segments[s] / 5; ++i)
        live->kill(random.below(shape.segments[s]));
      view.live = live;
    }
    index::ViewEditor edit(view);
    for (std::uint32_t i = 0; shape.star_changes && i < shape.changes; ++i) {
      const index::DocId doc = random.below(shape.segments[s]);
      index::DocNumbers numbers = view.doc_numbers(doc);
      numbers.stars = random.below(shape.risen > 0 ? shape.risen : shape.stars * 3);
      edit.set_numbers(doc, numbers);
    }
    views.push_back(std::move(view));
  }
  if (shape.merged) views = {merged_view(views)};
  return index::Snapshot(1, std::move(views));
}

class BlockMaxSearch : public ::testing::TestWithParam<Shape> {
 protected:
  void SetUp() override {
    if (GetParam().portable) use_impact_kernels_for_test(&portable_impact_kernels());
  }
  void TearDown() override { use_impact_kernels_for_test(nullptr); }
};

// The number of queries can be raised: MODELZOO_ORACLE_QUERIES=100000.
TEST_P(BlockMaxSearch, GivesWhatScoringEveryMatchGives) {
  const char* const wanted = std::getenv("MODELZOO_ORACLE_QUERIES");
  const int rounds = wanted != nullptr ? std::atoi(wanted) : 120;
  Random random(17);
  const index::Snapshot snapshot = snapshot_of(GetParam(), random);
  const MatchMode modes[] = {MatchMode::kAny, MatchMode::kAll, MatchMode::kPhrase};
  const std::size_t ks[] = {1, 3, 10, 100, 20'000};
  std::size_t hits = 0;
  for (int round = 0; round < rounds; ++round) {
    const std::string text = words(random, 1 + random.below(4));
    const MatchMode mode = modes[random.below(3)];
    const std::size_t k = ks[random.below(5)];
    const Ranking ranking = random.below(2) == 0 ? Ranking::kBm25 : Ranking::kStar;
    const RankedQuery query = make_ranked_query(text, mode, snapshot);
    const auto fast = search_top_k(snapshot, query, k, ranking);
    ASSERT_TRUE(fast) << fast.error().message;
    const auto slow = exhaustive_top_k(snapshot, query, k, ranking);
    ASSERT_EQ(fast->size(), slow.size()) << text;
    for (std::size_t i = 0; i < slow.size(); ++i) {
      ASSERT_EQ((*fast)[i].score, slow[i].score) << text << " hit " << i;
      ASSERT_EQ((*fast)[i].at, slow[i].at) << text << " hit " << i;
    }
    hits += slow.size();
  }
  EXPECT_GT(hits, static_cast<std::size_t>(rounds));
}

INSTANTIATE_TEST_SUITE_P(
    Shapes, BlockMaxSearch,
    ::testing::Values(
        Shape{"OneSegment", {9000}, 500, false, false}, Shape{"NoStars", {9000}, 1, false, false},
        Shape{"Deletions", {5000}, 50, true, false}, Shape{"StarChanges", {5000}, 50, false, true},
        Shape{"ManySegments", {3000, 10, 1, 700}, 20, true, true},
        Shape{"ManySegmentsWithoutStars", {1500, 900}, 1, true, false},
        Shape{"Merged", {3000, 2000, 70}, 300, true, true, true},
        Shape{"MergedWithoutStars", {4000, 3000}, 1, true, false, true},
        Shape{"LongTexts", {900, 300}, 30, true, true, false, 1U << 30, false, 150},
        Shape{"LongTextsMerged", {300, 40, 9}, 1, true, false, true, 0, true, 150},
        // Behind the first documents of a window, where none had stars.
        Shape{"RisenStars", {9000}, 1, false, true, false, 1U << 30, false, 12, 99'999, 400},
        Shape{"DrawnStars", {9000}, 1, false, true, false, 1U << 30, false, 12, 99'999, 6000},
        Shape{"DrawnStarsOfFew", {9000, 5000}, 1, true, true, false, 1U << 30, false, 9, 99'999, 9},
        Shape{"DrawnStarsInManySegments",
              {4000, 700, 2500, 30, 1},
              300,
              true,
              true,
              false,
              1U << 30,
              false,
              12,
              99'999,
              1500},
        Shape{"DrawnStarsWithoutMemory",
              {7000, 900},
              1,
              true,
              true,
              false,
              0,
              true,
              12,
              99'999,
              3000},
        Shape{"GrowingStars", {7000}, 1, true, true, false, 1U << 30, false, 12, 4, 3000},
        Shape{"FallenStars", {7000, 600}, 50'000, false, true, false, 1U << 30, false, 12, 5, 2500},
        Shape{"DrawnStarsOfLongTexts",
              {900, 300},
              1,
              true,
              true,
              false,
              1U << 30,
              false,
              150,
              99'999,
              500},
        Shape{"NoMemoryToHold", {6000}, 50, true, true, false, 0},
        Shape{"LittleMemoryToHold", {6000}, 1, false, false, false, 40'000},
        Shape{"Portable", {5000, 800}, 1, true, false, false, 1U << 30, true},
        Shape{"PortableWithStars", {5000}, 400, false, true, false, 1U << 30, true}),
    [](const auto& shape) { return std::string(shape.param.name); });

// An index at hand and its queries (kind, tab, text), each against the oracle: slow, so only when
// MODELZOO_ORACLE_INDEX and MODELZOO_ORACLE_QUERY_FILE name them.
TEST(BlockMaxSearchOfAnIndexAtHand, GivesWhatScoringEveryMatchGives) {
  const char* const folder = std::getenv("MODELZOO_ORACLE_INDEX");
  const char* const queries = std::getenv("MODELZOO_ORACLE_QUERY_FILE");
  if (folder == nullptr || queries == nullptr) GTEST_SKIP() << "no index named";
  index::StoreOptions options;
  options.data_dir = folder;
  options.create_if_missing = false;
  options.read_only = true;
  const auto store = index::IndexStore::open(options);
  ASSERT_TRUE(store) << store.error().message;
  const auto snapshot = (*store)->snapshot();
  std::ifstream file(queries);
  std::size_t compared = 0;
  for (std::string line; std::getline(file, line); ++compared) {
    const std::string kind = line.substr(0, line.find('\t'));
    const MatchMode mode = kind == "and"      ? MatchMode::kAll
                           : kind == "phrase" ? MatchMode::kPhrase
                                              : MatchMode::kAny;
    const RankedQuery query = make_ranked_query(line.substr(kind.size() + 1), mode, *snapshot);
    const Ranking ranking = compared % 2 == 0 ? Ranking::kBm25 : Ranking::kStar;
    const auto fast = search_top_k(*snapshot, query, 10, ranking);
    ASSERT_TRUE(fast) << fast.error().message;
    EXPECT_EQ(*fast, exhaustive_top_k(*snapshot, query, 10, ranking)) << line;
  }
  EXPECT_GT(compared, 0U);
}

// A window of scores spans several chunks of star counts.
TEST(BlockMaxSearchEdges, FindsADocumentThatRoseBehindTheFirstOfItsWindow) {
  constexpr index::DocId kRisen = 7001;
  std::vector<Record> records;
  for (index::DocId i = 0; i < 9000; ++i) {
    records.push_back(record("o/n" + std::to_string(10'000 + i))
                          .description(i % 2 == 0 ? "one two" : "one two and much else besides"));
  }
  index::SegmentView view = memory_view(records);
  index::DocNumbers numbers = view.doc_numbers(kRisen);
  numbers.stars = 99'999;
  index::ViewEditor(view).set_numbers(kRisen, numbers);
  const index::Snapshot snapshot(1, {std::move(view)});
  for (const MatchMode mode : {MatchMode::kAny, MatchMode::kAll, MatchMode::kPhrase}) {
    const RankedQuery query = make_ranked_query("one two", mode, snapshot);
    const auto found = search_top_k(snapshot, query, 10, Ranking::kStar);
    ASSERT_TRUE(found);
    EXPECT_EQ(found->front().at.doc, kRisen);
    EXPECT_EQ(*found, exhaustive_top_k(snapshot, query, 10, Ranking::kStar));
  }
}

TEST(BlockMaxSearchEdges, FindsNothingForWordsThatAreNotThere) {
  const index::Snapshot snapshot(1, {memory_view({record("a/b").description("one two")})});
  for (const MatchMode mode : {MatchMode::kAny, MatchMode::kAll, MatchMode::kPhrase}) {
    const RankedQuery none = make_ranked_query("absent", mode, snapshot);
    EXPECT_TRUE(search_top_k(snapshot, none, 10, Ranking::kStar)->empty());
    const RankedQuery empty = make_ranked_query("  ", mode, snapshot);
    EXPECT_TRUE(search_top_k(snapshot, empty, 10, Ranking::kStar)->empty());
  }
  const RankedQuery half = make_ranked_query("one absent", MatchMode::kAll, snapshot);
  EXPECT_TRUE(search_top_k(snapshot, half, 10, Ranking::kStar)->empty());
  const RankedQuery turned = make_ranked_query("two one", MatchMode::kPhrase, snapshot);
  EXPECT_TRUE(search_top_k(snapshot, turned, 10, Ranking::kStar)->empty());
}

}  // namespace
}  // namespace modelzoo::query
