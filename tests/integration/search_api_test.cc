// What people ask, over HTTP: the sample catalogue, and the READMEs of $MODELZOO_SHARED where that
// is set.
#include <gmock/gmock.h>
#include <signal.h>
#include <simdjson.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <random>

#include "schemas/utf8.h"
#include "tests/support/child_process.h"
#include "tests/support/http_client.h"
#include "tests/support/served_search.h"
#include "tests/support/temporary_folder.h"

namespace modelzoo::daemon {
namespace {

using modelzoo::testing::Answer;
using modelzoo::testing::percent_encoded;
using modelzoo::testing::Served;
using modelzoo::testing::TemporaryFolder;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

using Strings = std::vector<std::string>;

class SearchApi : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    served_ = new Served({MODELZOO_BIN_DIR "/../share/sample_catalogue.ndjson"});
  }
  static void TearDownTestSuite() { delete served_; }

  static Answer search(std::string_view query, const std::string& more = "") {
    return Answer(served_->get("/v1/search?limit=50&q=" + percent_encoded(query) + more));
  }
  static Served* served_;
};
Served* SearchApi::served_ = nullptr;

struct Asked {
  const char* name;
  const char* query;
  const char* first;
  bool prefix = false;  // as a search box asks while the last word is being typed
};
void PrintTo(const Asked& asked, std::ostream* out) { *out << asked.query; }

class SearchApiNames : public SearchApi, public ::testing::WithParamInterface<Asked> {};

TEST_P(SearchApiNames, AreFoundFirst) {
  const std::string more = GetParam().prefix ? "&prefix=true" : "";
  EXPECT_EQ(search(GetParam().query, more).first(), GetParam().first);
}

INSTANTIATE_TEST_SUITE_P(
    Quickstart, SearchApiNames,
    ::testing::Values(Asked{"Magenta", "Magenta", "tensorflow/magenta"},
                      Asked{"MagentaMistyped", "magneta", "tensorflow/magenta"},
                      Asked{"MaskRcnn", "Mask R-CNN", "matterport/Mask_RCNN"},
                      Asked{"MaskRcnnMistyped", "maskrcn keras", "matterport/Mask_RCNN"},
                      Asked{"WaveNet", "WaveNet", "ibab/tensorflow-wavenet"},
                      Asked{"WaveNetMistyped", "wavnet", "ibab/tensorflow-wavenet"},
                      Asked{"WaveNetApart", "wave net", "ibab/tensorflow-wavenet"},
                      Asked{"Sentences", "Sentence Classification with CNN",
                            "dennybritz/cnn-text-classification-tf"},
                      Asked{"SentencesMistyped", "sentense clasification cnn",
                            "dennybritz/cnn-text-classification-tf"},
                      Asked{"Dcgan", "DCGAN-tensorflow", "carpedm20/DCGAN-tensorflow"},
                      Asked{"DcganMistyped", "dcgna tensorflow", "carpedm20/DCGAN-tensorflow"},
                      Asked{"ImageToImage", "Image-to-Image Translation in PyTorch",
                            "junyanz/pytorch-CycleGAN-and-pix2pix"},
                      Asked{"PixApart", "pix 2pix", "junyanz/pytorch-CycleGAN-and-pix2pix"},
                      Asked{"KerasRl", "keras-rl", "keras-rl/keras-rl"},
                      Asked{"KerasRlMistyped", "kersa-rl", "keras-rl/keras-rl"},
                      Asked{"Dqn", "DQN-tensorflow", "devsisters/DQN-tensorflow"},
                      Asked{"DqnMistyped", "dqn tensroflow", "devsisters/DQN-tensorflow"},
                      Asked{"Muse", "MUSE", "facebookresearch/MUSE"},
                      Asked{"DomainTransfer", "Domain Transfer Network",
                            "yunjey/domain-transfer-network"},
                      Asked{"DomainTransferMistyped", "domian transfer netwrok",
                            "yunjey/domain-transfer-network"},
                      Asked{"CycleGan", "CycleGAN", "junyanz/CycleGAN"},
                      Asked{"CycleGanApart", "cycl gan", "junyanz/CycleGAN"}),
    [](const auto& given) { return given.param.name; });

INSTANTIATE_TEST_SUITE_P(
    HalfTyped, SearchApiNames,
    ::testing::Values(Asked{"Magenta", "magen", "tensorflow/magenta", true},
                      Asked{"MaskRcnn", "mask rc", "matterport/Mask_RCNN", true},
                      Asked{"WaveNet", "waven", "ibab/tensorflow-wavenet", true},
                      Asked{"Dcgan", "dcga", "carpedm20/DCGAN-tensorflow", true},
                      Asked{"KerasRl", "keras-r", "keras-rl/keras-rl", true},
                      Asked{"DomainTransfer", "domain trans", "yunjey/domain-transfer-network",
                            true},
                      Asked{"CycleGan", "cycleg", "junyanz/CycleGAN", true},
                      Asked{"CycleGanMistyped", "cylceg", "junyanz/CycleGAN", true}),
    [](const auto& given) { return given.param.name; });

TEST_F(SearchApi, SaysWhatItCorrected) {
  Answer answer = search("tensroflow wavenet license:mit");
  EXPECT_EQ(answer.did_you_mean(), "tensorflow wavenet license:mit");
  EXPECT_THAT(answer.warnings(),
              Contains("no model has \"tensroflow\"; searched as \"tensorflow\""));
  EXPECT_EQ(search("tensorflow wavenet").did_you_mean(), "");
}

TEST_F(SearchApi, ReadsAPastedTitleByItsWordsAndSaysSo) {
  Answer answer = search("\"Wavenet in TensorFlow, the pasted title of a page\"");
  EXPECT_EQ(answer.first(), "ibab/tensorflow-wavenet");
  EXPECT_THAT(answer.warnings(), Contains(HasSubstr("what is quoted was searched by its words")));
  EXPECT_THAT(search("\"wavenet cyclegan\"").names(), ElementsAre());
}

TEST_F(SearchApi, TakesAFrameworkForACondition) {
  EXPECT_EQ(search("pytorch reinforcement learning").first(), "DLR-RM/stable-baselines3");
  EXPECT_EQ(search("keras reinforcement learning").first(), "keras-rl/keras-rl");
}

TEST_F(SearchApi, ReadsTheWholeLanguage) {
  EXPECT_EQ(search("\"text-to-speech\"").first(), "coqui-ai/TTS");
  EXPECT_THAT(search("cyclegan -pytorch").names(), Not(Contains(HasSubstr("pytorch-CycleGAN"))));
  EXPECT_THAT(search("owner:junyanz -framework:pytorch").names(), ElementsAre("junyanz/CycleGAN"));
  EXPECT_THAT(search("in:name (bert OR clip)").names(),
              ::testing::UnorderedElementsAre("google-research/bert", "openai/CLIP"));
  EXPECT_THAT(
      search("in:name stabl*").names(),
      ::testing::UnorderedElementsAre("CompVis/stable-diffusion", "DLR-RM/stable-baselines3"));
  EXPECT_THAT(search("stars:>100000").names(), ElementsAre("openai/whisper"));
  EXPECT_THAT(search("stars:300..310").names(), ElementsAre("facebookresearch/deepcluster"));
  EXPECT_THAT(search("stars:*..500").names(), ElementsAre("facebookresearch/deepcluster"));
  EXPECT_THAT(search("created:2022").names(),
              ElementsAre("openai/whisper", "CompVis/stable-diffusion"));
  EXPECT_THAT(search("created:2022-08..2022-08").names(), ElementsAre("CompVis/stable-diffusion"));
  EXPECT_THAT(search("topic:vocoder").names(), ElementsAre("coqui-ai/TTS"));
  EXPECT_THAT(search("license:mpl-2.0").names(), ElementsAre("coqui-ai/TTS"));
  EXPECT_EQ(search("archived:true").total() + search("archived:false").total(), search("").total());
  EXPECT_EQ(search("fork:true").total(), 0);
  EXPECT_LT(search("is:trending").total(), search("").total());
}

TEST_F(SearchApi, NeverFailsAndSaysWhatItCouldNotRead) {
  EXPECT_THAT(search("生成 foo:bar").warnings(),
              Contains("character 4: there is no qualifier \"foo:\"; searched as words"));
  EXPECT_THAT(search("stars:many").warnings(), Contains(HasSubstr("is not a count or range")));
  EXPECT_THAT(search("framework:nosuch gan").warnings(),
              Contains(HasSubstr("is not in the taxonomy; searched as words")));
  EXPECT_THAT(search("\"open").warnings(), Contains(HasSubstr("the quote is not closed")));
  std::mt19937 random(13);
  static constexpr std::string_view kAlphabet = "ab \"()-:*OR>stars:\\\xff\xe2\x80\x9c\xe5\xad";
  for (int round = 0; round < 200; ++round) {
    std::string query;
    for (auto n = random() % 60; n > 0; --n) query += kAlphabet[random() % kAlphabet.size()];
    EXPECT_EQ(served_->status("/v1/search?highlight=true&explain=true&facets=framework&q=" +
                              percent_encoded(query)),
              200U)
        << query;
  }
}

TEST_F(SearchApi, CountsFacetsThatStaySelectable) {
  const auto all = search("", "&facets=framework").facet("framework");
  EXPECT_EQ(search("framework:keras", "&facets=framework").facet("framework"), all);
  EXPECT_EQ(search("", "&framework=keras&facets=framework").facet("framework"), all);
  const auto years = search("", "&facets=year").facet("year");
  EXPECT_GT(years.size(), 1U);
  EXPECT_EQ(search("created:2017", "&facets=year").facet("year"), years);
  EXPECT_EQ(search("", "&created_after=2018-01-01&facets=year").facet("year"), years);
  EXPECT_EQ(search("created:2017", "&limit=1").total(), years.at("2017"));
  EXPECT_LT(search("-created:2017", "&facets=year").facet("year").size(), years.size());
  const auto licenses = search("framework:keras", "&facets=license").facet("license");
  EXPECT_LT(licenses.at("MIT"), search("", "&facets=license").facet("license").at("MIT"));
  for (const auto& [framework, count] : all)
    EXPECT_EQ(search("framework:" + framework).total(), count) << framework;
}

TEST_F(SearchApi, MarksWordsExactlyAlsoCorrectedAndBegunOnes) {
  const auto marks = [](const std::string& query) {
    const std::string body =
        served_->get("/v1/search?limit=1&highlight=true&q=" + percent_encoded(query));
    return body.substr(body.find("\"highlights\""));
  };
  EXPECT_THAT(marks("wavnet"), HasSubstr("tensorflow-<em>wavenet</em>"));
  EXPECT_THAT(marks("in:name magen*"), HasSubstr("tensorflow/<em>magenta</em>"));
  EXPECT_THAT(marks("cyclegan"), HasSubstr("junyanz/<em>CycleGAN</em>"));
}

// Adds up (or multiplies) as each node's description says.
double evaluated(const simdjson::dom::element& node) {
  const double value = node["value"].get_double().value();
  const simdjson::dom::array details = node["details"].get_array().value();
  if (details.begin() == details.end()) return value;
  const std::string_view how = node["description"].get_string().value();
  double result = how.starts_with("product") ? 1 : 0;
  for (const auto detail : details)
    result = how.starts_with("product") ? result * evaluated(detail) : result + evaluated(detail);
  EXPECT_NEAR(result, value, 1e-6 * std::abs(value) + 1e-9) << how;
  return result;
}

TEST_F(SearchApi, ExplainsScoresThatAddUp) {
  for (const char* query : {"gan", "image translation pytorch", "reinforcment learning",
                            "cyclegan -keras", "\"object detection\" OR wavenet", "mask rc*",
                            "segmentation framework:pytorch stars:>10"}) {
    Answer answer = search(query, "&explain=true");
    std::size_t hits = 0;
    for (const auto hit : answer.array("hits")) {
      const double score = hit["score"].get_double().value();
      EXPECT_NEAR(evaluated(hit["explanation"].value()), score, 1e-6 * score + 1e-9) << query;
      ++hits;
    }
    EXPECT_GT(hits, 0U) << query;
  }
}

TEST_F(SearchApi, CompletesWhatIsTyped) {
  const auto suggest = [](std::string_view typed) {
    return Answer(served_->get("/v1/suggest?q=" + percent_encoded(typed)))
        .texts("suggestions", "text");
  };
  EXPECT_THAT(suggest("mask"), Contains("matterport/Mask_RCNN"));
  EXPECT_THAT(suggest("pyto"), Contains("PyTorch"));
  EXPECT_THAT(suggest("pytroc"), Contains("PyTorch"));
  EXPECT_THAT(suggest("reinf"), Contains("Reinforcement learning"));
  EXPECT_THAT(suggest("gan keras"), Contains("eriklindernoren/Keras-GAN"));
  EXPECT_THAT(suggest("cylceg"), Contains("junyanz/CycleGAN"));
  EXPECT_THAT(suggest("\"(*:"), IsEmpty());
  EXPECT_EQ(served_->status("/v1/suggest"), 400U);
}

TEST_F(SearchApi, ShowsRelatedModels) {
  const auto related = [](const std::string& of) {
    return Answer(served_->get("/v1/models/" + of + "/related")).names();
  };
  EXPECT_THAT(related("junyanz/CycleGAN"), Contains("junyanz/pytorch-CycleGAN-and-pix2pix"));
  EXPECT_THAT(related("keras-rl/keras-rl"), Contains("chainer/chainerrl"));
  EXPECT_THAT(related("junyanz/CycleGAN"), Not(Contains("junyanz/CycleGAN")));
  EXPECT_EQ(served_->status("/v1/models/no/such/related"), 404U);
}

// Real READMEs: every one is found by its name, and what is shown of it is whole.
TEST(SearchApiOnRealReadmes, FindsThemAndShowsThemUnbroken) {
  const char* shared = std::getenv("MODELZOO_SHARED");
  const std::filesystem::path corpus =
      std::filesystem::path(shared != nullptr ? shared : "") / "corpus";
  Strings files;
  if (shared != nullptr && std::filesystem::exists(corpus)) {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(corpus)) {
      const std::string name = entry.path().filename().string();
      if (name.starts_with("models") && name.find(".ndjson") != name.npos)
        files.push_back(entry.path().string());
    }
  }
  if (files.empty()) GTEST_SKIP() << "there are no real READMEs on this machine";
  const Served served(files);
  const Strings queries = {"gan",          "object detection", "reinforcment learning",
                           "pytorch seg*", "\"mask\"",         "speech recognition"};
  for (const std::string& query : queries) {
    const std::string body =
        served.get("/v1/search?limit=50&highlight=true&explain=true&q=" + percent_encoded(query));
    EXPECT_TRUE(is_valid_utf8(body));
    Answer answer(body);
    EXPECT_FALSE(answer.names().empty()) << query;
    for (const auto hit : answer.array("hits")) {
      const simdjson::dom::array passages = hit["highlights"]["readme"].get_array().value();
      for (const auto passage : passages) {
        std::string text(passage.get_string().value());
        EXPECT_THAT(text, HasSubstr("<em>"));
        for (const std::string_view mark : {"<em>", "</em>"})
          for (std::size_t at = 0; (at = text.find(mark)) != text.npos;)
            text.erase(at, mark.size());
        EXPECT_EQ(text.find_first_of("<>"), text.npos) << text;
      }
    }
  }
}

}  // namespace
}  // namespace modelzoo::daemon
