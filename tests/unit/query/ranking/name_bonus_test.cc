#include "query/ranking/name_bonus.h"

#include <gtest/gtest.h>

#include <random>

#include "query/language/query_parser.h"
#include "schemas/taxonomy.h"
#include "tests/support/memory_segment.h"
#include "tests/support/record_builder.h"

namespace modelzoo::query {
namespace {

using modelzoo::testing::memory_view;
using modelzoo::testing::record;

// The plan of a query over records that hold all of its words, each once.
struct Planned {
  explicit Planned(const std::string& query)
      : snapshot(1, {memory_view({record("a/b").description(query), record("c/d")})}) {
    plan = make_plan(parse_query(query), SearchRequest(), builtin_taxonomy(), snapshot, warnings);
    for (const std::size_t word : plan.scoring) best += plan.words[word].idf;
  }
  [[nodiscard]] double bonus(const std::string& full_name) const {
    const NameBonus bonus(plan, best);
    const double most = bonus.most(index::name_lengths(full_name));
    EXPECT_LE(bonus.of(full_name), most) << full_name;
    EXPECT_LE(most, bonus.most()) << full_name;
    return bonus.of(full_name);
  }
  // The subjects, their words apart.
  [[nodiscard]] std::string subject() const {
    std::string words;
    for (const WordRun& run : plan.subjects) {
      for (std::size_t i = run.first; i < run.first + run.count; ++i)
        words += (words.empty() ? "" : " ") + plan.words[plan.scoring[i]].text;
    }
    return words;
  }
  index::Snapshot snapshot;
  std::vector<std::string> warnings;
  SearchPlan plan;
  double best = 0;
};

TEST(NameBonus, IsForTheSameLettersAloneOrWithTheOwner) {
  const Planned planned("mask rcnn");
  EXPECT_EQ(planned.bonus("o/Mask_RCNN"), kSameName * planned.best);
  EXPECT_EQ(planned.bonus("mask/rcnn"), kSameName * planned.best);
  EXPECT_EQ(planned.bonus("rcnn/mask"), kSameName * planned.best);
  EXPECT_EQ(planned.bonus("o/other"), 0);
}

// Names made of the query's words in any company.
TEST(NameBonus, IsBoundedByTheLengthsOfNames) {
  std::mt19937 random(7);
  for (const char* query : {"mask rcnn", "a", "instance segmentation with mask rcnn in code",
                            "spearmint is a package", "resnet", "mask-rcnn"}) {
    const Planned planned(query);
    const NameBonus bonus(planned.plan, planned.best);
    const std::vector<std::string> words = {
        "mask", "rcnn", "Spearmint", "resnet", "is", "a", "instance", "x", std::string(300, 'y')};
    std::size_t unequal = 0;
    for (int i = 0; i < 3000; ++i) {
      std::string name;
      for (std::size_t n = 1 + random() % 3; n > 0; --n)
        name += words[random() % words.size()] + (random() % 2 == 0 ? "-" : "");
      const std::string full_name = words[random() % words.size()] + "/" + name;
      const double most = bonus.most(index::name_lengths(full_name));
      EXPECT_LE(bonus.of(full_name), most) << full_name;
      if (most <= bonus.most_unequal()) ++unequal;
    }
    EXPECT_GT(unequal, 1000U) << query;
  }
}

TEST(NameBonus, IsSmallForABeginning) {
  const Planned planned("mask rcnn");
  const double bonus = planned.bonus("o/mask_rcnn2");
  EXPECT_GT(bonus, 0);
  EXPECT_LE(bonus, kNamePrefix * planned.best);
}

TEST(NameBonus, IsForOneWordAmongOthers) {
  const Planned planned("bayesian optimization by spearmint");
  const double one = planned.plan.words[planned.plan.scoring[2]].idf;
  EXPECT_EQ(planned.bonus("HIPS/Spearmint"), kNamedWord * one);
  EXPECT_EQ(planned.bonus("o/bayesian-optimization"), 0);  // a topic rather than a name
}

TEST(NameBonus, IsForWordsInARowOfALongQuery) {
  const Planned planned("instance segmentation with mask rcnn in tensorflow code");
  EXPECT_GT(planned.bonus("o/Mask_RCNN"), planned.bonus("o/rcnn"));
  EXPECT_EQ(planned.bonus("o/rcnn_mask"), 0);
}

TEST(NameBonus, IsGreatestForTheSubject) {
  const Planned named("workflow tool for data called kedro");
  const Planned subject("kedro is a workflow tool for data");
  EXPECT_EQ(subject.subject(), "kedro");
  EXPECT_GT(subject.bonus("o/kedro") / subject.best, 2 * named.bonus("o/kedro") / named.best);
  EXPECT_EQ(Planned("MLC LLM is a universal solution").subject(), "mlc llm");
  EXPECT_EQ(Planned("ONNX: Open Neural Network Exchange").subject(), "onnx");
  EXPECT_EQ(Planned("The Kedro is a tool").subject(), "kedro");
  EXPECT_EQ(Planned("Arrays on CUDA. CuPy provides them. It is fast.").subject(), "cupy");
  EXPECT_EQ(Planned("image translation with networks").subject(), "");
  EXPECT_EQ(Planned("these tutorials are for beginners").subject(), "");
  EXPECT_EQ(Planned("with tutorials: for beginners").subject(), "");
}

TEST(NameBonus, IsForEachNameInTheSubject) {
  const Planned planned("the Apache PDFBox library is a tool for documents");
  EXPECT_EQ(planned.subject(), "apache pdfbox library");
  EXPECT_GT(planned.bonus("apache/pdfbox"), 2 * planned.bonus("o/documents"));
  EXPECT_GT(planned.bonus("o/pdfbox-library"), planned.bonus("o/pdfbox"));
}

TEST(NameBonus, NeedsThreeLetters) {
  const Planned planned("go is a language of programs");
  EXPECT_EQ(planned.bonus("o/go"), 0);
}

}  // namespace
}  // namespace modelzoo::query
