#include "query/ranking/ranking.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <set>

#include "query/language/query_parser.h"
#include "schemas/taxonomy.h"
#include "tests/support/memory_segment.h"
#include "tests/support/record_builder.h"
#include "tests/support/snapshot_searches.h"

namespace modelzoo::query {
namespace {

using modelzoo::testing::memory_view;
using modelzoo::testing::names_of;
using modelzoo::testing::record;
using modelzoo::testing::searched;

using Names = std::vector<std::string>;

SearchResult search(const std::vector<Record>& records, const std::string& query,
                    Ranking ranking = Ranking::kStar) {
  const index::Snapshot snapshot(1, {memory_view(records)});
  SearchRequest request;
  request.query = query;
  request.ranking = ranking;
  return searched(snapshot, request);
}

Names order(const std::vector<Record>& records, const std::string& query) {
  return names_of(search(records, query).hits);
}

TEST(Ranking, PutsTheRepositoryOfThatNameBeforeAFamousOneThatMentionsIt) {
  const std::vector<Record> records = {
      record("big/framework").stars(50000).readme("It runs unet among others."),
      record("small/unet").stars(600).readme("Segmentation.")};
  EXPECT_EQ(order(records, "unet"), (Names{"small/unet", "big/framework"}));
}

// As pytorch/pytorch: every tutorial says the word more often than it does.
TEST(Ranking, PutsTheRepositoryWithThatFullNameFirst) {
  std::vector<Record> records = {record("torch/torch").stars(10).description("Tensors")};
  for (int i = 0; i < 30; ++i) {
    records.push_back(record("o/torch-torch-" + std::to_string(i))
                          .stars(90000)
                          .description("torch torch torch")
                          .readme("torch/torch, torch torch"));
  }
  EXPECT_EQ(order(records, "torch/torch").front(), "torch/torch");
  EXPECT_EQ(order(records, "in:name Torch/Torch").front(), "torch/torch");
}

TEST(Ranking, PutsTheMoreFamousOfEqualsFirst) {
  const std::vector<Record> records = {
      record("a/unet").stars(3).description("U-Net in PyTorch"),
      record("b/unet").stars(3000).description("U-Net in PyTorch")};
  EXPECT_EQ(order(records, "unet pytorch"), (Names{"b/unet", "a/unet"}));
}

TEST(Ranking, LetsStarsDecideBetweenEqualNames) {
  std::vector<Record> records = {
      record("big/keras").stars(19000).description("Deep learning for Python"),
      record("small/keras").stars(200).description("Interface for statistics")};
  for (int i = 0; i < 50; ++i)
    records.push_back(record("o/other-" + std::to_string(i)).description("Nothing of it"));
  EXPECT_EQ(order(records, "keras"), (Names{"big/keras", "small/keras"}));
}

TEST(Ranking, PutsWhatIsKnownByNameOnlyLast) {
  std::vector<Record> records = {record("a/image-inpainting").stars(10),
                                 record("b/deepfill").stars(10).description("Image inpainting"),
                                 record("c/filler").stars(10).readme("Image inpainting")};
  for (int i = 0; i < 50; ++i)
    records.push_back(record("o/other-" + std::to_string(i)).description("Nothing of it"));
  EXPECT_EQ(order(records, "image inpainting by networks").back(), "a/image-inpainting");
}

TEST(Ranking, TakesALanguageForWhatIsWrittenInIt) {
  Record written = record("a/segmenter").description("Segmentation");
  written.language = "Julia";
  Record other = record("b/segmenter").description("Segmentation");
  other.language = "Rust";
  const std::vector<Record> records = {written, other,
                                       record("c/julia").description("Segmentation in Julia")};
  const Names both = order(records, "segmentation julia");
  EXPECT_EQ(Names(both.begin(), both.begin() + 2), (Names{"c/julia", "a/segmenter"}));
  EXPECT_EQ(order(records, "segmentation -julia"), (Names{"a/segmenter", "b/segmenter"}));
  EXPECT_EQ(order(records, "in:description julia"), (Names{"c/julia"}));
  EXPECT_EQ(order(records, "\"julia\""), (Names{"c/julia"}));
}

// What the text says of the rest decides: that it is in Python is a condition, not a topic.
TEST(Ranking, PutsWhatIsInTheLanguageBeforeWhatOnlyNamesIt) {
  Record other = record("b/segmenter").stars(900).description("Segmentation of images");
  other.language = "Rust";
  Record written = record("a/segmenter").stars(800).description("Segmentation of images");
  written.language = "Python";
  std::vector<Record> records = {other, written};
  for (int i = 0; i < 200; ++i)
    records.push_back(record("o/other-" + std::to_string(i)).description("Nothing of it"));
  EXPECT_EQ(order(records, "image segmentation").front(), "b/segmenter");
  EXPECT_EQ(order(records, "image segmentation python").front(), "a/segmenter");
}

TEST(Ranking, TakesAFrameworkForWhatIsBuiltOnIt) {
  const std::vector<Record> records = {
      record("a/segmenter").description("Segmentation").frameworks({"pytorch"}),
      record("b/segmenter").description("Segmentation").frameworks({"jax"}),
      record("c/keras").description("Segmentation in Keras").frameworks({"keras"})};
  EXPECT_EQ(order(records, "segmentation torch").front(), "a/segmenter");  // an alias of PyTorch
  EXPECT_EQ(order(records, "segmentation -pytorch"),
            (Names{"a/segmenter", "b/segmenter", "c/keras"}));
  EXPECT_EQ(order(records, "\"pytorch\""), Names{});
}

TEST(Ranking, ReadsTheMarksOfALanguagesName) {
  Record plus = record("a/parser").description("Parser");
  plus.language = "C++";
  Record sharp = record("b/parser").description("Parser");
  sharp.language = "C#";
  Record plain = record("c/parser").description("Parser");
  plain.language = "C";
  const std::vector<Record> records = {plus, sharp, plain};
  EXPECT_EQ(order(records, "parser c++").front(), "a/parser");
  EXPECT_EQ(order(records, "a parser, C#").front(), "b/parser");
  EXPECT_EQ(order(records, "++ # parser").size(), 3U);
  EXPECT_EQ(order(records, "parser cpp").front(), "a/parser");  // as people write it
}

TEST(Ranking, TakesALastLetterForALanguage) {
  Record plots = record("b/plots").description("Data plots");
  plots.language = "R";
  const std::vector<Record> records = {record("a/plots").stars(90).description("Data plots"), plots,
                                       record("c/r-cnn").description("Faster R CNN")};
  EXPECT_EQ(order(records, "data plots").front(), "a/plots");
  EXPECT_EQ(order(records, "data plots r").front(), "b/plots");
  EXPECT_EQ(order(records, "r data plots").front(), "a/plots");
  EXPECT_EQ(order(records, "faster r"), Names{"c/r-cnn"});
}

TEST(Ranking, ReadsAnOwnerAndNameAmongOtherWordsAsWords) {
  const std::vector<Record> records = {
      record("Tencent/ncnn").stars(10).description("Inference for mobile platforms")};
  EXPECT_EQ(order(records, "Tencent/nccn: inference for mobile platforms"),
            (Names{"Tencent/ncnn"}));
}

TEST(Ranking, PutsListsForksAndArchivedOnesAfterModels) {
  Record fork = record("d/detector").stars(100).description("Object detection");
  fork.fork = true;
  const std::vector<Record> records = {
      record("a/detector").stars(100).description("Object detection").archived(true), fork,
      record("b/detector").stars(100).description("Object detection").kind("list"),
      record("c/detector").stars(100).description("Object detection").kind("model")};
  EXPECT_EQ(order(records, "object detection"),
            (Names{"c/detector", "a/detector", "d/detector", "b/detector"}));
}

TEST(Ranking, PutsTheListFirstWhenAListIsAskedFor) {
  const std::vector<Record> records = {
      record("a/awesome-gan").stars(900).description("Papers on GAN").kind("list"),
      record("b/gan").stars(1000).description("GAN, an awesome model").kind("model")};
  EXPECT_EQ(order(records, "awesome gan").front(), "a/awesome-gan");
}

TEST(Ranking, PutsDocumentsWithAllWordsFirstAndSaysThatItRelaxed) {
  const std::vector<Record> records = {record("a/one").stars(90000).description("speech"),
                                       record("b/two").stars(10).description("speech by diffusion"),
                                       record("c/three").stars(10).description("diffusion")};
  const SearchResult result = search(records, "speech diffusion");
  EXPECT_EQ(result.hits.at(0).record.full_name, "b/two");
  EXPECT_FALSE(result.warnings.empty());
}

TEST(Ranking, TakesRelativesOfAWordAndTheExactOneFirst) {
  const std::vector<Record> records = {record("a/b").stars(10).description("classify image"),
                                       record("c/d").stars(10).description("classify images")};
  EXPECT_EQ(order(records, "images"), (Names{"c/d", "a/b"}));
  EXPECT_EQ(order(records, "image"), (Names{"a/b", "c/d"}));
}

TEST(Ranking, TakesSynonymsBothWays) {
  const std::vector<Record> records = {
      record("a/b").stars(10).description("generative adversarial networks"),
      record("c/d").stars(10).description("a gan"), record("e/f").description("nothing")};
  EXPECT_EQ(order(records, "gan"), (Names{"c/d", "a/b"}));
  EXPECT_EQ(order(records, "generative adversarial networks"), (Names{"a/b", "c/d"}));
}

TEST(Ranking, PassesOverStopWordsUnlessThereIsNothingElse) {
  const std::vector<Record> records = {record("a/b").description("the model of the year"),
                                       record("c/d").description("model")};
  EXPECT_EQ(search(records, "the model").total, 2U);
  EXPECT_EQ(search(records, "of the").total, 1U);
}

TEST(Ranking, OfTextAloneKnowsNoStarsAndNoName) {
  const std::vector<Record> records = {
      record("a/gan").stars(90000).description("one"),
      record("b/c").stars(1).description("gan gan gan gan gan gan")};
  const SearchResult result = search(records, "gan one two", Ranking::kBm25);
  for (const Hit& hit : result.hits) EXPECT_LT(hit.score, 3 * 256 * 10);
  EXPECT_EQ(result.total, 2U);  // one word is enough
}

// A bound may be loose, never low: documents are passed over by it.
TEST(Ranker, BoundsEveryScore) {
  std::mt19937 random(11);
  const Names words = {"gan", "vision", "speech", "torch", "model", "cycle", "net", "deep"};
  const auto word = [&] { return words[random() % words.size()]; };
  std::vector<Record> records;
  for (int i = 0; i < 300; ++i) {
    Record made = record(word() + "/" + word() + "-" + word() + std::to_string(i % 7 ? i : 0))
                      .stars(random() % 300000)
                      .description(word() + " " + word())
                      .readme(word() + "\n# " + word() + "\n" + word())
                      .kind(random() % 4 == 0 ? "list" : "model")
                      .archived(random() % 5 == 0);
    if (i % 9 == 0) made.description.reset(), made.readme.reset();
    made.language = i % 2 == 0 ? "Python" : "Go";
    made.full_name += std::to_string(i);
    records.push_back(made);
  }
  const index::Snapshot snapshot(1, {memory_view(records)});
  const index::SegmentView& view = snapshot.segments()[0];
  for (const char* query : {"gan", "gan vision", "cycle net deep gan", "speech-torch model",
                            "cycle net: a deep vision model of speech", "torch, model of python"}) {
    std::vector<std::string> warnings;
    SearchPlan plan =
        make_plan(parse_query(query), SearchRequest(), builtin_taxonomy(), snapshot, warnings);
    relax(plan, 0.3);
    const auto matcher = SegmentMatcher::open(view, plan).value();
    Ranker ranker(plan, view, Ranking::kStar);
    std::size_t seen = 0;
    std::size_t passed = 0;
    while (matcher->next_window()) {
      const WindowBits matches = matcher->matches();
      ranker.begin_window(*matcher, matches);
      for_each_place(matches, [&](std::uint32_t i) {
        const double score = ranker.score(i).score();
        EXPECT_TRUE(ranker.may_reach(i, score));
        WindowBits telling = ranker.telling(*matcher, matches, score);
        EXPECT_TRUE(telling.test(i));
        telling.remove(matches);
        EXPECT_FALSE(telling.any());
        ++seen;
        passed += ranker.may_reach(i, score * 4) ? 0U : 1U;
        const auto reaching = ranker.reaching(score);
        EXPECT_TRUE(std::binary_search(reaching.begin(), reaching.end(), i));
        ranker.begin_window(*matcher, matches);  // all of them again
      });
    }
    EXPECT_GT(seen, 20U) << query;
    EXPECT_GT(passed, 20U) << query;
  }
}

// What a page passes over depends on how deep it goes: pages of other depths show the same order.
TEST(Ranking, ShowsEachMatchOnceOverAllPages) {
  std::mt19937 random(12);
  const auto word = [&] { return "w" + std::to_string(random() % (1 + random() % 30)); };
  std::vector<Record> records;
  for (int i = 0; i < 3000; ++i) {
    std::string text;
    for (std::size_t n = 1 + random() % 9; n > 0; --n) text += word() + " ";
    records.push_back(record("o/" + word() + "-" + std::to_string(i))
                          .stars(random() % 3 == 0 ? random() % 3000 : 0)
                          .description(text));
  }
  const index::Snapshot snapshot(1, {memory_view(records)});
  for (int round = 0; round < 12; ++round) {
    SearchRequest request;
    request.query = word() + " OR " + word() + (round % 2 == 0 ? " OR " + word() : "");
    request.ranking = round % 5 == 0 ? Ranking::kBm25 : Ranking::kStar;
    request.limit = 100;
    std::set<std::string> shown;
    double last = 1e300;
    std::uint64_t total = 0;
    for (request.offset = 0;; request.offset += request.limit) {
      const SearchResult page = modelzoo::testing::searched(snapshot, request);
      total = page.total;
      if (page.hits.empty()) break;
      for (const Hit& hit : page.hits) {
        EXPECT_TRUE(shown.insert(hit.record.full_name).second) << hit.record.full_name;
        // Behind the best hundred, which closeness moves among themselves, scores only fall.
        if (request.offset > 0) {
          EXPECT_LE(hit.score, last);
        }
        last = hit.score;
      }
    }
    EXPECT_EQ(shown.size(), total) << request.query;
  }
}

}  // namespace
}  // namespace modelzoo::query
