#include "query/planning/spelling_repair.h"

#include <gmock/gmock.h>

#include "tests/support/memory_segment.h"
#include "tests/support/record_builder.h"
#include "tests/support/snapshot_searches.h"

namespace modelzoo::query {
namespace {

using modelzoo::testing::memory_view;
using modelzoo::testing::record;
using ::testing::Contains;
using ::testing::IsEmpty;

class SpellingRepairs : public ::testing::Test {
 protected:
  static std::vector<Record> records() {
    std::vector<Record> all = {
        record("junyanz/CycleGAN").stars(600).description("Image translation"),
        record("matterport/Mask_RCNN").stars(500).description("Segmentation in Keras"),
        record("a/agents-cli").stars(9).description("Agents on the command line"),
        record("x/kerras").stars(1).description("A name that is one letter off"),
        record("y/keras-demo").stars(50'000).description("Keras")};
    for (int i = 0; i < 30; ++i) {
      all.push_back(record("many/repo" + std::to_string(i))
                        .description("keras pytorch image segmentation network"));
    }
    return all;
  }
  static SearchResult search(const std::string& query, bool prefix = false) {
    static const index::Snapshot snapshot(1, {memory_view(records())});
    SearchRequest request;
    request.query = query;
    request.prefix = prefix;
    request.limit = 50;
    return modelzoo::testing::searched(snapshot, request);
  }
  static std::string first(const SearchResult& result) {
    return result.hits.empty() ? "" : result.hits[0].record.full_name;
  }
};

TEST_F(SpellingRepairs, CorrectAWordThatStandsNowhere) {
  const SearchResult result = search("pytroch framework:pytorch OR sgementation");
  EXPECT_EQ(result.did_you_mean, "pytorch framework:pytorch OR segmentation");
  EXPECT_THAT(result.warnings, Contains("no model has \"pytroch\"; searched as \"pytorch\""));
  EXPECT_EQ(search("pytroch").total, 30U);
}

TEST_F(SpellingRepairs, CorrectWordsWrittenTogetherOrApart) {
  EXPECT_EQ(first(search("cycl gan")), "junyanz/CycleGAN");
  EXPECT_EQ(search("cyclx gan").did_you_mean, "cycle gan");
  EXPECT_EQ(first(search("cyclegn")), "junyanz/CycleGAN");
  EXPECT_EQ(first(search("maskrcn")), "matterport/Mask_RCNN");
  EXPECT_EQ(first(search("mask-rcn")), "matterport/Mask_RCNN");
  const SearchResult together = search("imagesegmentation");
  EXPECT_EQ(together.total, 30U);
  EXPECT_EQ(together.did_you_mean, "image segmentation");
}

// Every word is known, and yet a name is one letter away: it is found, and nothing is said.
TEST_F(SpellingRepairs, FindANameNearAllWordsTogether) {
  const SearchResult result = search("agents cl");
  EXPECT_EQ(first(search("agent cli")), "a/agents-cli");
  EXPECT_EQ(first(result), "a/agents-cli");
}

TEST_F(SpellingRepairs, KeepTheExactWordFirst) {
  EXPECT_EQ(first(search("kerras")), "x/kerras");
  EXPECT_EQ(search("keras").did_you_mean, std::nullopt);
  EXPECT_THAT(search("keras").warnings, IsEmpty());
}

TEST_F(SpellingRepairs, LeaveAloneWhatIsTakenAsItIs) {
  EXPECT_EQ(search("keras -pytroch").did_you_mean, std::nullopt);
  EXPECT_EQ(search("\"pytroch network\"").did_you_mean, std::nullopt);
  EXPECT_EQ(search("2017").did_you_mean, std::nullopt);
  EXPECT_EQ(search("kra").did_you_mean, std::nullopt);  // too short
  EXPECT_EQ(search("qqqqqqqqqq").did_you_mean, std::nullopt);
}

TEST_F(SpellingRepairs, CompleteAMistypedPrefix) {
  EXPECT_EQ(search("pytroc", true).total, 30U);
  EXPECT_EQ(search("pytroc*").total, 30U);
  EXPECT_EQ(search("pyto", true).did_you_mean, std::nullopt);
}

TEST_F(SpellingRepairs, SayEachPlaceOnceAndKeepTheRestOfTheQuery) {
  const SearchResult result = search("stars:>=0 nettwork pytroch -(zzz)");
  EXPECT_EQ(result.did_you_mean, "stars:>=0 network pytorch -(zzz)");
  EXPECT_EQ(std::count_if(result.warnings.begin(), result.warnings.end(),
                          [](const std::string& w) { return w.find("searched as") != w.npos; }),
            2);
}

}  // namespace
}  // namespace modelzoo::query
