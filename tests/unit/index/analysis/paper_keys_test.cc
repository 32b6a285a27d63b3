#include "index/analysis/paper_keys.h"

#include <gmock/gmock.h>

#include "index/terms/keyword_terms.h"
#include "tests/support/record_builder.h"

namespace modelzoo::index {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(PaperKeys, ReadArxivNumbersHoweverTheyAreWritten) {
  EXPECT_THAT(paper_keys("[paper](https://arxiv.org/abs/1703.10593)"), ElementsAre("1703.10593"));
  EXPECT_THAT(paper_keys("https://arxiv.org/pdf/1703.10593v7.pdf"), ElementsAre("1703.10593"));
  EXPECT_THAT(paper_keys("arXiv:1406.2661, ARXIV: 1411.1784"),
              ElementsAre("1406.2661", "1411.1784"));
}

TEST(PaperKeys, ReadTitlesOfBibtexEntries) {
  EXPECT_THAT(paper_keys("@inproceedings{x,\n  title={Unpaired {I}mage-to-Image Translation},\n"),
              ElementsAre("unpairedimagetoimagetranslation"));
  EXPECT_THAT(paper_keys("  Title = \"Playing Atari with {Deep} RL\",\n booktitle={Proceedings of "
                         "Something Long}"),
              ElementsAre("playingatariwithdeeprl"));
}

TEST(PaperKeys, AreThoseOfWhatSomebodyWrites) {
  EXPECT_EQ(paper_key("arXiv:1703.10593v2"), "1703.10593");
  EXPECT_EQ(paper_key("1703.10593"), "1703.10593");
  EXPECT_EQ(paper_key("Attention Is All You Need"), "attentionisallyouneed");
  EXPECT_EQ(paper_key("?"), "");
}

TEST(PaperKeys, AreDistinctAndFew) {
  std::string list;
  for (int i = 0; i < 50; ++i) list += "arxiv.org/abs/1703.1" + std::to_string(1000 + i % 9) + "\n";
  EXPECT_EQ(paper_keys(list).size(), kMaxPaperKeys);
}

TEST(PaperKeys, TakeNothingElse) {
  EXPECT_THAT(paper_keys("arxiv arXiv: arxiv.org/ arxiv.org/abs/12.34 arxiv.org/list/1703.10593 "
                         "title={Keras} title= subtitle={A Very Long Subtitle Indeed} title={"),
              IsEmpty());
  EXPECT_THAT(paper_keys(""), IsEmpty());
}

TEST(PaperKeys, AreKeywordsOfTheRecord) {
  const auto terms = keyword_terms(modelzoo::testing::record("o/n").readme("arXiv:1406.2661"));
  EXPECT_THAT(terms, ::testing::Contains(keyword_term(KeywordField::kPaper, "1406.2661")));
}

}  // namespace
}  // namespace modelzoo::index
