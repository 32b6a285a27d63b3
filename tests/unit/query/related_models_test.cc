#include "query/related_models.h"

#include <gmock/gmock.h>

#include "tests/support/memory_segment.h"
#include "tests/support/record_builder.h"
#include "tests/support/snapshot_searches.h"

namespace modelzoo::query {
namespace {

using modelzoo::testing::memory_view;
using modelzoo::testing::record;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<std::string> related(const std::vector<Record>& first,
                                 const std::vector<Record>& second, std::string_view of,
                                 std::size_t limit = 5) {
  std::vector<index::SegmentView> views = {memory_view(first)};
  if (!second.empty()) views.push_back(memory_view(second, 2));
  const index::Snapshot snapshot(1, std::move(views));
  const auto hits = related_models(snapshot, *snapshot.find(of), limit);
  EXPECT_TRUE(hits);
  return modelzoo::testing::names_of(*hits);
}

TEST(RelatedModels, PutOtherImplementationsOfThePaperFirst) {
  EXPECT_THAT(related({record("a/cyclegan")
                           .description("unpaired translation")
                           .readme("See https://arxiv.org/abs/1703.10593"),
                       record("b/same-words").description("unpaired translation").stars(90'000)},
                      {record("c/other").readme("[paper](https://arxiv.org/pdf/1703.10593.pdf)")},
                      "a/cyclegan"),
              ElementsAre("c/other", "b/same-words"));
}

TEST(RelatedModels, KnowAPaperByItsTitle) {
  EXPECT_THAT(related({record("a/x").readme("title={Attention Is All You Need}, year={2017}"),
                       record("b/y").readme("@misc{v, title = \"{A}ttention is all you need\"}")},
                      {}, "a/x"),
              ElementsAre("b/y"));
}

TEST(RelatedModels, ShareTellingWordsTopicsAndFramework) {
  const std::vector<Record> records = {
      record("a/speech").topics({"asr", "speech"}).frameworks({"keras"}).readme("acoustic beams"),
      record("b/words").readme("acoustic beams"),
      record("c/topics").topics({"asr", "speech"}).frameworks({"keras"}).readme("acoustic beams"),
      record("d/nothing").readme("cats and dogs")};
  EXPECT_THAT(related(records, {}, "a/speech"), ElementsAre("c/topics", "b/words"));
  EXPECT_THAT(related(records, {}, "a/speech", 1), ElementsAre("c/topics"));
  EXPECT_THAT(related(records, {}, "d/nothing"), IsEmpty());
}

TEST(RelatedModels, RankListsAndArchivedOnesBelow) {
  EXPECT_THAT(related({record("a/x").readme("acoustic beams"),
                       record("b/list").kind("list").readme("acoustic beams"),
                       record("c/archived").archived(true).readme("acoustic beams"),
                       record("d/model").readme("acoustic beams")},
                      {}, "a/x"),
              ElementsAre("d/model", "c/archived", "b/list"));
}

TEST(RelatedModels, LeaveOutWhatIsDeleted) {
  index::SegmentView view = memory_view({record("a/x").stars(3).readme("arXiv:1703.10593 beams"),
                                         record("b/y").stars(2).readme("arXiv:1703.10593 beams")});
  auto live = std::make_shared<index::LiveDocs>(2);
  live->kill(1);
  view.live = live;
  const index::Snapshot snapshot(1, {view});
  EXPECT_TRUE(related_models(snapshot, *snapshot.find("a/x"), 5)->empty());
}

}  // namespace
}  // namespace modelzoo::query
