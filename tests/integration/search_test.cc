// Search over a real store, the same questions under several shapes of the index.
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "index/store/index_store.h"
#include "query/embedded_backend.h"
#include "query/search_backend.h"
#include "schemas/taxonomy.h"
#include "tests/support/record_builder.h"
#include "tests/support/temporary_folder.h"

namespace modelzoo::query {
namespace {

using modelzoo::testing::record;
using modelzoo::testing::TemporaryFolder;

std::vector<Record> records() {
  return {
      record("matterport/Mask_RCNN")
          .stars(6104)
          .description("Mask R-CNN for object detection in Keras")
          .frameworks({"keras", "tensorflow"})
          .categories({"computer-vision"})
          .license("MIT")
          .language("Python")
          .kind("model")
          .pushed("2024-04-04")
          .created("2017-10-19")
          .readme("# Mask R-CNN\n\nInstance segmentation with masks."),
      record("junyanz/CycleGAN")
          .stars(6453)
          .description("Image-to-image translation in Torch")
          .frameworks({"torch"})
          .categories({"computer-vision", "generative-models"})
          .language("Lua")
          .kind("model")
          .pushed("2023-09-12")
          .created("2017-03-30")
          .readme("# CycleGAN\n\nUnpaired image to image translation."),
      record("junyanz/pytorch-CycleGAN-and-pix2pix")
          .stars(4242)
          .description("Image-to-Image Translation in PyTorch")
          .frameworks({"pytorch"})
          .categories({"computer-vision", "generative-models"})
          .topics({"gan", "pix2pix"})
          .license("BSD-2-Clause")
          .language("Python")
          .kind("model")
          .pushed("2024-03-22")
          .created("2017-04-18")
          .readme("# CycleGAN and pix2pix in PyTorch"),
      record("keras-rl/keras-rl")
          .stars(2639)
          .description("Deep reinforcement learning for Keras")
          .frameworks({"keras"})
          .categories({"reinforcement-learning"})
          .license("MIT")
          .language("Python")
          .kind("library")
          .pushed("2019-11-11")
          .created("2016-07-02")
          .readme("# Deep Reinforcement Learning for Keras\n\nDQN, DDPG."),
      record("big/framework")
          .stars(90000)
          .description("A framework for everything")
          .frameworks({"tensorflow"})
          .kind("framework")
          .readme("Among a thousand things: cyclegan is mentioned here. " + std::string(3000, 'x')),
      record("some/awesome-gan")
          .stars(3000)
          .description("A curated list of GAN papers")
          .kind("list")
          .readme("# awesome gan\n\ncyclegan, pix2pix, dcgan"),
      record("zh/paper")
          .stars(50)
          .description("生成对抗网络的实现")
          .readme("# 生成对抗网络\n\n使用PyTorch实现"),
      record("ja/rl").stars(40).description("強化学習のサンプル").readme("深層強化学習"),
      record("phys/diffusion").stars(30).description("Schrödinger bridge").archived(true),
      record("no/readme"),
  };
}

enum class Shape { kOneSegment, kMany, kMerged, kReopened, kWithDeletions };

class Search : public ::testing::TestWithParam<Shape> {
 protected:
  void SetUp() override {
    open();
    if (GetParam() == Shape::kOneSegment || GetParam() == Shape::kReopened) {
      apply(records());
    } else {
      for (const Record& r : records()) apply({r});
    }
    if (GetParam() == Shape::kMerged) {
      ASSERT_TRUE(store_->merge_all());
    }
    if (GetParam() == Shape::kReopened) open();
    if (GetParam() == Shape::kWithDeletions) {
      for (int i = 0; i < 3; ++i)
        apply({record("gone/cyclegan-" + std::to_string(i)).stars(99999).readme("cyclegan")});
      Changes changes;
      for (int i = 0; i < 3; ++i) changes.deletions.push_back("gone/cyclegan-" + std::to_string(i));
      ASSERT_TRUE(backend_->apply(std::move(changes)));
      for (const Record& r : records()) apply({r});  // replaces each
    }
  }

  void open() {
    backend_.reset();
    store_.reset();
    index::StoreOptions options;
    options.data_dir = folder_.path();
    options.background_merges = false;
    options.sync_writes = false;
    auto opened = index::IndexStore::open(std::move(options));
    ASSERT_TRUE(opened);
    store_ = std::move(opened).value();
    backend_ = make_embedded_backend(*store_, builtin_taxonomy());
  }
  void apply(std::vector<Record> puts) {
    Changes changes;
    changes.puts = std::move(puts);
    ASSERT_TRUE(backend_->apply(std::move(changes)));
  }

  SearchResult find(const std::string& query, SearchRequest request = {}) {
    request.query = query;
    auto result = backend_->search(request);
    EXPECT_TRUE(result) << (result ? "" : result.error().message);
    return result ? std::move(result).value() : SearchResult();
  }
  std::string first(const std::string& query) {
    const SearchResult result = find(query);
    return result.hits.empty() ? "" : result.hits[0].record.full_name;
  }
  std::set<std::string> all(const std::string& query) {
    std::set<std::string> names;
    for (const Hit& hit : find(query).hits) names.insert(hit.record.full_name);
    return names;
  }

  TemporaryFolder folder_;
  std::unique_ptr<index::IndexStore> store_;
  std::unique_ptr<SearchBackend> backend_;
};

using Names = std::set<std::string>;

TEST_P(Search, FindsNamesHoweverTheyAreWritten) {
  for (const char* query : {"mask rcnn", "Mask_RCNN", "maskrcnn", "mask-rcnn", "MASK RCNN"}) {
    EXPECT_EQ(first(query), "matterport/Mask_RCNN") << query;
  }
  for (const char* query : {"cycle gan", "CycleGAN", "cyclegan"})
    EXPECT_EQ(first(query), "junyanz/CycleGAN") << query;
  for (const char* query : {"pix 2 pix", "pix2pix"}) {
    EXPECT_EQ(first(query), "junyanz/pytorch-CycleGAN-and-pix2pix") << query;
  }
}

TEST_P(Search, FindsOtherScriptsAndAccents) {
  EXPECT_EQ(first("生成对抗网络"), "zh/paper");
  EXPECT_EQ(first("強化学習"), "ja/rl");
  EXPECT_EQ(first("Schrödinger"), "phys/diffusion");
  EXPECT_EQ(first("schrodinger"), "phys/diffusion");
}

TEST_P(Search, FindsTasksByTheirNamesInOtherLanguages) {
  for (const char* query : {"强化学习", "強化學習", "강화 학습", "강화학습"})
    EXPECT_EQ(all(query), (Names{"ja/rl", "keras-rl/keras-rl"})) << query;
  for (const char* query : {"生成對抗網路", "敵対的生成ネットワーク"})
    EXPECT_TRUE(all(query).contains("zh/paper")) << query;
}

TEST_P(Search, DoesNotLetStarsBuryAName) {
  const SearchResult result = find("cyclegan");
  EXPECT_EQ(result.hits[0].record.full_name, "junyanz/CycleGAN");
  EXPECT_NE(result.hits[1].record.full_name, "big/framework");
}

TEST_P(Search, ReadsTheQueryLanguage) {
  // Its Chinese name is a synonym.
  EXPECT_EQ(all("gan -cyclegan -awesome"), Names{"zh/paper"});
  EXPECT_EQ(all("\"reinforcement learning\""), Names{"keras-rl/keras-rl"});
  EXPECT_EQ(all("\"learning reinforcement\""), Names{});
  EXPECT_EQ(all("framework:keras"), (Names{"matterport/Mask_RCNN", "keras-rl/keras-rl"}));
  EXPECT_EQ(all("framework:tf category:cv"), Names{"matterport/Mask_RCNN"});
  EXPECT_EQ(all("stars:2639"), Names{"keras-rl/keras-rl"});
  EXPECT_EQ(all("stars:>6200 category:generative-models"), Names{"junyanz/CycleGAN"});
  EXPECT_EQ(all("license:mit language:python"),
            (Names{"matterport/Mask_RCNN", "keras-rl/keras-rl"}));
  EXPECT_EQ(all("owner:junyanz pushed:>2024-01-01"), Names{"junyanz/pytorch-CycleGAN-and-pix2pix"});
  EXPECT_EQ(all("created:2016"), Names{"keras-rl/keras-rl"});
  EXPECT_EQ(all("topic:pix2pix OR owner:ja"),
            (Names{"junyanz/pytorch-CycleGAN-and-pix2pix", "ja/rl"}));
  EXPECT_EQ(all("archived:true"), Names{"phys/diffusion"});
  EXPECT_EQ(all("in:name rcnn"), Names{"matterport/Mask_RCNN"});
  EXPECT_EQ(all("in:name segmentation"), Names{});
  EXPECT_EQ(all("reinf*"), Names{"keras-rl/keras-rl"});
  EXPECT_EQ(all("-stars:>=0"), Names{});
}

TEST_P(Search, MatchesEverythingWithoutAQueryByStars) {
  const SearchResult result = find("");
  EXPECT_EQ(result.total, records().size());
  EXPECT_EQ(result.hits[0].record.full_name, "big/framework");
  EXPECT_TRUE(
      std::is_sorted(result.hits.begin(), result.hits.end(), [](const Hit& a, const Hit& b) {
        return a.record.stars.value_or(0) > b.record.stars.value_or(0);
      }));
}

TEST_P(Search, CountsFacetsThatIgnoreTheirOwnFilter) {
  SearchRequest request;
  request.frameworks = {"pytorch"};
  request.facets = {"framework", "category", "year"};
  const SearchResult result = find("image translation", request);
  EXPECT_EQ(result.total, 1U);
  const auto count = [&](std::size_t facet, const std::string& value) {
    for (const FacetCount& c : result.facets[facet].values) {
      if (c.value == value) return c.count;
    }
    return std::uint64_t{0};
  };
  EXPECT_EQ(count(0, "pytorch"), 1U);
  EXPECT_EQ(count(0, "torch"), 1U);
  EXPECT_EQ(count(1, "generative-models"), 1U);
  EXPECT_EQ(count(2, "2017"), 1U);
}

TEST_P(Search, PagesByCursorWithoutRepeatingOrDropping) {
  SearchRequest request;
  request.limit = 3;
  std::vector<std::string> seen;
  for (int page = 0; page < 10; ++page) {
    const SearchResult result = find("", request);
    for (const Hit& hit : result.hits) seen.push_back(hit.record.full_name);
    if (!result.next_cursor) break;
    request.cursor = *result.next_cursor;
  }
  EXPECT_EQ(seen.size(), records().size());
  EXPECT_EQ(Names(seen.begin(), seen.end()).size(), records().size());
}

TEST_P(Search, RefusesACursorOfAnotherQuery) {
  SearchRequest request;
  request.limit = 1;
  request.cursor = *find("", request).next_cursor;
  request.query = "other";
  EXPECT_EQ(backend_->search(request).error().code, ErrorCode::kInvalidArgument);
}

TEST_P(Search, SortsByDateAndName) {
  SearchRequest request;
  request.sort = Sort::kUpdated;
  EXPECT_EQ(find("", request).hits[0].record.full_name, "matterport/Mask_RCNN");
  request.sort = Sort::kCreated;
  EXPECT_EQ(find("", request).hits[0].record.full_name, "matterport/Mask_RCNN");
  request.sort = Sort::kName;
  EXPECT_EQ(find("", request).hits[0].record.full_name, "big/framework");
}

TEST_P(Search, SaysWhenItRelaxesAQuery) {
  const SearchResult result = find("reinforcement nosuchwordanywhere");
  ASSERT_FALSE(result.hits.empty());
  EXPECT_EQ(result.hits[0].record.full_name, "keras-rl/keras-rl");
  EXPECT_FALSE(result.warnings.empty());
}

TEST_P(Search, MarksWhatMatchedAndEscapesTheRest) {
  SearchRequest request;
  request.highlight = true;
  const SearchResult result = find("segmentation masks", request);
  ASSERT_FALSE(result.hits.empty());
  ASSERT_TRUE(result.hits[0].highlights);
  EXPECT_EQ(result.hits[0].highlights->readme.at(0),
            "<em>Mask</em> R-CNN Instance <em>segmentation</em> with <em>masks</em>.");
}

TEST_P(Search, ExplainsAScoreThatAddsUp) {
  SearchRequest request;
  request.explain = true;
  for (const Hit& hit : find("image translation", request).hits) {
    const Explanation& score = *hit.explanation;
    double sum = 0;
    for (const Explanation& part : score.details[0].details) sum += part.value;
    EXPECT_NEAR(sum * score.details[1].value, hit.score, 1e-9 * hit.score);
    EXPECT_DOUBLE_EQ(score.value, hit.score);
  }
}

TEST_P(Search, CompletesNamesFrameworksAndCategories) {
  const auto texts = [&](const char* prefix) {
    std::vector<std::string> out;
    const auto found = backend_->suggest(prefix, 5);
    for (const Suggestion& s : *found) out.push_back(s.kind + ":" + s.text);
    return out;
  };
  EXPECT_EQ(texts("cycleg").front(), "model:junyanz/CycleGAN");
  EXPECT_EQ(texts("pyto").front(), "framework:PyTorch");
  EXPECT_EQ(texts("reinf").front(), "category:Reinforcement learning");
  EXPECT_TRUE(texts("zzz").empty());
}

TEST_P(Search, FindsRelatedModels) {
  const auto related = backend_->related("junyanz/CycleGAN", 3);
  ASSERT_TRUE(related);
  ASSERT_FALSE(related->empty());
  EXPECT_EQ(related->front().record.full_name, "junyanz/pytorch-CycleGAN-and-pix2pix");
  EXPECT_EQ(backend_->related("no/such", 3).error().code, ErrorCode::kNotFound);
}

TEST_P(Search, FindsEveryRecordByItsName) {
  for (const Record& r : records()) {
    const auto found = all("in:name " + r.full_name.substr(r.full_name.find('/') + 1));
    EXPECT_TRUE(found.contains(r.full_name)) << r.full_name;
  }
}

TEST_P(Search, FindsEveryRecordFirstByItsFullName) {
  for (const Record& r : records()) {
    EXPECT_EQ(first(r.full_name), r.full_name);
    EXPECT_EQ(first("in:name " + r.full_name), r.full_name);
  }
}

std::string shape_name(const ::testing::TestParamInfo<Shape>& shape) {
  static constexpr const char* kNames[] = {"OneSegment", "Many", "Merged", "Reopened",
                                           "WithDeletions"};
  return kNames[static_cast<std::size_t>(shape.param)];
}

INSTANTIATE_TEST_SUITE_P(Shapes, Search,
                         ::testing::Values(Shape::kOneSegment, Shape::kMany, Shape::kMerged,
                                           Shape::kReopened, Shape::kWithDeletions),
                         shape_name);

}  // namespace
}  // namespace modelzoo::query
