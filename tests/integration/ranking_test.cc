// In which order models come, over HTTP: what a ranking must never do, on records that show it, and
// what it does with the sample catalogue, held in a file that a change of the ranking has to
// change.
#include <gmock/gmock.h>

#include <cstdlib>
#include <fstream>

#include "schemas/record_writer.h"
#include "tests/support/http_client.h"
#include "tests/support/record_builder.h"
#include "tests/support/served_search.h"
#include "tests/support/temporary_folder.h"

namespace modelzoo::daemon {
namespace {

using modelzoo::testing::Answer;
using modelzoo::testing::percent_encoded;
using modelzoo::testing::record;
using modelzoo::testing::Served;
using modelzoo::testing::TemporaryFolder;
using ::testing::ElementsAre;

std::vector<std::string> ask(const Served& served, const std::string& query, std::size_t limit) {
  return Answer(served.get("/v1/search?limit=" + std::to_string(limit) +
                           "&q=" + percent_encoded(query)))
      .names();
}

Served serve(const std::vector<Record>& records) {
  const TemporaryFolder folder;
  const std::string file = (folder.path() / "records.ndjson").string();
  {
    std::ofstream out(file);
    for (const Record& each : records) out << record_json(each) << '\n';
  }
  return Served({file});
}

// Enough others that a word is rare, as it is in a real catalogue.
std::vector<Record> with_others(std::vector<Record> records) {
  for (int i = 0; i < 200; ++i) {
    records.push_back(record("others/model" + std::to_string(i))
                          .stars(static_cast<unsigned>(i * 10))
                          .description("a network number " + std::to_string(i))
                          .readme("# Model\n\nTraining and results of run " + std::to_string(i)));
  }
  return records;
}

TEST(Ranking, DoesNotLetStarsBuryTheNameThatIsAskedFor) {
  const Served served = serve(
      with_others({record("someone/quasarnet").stars(600).description("Quasar spectra, classified"),
                   record("famous/everything")
                       .stars(50'000)
                       .description("A framework for all networks")
                       .readme("# Everything\n\nAlso runs quasarnet and many other models.")}));
  EXPECT_THAT(ask(served, "quasarnet", 2), ElementsAre("someone/quasarnet", "famous/everything"));
}

TEST(Ranking, PutsModelsBeforeTheirCopiesAndBeforeLists) {
  Record archived = record("old/one").stars(900).description("Depth completion from lidar");
  archived.archived = true;
  Record fork = record("copied/two").stars(900).description("Depth completion from lidar");
  fork.fork = true;
  const Served served = serve(with_others(
      {archived, fork, record("a/three").stars(900).description("Depth completion from lidar"),
       record("awesome/awesome-depth-completion")
           .stars(900)
           .description("A curated list of depth completion from lidar")}));
  EXPECT_EQ(ask(served, "depth completion lidar", 1)[0], "a/three");
  EXPECT_EQ(ask(served, "awesome depth completion", 1)[0], "awesome/awesome-depth-completion")
      << "asked for, a list comes first";
}

TEST(Ranking, PutsAllWordsBeforeSomeAndCloseOnesBeforeScatteredOnes) {
  const Served served = serve(with_others(
      {record("b/some").stars(50).description("People").readme(
           "Pose is one thing. Between come many words that say nothing of it at all, and then "
           "some more of them. Estimation another, of feet among others."),
       record("b/scattered")
           .stars(50)
           .description("People")
           .readme("Pose is one thing. Between come many words that say nothing of it at all, and "
                   "then some more of them. Estimation another, of a hand among others."),
       record("b/close").stars(50).description("People").readme(
           "Hand pose estimation, and after it come many words that say nothing of it at all, and "
           "then some more of them, another and others.")}));
  const auto found = ask(served, "hand pose estimation", 3);
  ASSERT_GE(found.size(), 2U);
  EXPECT_EQ(found[0], "b/close");
  EXPECT_EQ(found[1], "b/scattered");
}

// tests/integration/ranking_golden.tsv: a query, a tab, the first five models. After a change of
// the ranking that is meant, MODELZOO_RENEW_GOLDEN=1 writes it anew; read the difference.
TEST(Ranking, OfTheSampleIsTheOneThatWasAgreedOn) {
  const std::string path = MODELZOO_SOURCE_DIR "/tests/integration/ranking_golden.tsv";
  const Served served({MODELZOO_BIN_DIR "/../share/sample_catalogue.ndjson"});
  std::ifstream golden(path);
  ASSERT_TRUE(golden) << path;
  std::string renewed;
  for (std::string line; std::getline(golden, line);) {
    const std::string query = line.substr(0, line.find('\t'));
    std::string now = query;
    for (const std::string& name : ask(served, query, 5)) now += '\t' + name;
    EXPECT_EQ(now, line);
    renewed += now + '\n';
  }
  EXPECT_GT(renewed.size(), 0U);
  if (std::getenv("MODELZOO_RENEW_GOLDEN") != nullptr) std::ofstream(path) << renewed;
}

}  // namespace
}  // namespace modelzoo::daemon
