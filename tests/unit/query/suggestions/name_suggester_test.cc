#include "query/suggestions/name_suggester.h"

#include <gmock/gmock.h>

#include "schemas/taxonomy.h"
#include "tests/support/memory_segment.h"
#include "tests/support/record_builder.h"

namespace modelzoo::query {
namespace {

using modelzoo::testing::memory_view;
using modelzoo::testing::record;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;

std::shared_ptr<const index::Snapshot> snapshot() {
  std::vector<Record> more;
  for (int i = 0; i < 6; ++i) {
    more.push_back(record("many/repo" + std::to_string(i))
                       .description("Real-time semantic segmentation for the masses")
                       .topics({"point-cloud", "目标检测"}));
  }
  return std::make_shared<const index::Snapshot>(
      1, std::vector<index::SegmentView>{
             memory_view({record("matterport/Mask_RCNN").stars(600),
                          record("felixgwu/mask_rcnn_pytorch").stars(30),
                          record("junyanz/CycleGAN").stars(500)}),
             memory_view(more, 2), memory_view({record("big/mask").stars(9000)}, 3)});
}

std::vector<std::string> texts(const NameSuggester& suggester, std::string_view typed,
                               std::size_t limit = 10) {
  std::vector<std::string> out;
  for (const Suggestion& s : suggester.complete(typed, limit)) out.push_back(s.kind + ":" + s.text);
  return out;
}

TEST(NameSuggester, CompletesNamesOfAllSegmentsByStars) {
  const NameSuggester suggester(snapshot(), builtin_taxonomy());
  EXPECT_THAT(texts(suggester, "mask"), ElementsAre("model:big/mask", "model:matterport/Mask_RCNN",
                                                    "model:felixgwu/mask_rcnn_pytorch"));
  EXPECT_THAT(texts(suggester, "mask", 1), ElementsAre("model:big/mask"));
  EXPECT_THAT(texts(suggester, "junyanz/cyc"), ElementsAre("model:junyanz/CycleGAN"));
  EXPECT_THAT(texts(suggester, "rcnn").front(), "model:matterport/Mask_RCNN");
  EXPECT_THAT(texts(suggester, "目标"), ElementsAre("topic:目标检测"));
}

TEST(NameSuggester, TakesSeveralWordsInAnyOrder) {
  const NameSuggester suggester(snapshot(), builtin_taxonomy());
  EXPECT_THAT(texts(suggester, "mask rc"),
              ElementsAre("model:matterport/Mask_RCNN", "model:felixgwu/mask_rcnn_pytorch"));
  EXPECT_THAT(texts(suggester, "pytorch mask"), ElementsAre("model:felixgwu/mask_rcnn_pytorch"));
}

TEST(NameSuggester, MendsWhatIsMistyped) {
  const NameSuggester suggester(snapshot(), builtin_taxonomy());
  EXPECT_THAT(texts(suggester, "cylcegan"), ElementsAre("model:junyanz/CycleGAN"));
  EXPECT_THAT(texts(suggester, "pytroc"), Contains("framework:PyTorch"));
  EXPECT_THAT(texts(suggester, "reinforcment lea"), Contains("category:Reinforcement learning"));
  EXPECT_THAT(texts(suggester, "zzzzzz"), IsEmpty());
  EXPECT_THAT(texts(suggester, " -/"), IsEmpty());
}

TEST(NameSuggester, KnowsTopicsAndPopularPhrases) {
  const NameSuggester suggester(snapshot(), builtin_taxonomy());
  EXPECT_THAT(texts(suggester, "point"), Contains("topic:point-cloud"));
  EXPECT_THAT(texts(suggester, "semantic se"), Contains("phrase:semantic segmentation"));
  EXPECT_THAT(texts(suggester, "segmentation for"), Not(Contains("phrase:segmentation for")));
}

TEST(NameSuggester, KeepsPlacesForWhatIsNoRepository) {
  std::vector<Record> records;
  for (int i = 0; i < 20; ++i) {
    records.push_back(record("o/semantic-" + std::to_string(i))
                          .stars(static_cast<std::uint64_t>(100'000 + i))
                          .description("semantic segmentation of semantic maps"));
  }
  const auto many = std::make_shared<const index::Snapshot>(
      1, std::vector<index::SegmentView>{memory_view(records)});
  const NameSuggester suggester(many, builtin_taxonomy());
  const auto found = texts(suggester, "semantic");
  ASSERT_EQ(found.size(), 10U);
  EXPECT_EQ(found.front(), "model:o/semantic-19");
  EXPECT_EQ(std::count_if(found.begin(), found.end(),
                          [](const std::string& text) { return text.starts_with("phrase:"); }),
            3);
  EXPECT_THAT(found, Contains("phrase:semantic segmentation"));
}

TEST(NameSuggester, CompletesOtherNamesOfWhatIsHere) {
  const NameSuggester suggester(snapshot(), builtin_taxonomy());
  EXPECT_THAT(texts(suggester, "语义"), ElementsAre("phrase:语义分割"));
  EXPECT_THAT(texts(suggester, "语音"), IsEmpty());  // nothing of it is
}

TEST(NameSuggester, LeavesOutWhatIsDeletedAndTakesOverWhatIsKnown) {
  const auto before = snapshot();
  const NameSuggester old(before, builtin_taxonomy());
  std::vector<index::SegmentView> views = before->segments();
  auto live = std::make_shared<index::LiveDocs>(1);
  live->kill(0);
  views[2].live = live;
  views.push_back(memory_view({record("new/masked").stars(1)}, 4));
  const auto after = std::make_shared<const index::Snapshot>(2, views);
  const NameSuggester suggester(after, builtin_taxonomy(), &old);
  EXPECT_THAT(texts(suggester, "mask"),
              ElementsAre("model:matterport/Mask_RCNN", "model:felixgwu/mask_rcnn_pytorch",
                          "model:new/masked"));
}

}  // namespace
}  // namespace modelzoo::query
