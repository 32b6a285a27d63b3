#include "crawler/classify.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "schemas/taxonomy.h"
#include "tests/support/record_builder.h"

namespace modelzoo::crawler {
namespace {

using modelzoo::testing::record;

Classification of(const Record& r) { return classify(r, builtin_taxonomy()); }
bool has(const std::vector<std::string>& ids, const char* id) {
  return std::find(ids.begin(), ids.end(), id) != ids.end();
}

TEST(Classify, ReadsTopicsManifestsAndImports) {
  EXPECT_TRUE(has(of(record("o/n").topics({"pytorch", "nlp"})).frameworks, "pytorch"));
  Record manifest = record("o/n").description("Keras model");
  manifest.manifests.emplace()["requirements.txt"] = "numpy\nkeras==2.0\n";
  EXPECT_EQ(of(manifest).frameworks.front(), "keras");
  Record imports = record("o/n");
  imports.imports.emplace()["torch"] = 90;
  (*imports.imports)["numpy"] = 40;
  EXPECT_EQ(of(imports).frameworks, std::vector<std::string>{"pytorch"});
}

TEST(Classify, DoesNotCountAMereMention) {
  const auto found = of(record("o/n")
                            .description("A PyTorch model")
                            .readme("# Model\n\nFor the TensorFlow version see elsewhere."));
  EXPECT_TRUE(has(found.frameworks, "pytorch"));
  EXPECT_FALSE(has(found.frameworks, "tensorflow"));
}

TEST(Classify, FindsWholeWordsOnly) {
  EXPECT_FALSE(
      has(of(record("o/n").description("Organic vegans")).categories, "generative-models"));
  Record manifest = record("o/n").description("x");
  manifest.manifests.emplace()["requirements.txt"] = "torchvision-like\n";
  EXPECT_TRUE(of(manifest).frameworks.empty());
}

TEST(Classify, PutsAModelIntoSeveralCategories) {
  const auto found = of(
      record("o/n").description("Image generation with GANs").topics({"computer-vision", "gan"}));
  EXPECT_TRUE(has(found.categories, "computer-vision"));
  EXPECT_TRUE(has(found.categories, "generative-models"));
}

TEST(Classify, TellsListsAndTutorials) {
  EXPECT_EQ(of(record("o/awesome-gan").description("A curated list of GAN papers")).kind, "list");
  EXPECT_EQ(of(record("o/n").description("A tutorial on PyTorch")).kind, "tutorial");
  EXPECT_EQ(of(record("o/n").description("CycleGAN in PyTorch")).kind, "model");
}

TEST(Classify, ImpliesJaxForFlax) {
  EXPECT_EQ(of(record("o/n").topics({"flax"}).description("in Flax")).frameworks,
            (std::vector<std::string>{"flax", "jax"}));
}

TEST(Classify, LeavesWhatIsGivenAndRemembersWhatItSet) {
  Record given = record("o/n").description("A PyTorch GAN").frameworks({"keras"});
  classify_record(given, builtin_taxonomy());
  EXPECT_EQ(given.frameworks, std::vector<std::string>{"keras"});
  EXPECT_EQ(given.classified, (std::vector<std::string>{"categories", "kind"}));
  given.description = "A reinforcement learning agent";
  reclassify_record(given, builtin_taxonomy());
  EXPECT_EQ(given.frameworks, std::vector<std::string>{"keras"});
  EXPECT_EQ(given.categories, std::vector<std::string>{"reinforcement-learning"});
}

TEST(Classify, GivesEvidenceForEachLabel) {
  const auto found = of(record("o/n").topics({"pytorch"}));
  ASSERT_FALSE(found.evidence.empty());
  EXPECT_EQ(found.evidence.front().label, "pytorch");
  EXPECT_EQ(found.evidence.front().where, "topic");
}

}  // namespace
}  // namespace modelzoo::crawler
