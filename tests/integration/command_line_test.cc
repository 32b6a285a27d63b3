// The programs as an operator runs them: exit codes, messages, data directories, a daemon beside.
#include <gtest/gtest.h>
#include <signal.h>
#include <simdjson.h>

#include <algorithm>
#include <fstream>

#include "tests/support/child_process.h"
#include "tests/support/github_sim_fixture.h"
#include "tests/support/http_client.h"
#include "tests/support/record_builder.h"
#include "tests/support/running_daemon.h"
#include "tests/support/temporary_folder.h"

namespace modelzoo {
namespace {

using testing::DaemonOptions;
using testing::Finished;
using testing::GithubSim;
using testing::http_get;
using testing::record;
using testing::RunningDaemon;
using testing::TemporaryFolder;

class CommandLine : public ::testing::Test {
 protected:
  // `modelzoo` on the test's data directory and simulator.
  Finished run(std::vector<std::string> words, std::vector<std::string> environment = {}) {
    words.insert(words.begin(), MODELZOO_BIN_DIR "/modelzoo");
    environment.push_back("MODELZOO_DATA_DIR=" + data.string());
    environment.push_back("MODELZOO_GITHUB_API_URL=" + sim.url());
    environment.push_back("MODELZOO_GITHUB_RAW_URL=" + sim.url());
    for (const char* unset : {"MODELZOO_CONFIG=", "GITHUB_TOKEN=t", "MODELZOO_API_KEY="}) {
      const std::string entry = unset;
      const std::string name = entry.substr(0, entry.find('=') + 1);
      bool given = false;
      for (const std::string& own : environment) given = given || own.starts_with(name);
      if (!given) environment.push_back(entry);
    }
    return testing::run_program(words, environment);
  }
  std::filesystem::path write(const std::string& name, const std::string& text) {
    const std::filesystem::path path = folder.path() / name;
    std::ofstream(path, std::ios::binary) << text;
    return path;
  }
  // Its records, imported.
  void import(const std::string& lines) {
    const Finished finished = run({"import", write("in.ndjson", lines).string()});
    ASSERT_EQ(finished.exit_code, 0) << finished.err;
  }

  TemporaryFolder folder;
  std::filesystem::path data = folder.path() / "data";
  GithubSim sim{{record("a/one").id(1).stars(10).readme("# One\n\nA GAN in PyTorch."),
                 record("b/two").id(2).stars(20).readme("# Two"),
                 record("c/three").id(3).stars(30)}};
};

TEST_F(CommandLine, CrawlFetchesTheNamedOnesIntoTheDataDirectory) {
  const Finished first = run({"crawl", "a/one", "https://github.com/c/three/tree/master"});
  EXPECT_EQ(first.exit_code, 0) << first.err;
  EXPECT_EQ(first.out, "a/one  stored\nc/three  stored\n");
  EXPECT_EQ(first.err, "");
  const Finished found = run({"export"});
  EXPECT_NE(found.out.find("\"full_name\":\"a/one\""), std::string::npos);
  EXPECT_NE(found.out.find("A GAN in PyTorch."), std::string::npos);
  EXPECT_EQ(found.out.find("b/two"), std::string::npos) << "nobody asked for it";
  EXPECT_EQ(sim.simulator().stats().violations, 0U);
}

TEST_F(CommandLine, CrawlFetchesAgainWhatIsNotDue) {
  ASSERT_EQ(run({"crawl", "a/one", "b/two"}).exit_code, 0);
  ASSERT_TRUE(sim.catalogue().set_stars("b/two", 777));
  const std::uint64_t before = sim.simulator().stats().requests;
  EXPECT_EQ(run({"crawl", "--quiet", "B/TWO"}).exit_code, 0);
  EXPECT_LE(sim.simulator().stats().requests - before, 2U) << "only what was asked for";
  EXPECT_NE(run({"search", "--json", "in:name two"}).out.find("\"stars\":777"), std::string::npos);
}

TEST_F(CommandLine, CrawlFollowsARenameAndSaysSo) {
  ASSERT_TRUE(sim.catalogue().rename("a/one", "x/renamed"));
  const Finished finished = run({"crawl", "--json", "a/one"});
  EXPECT_EQ(finished.exit_code, 0) << finished.err;
  EXPECT_EQ(finished.out,
            "{\"repositories\":[{\"asked\":\"a/one\",\"full_name\":\"x/renamed\","
            "\"status\":\"stored\"}],\"stored\":1}\n");
}

TEST_F(CommandLine, CrawlFailsOnWhatGitHubDoesNotShowAndKeepsTheRest) {
  const Finished finished = run({"crawl", "no/such", "a/one"});
  EXPECT_EQ(finished.exit_code, 1);
  EXPECT_EQ(finished.out, "no/such  missing\na/one  stored\n");
  EXPECT_EQ(finished.err, "modelzoo: 1 of 2 are stored; not: no/such (missing)\n");
  EXPECT_EQ(run({"crawl", "nonsense"}).exit_code, 2);
  EXPECT_EQ(run({"crawl"}).exit_code, 2);
}

TEST_F(CommandLine, CrawlSaysWhenNobodyAnswersOrTheTokenIsRefused) {
  const Finished refused = run({"crawl", "a/one"}, {"GITHUB_TOKEN=bad"});
  EXPECT_EQ(refused.exit_code, 1);
  EXPECT_NE(refused.err.find("refuses the token"), std::string::npos) << refused.err;
  github_sim::Fault limit;
  limit.kind = github_sim::FaultKind::kSecondaryLimit;
  limit.probability = 1;
  limit.retry_after = std::chrono::seconds(3600);
  sim.simulator().set_faults(github_sim::FaultPlan({limit}, 1));
  const Finished limited = run({"crawl", "b/two"});
  EXPECT_EQ(limited.exit_code, 1);
  EXPECT_NE(limited.err.find("GitHub asks to wait until 20"), std::string::npos) << limited.err;
}

TEST_F(CommandLine, ACrawlKeepsWhatGitHubDoesNotTell) {
  import(R"({"full_name":"a/one","github_id":1,"paper":"arXiv","frameworks":["caffe"],)"
         R"("star_history":[{"date":"2020-01-01","stars":3}]})"
         "\n");
  ASSERT_EQ(run({"crawl", "a/one"}).exit_code, 0);
  const std::string record = run({"export"}).out;
  EXPECT_NE(record.find("\"stars\":10"), std::string::npos);
  for (const char* kept : {"\"paper\":\"arXiv\"", "\"frameworks\":[\"caffe\"]", "2020-01-01"})
    EXPECT_NE(record.find(kept), std::string::npos) << kept;
}

TEST_F(CommandLine, ADirectoryThatADaemonHoldsIsReachedThroughIt) {
  RunningDaemon daemon(folder.path(), {sim.url(), {"a/one"}, "", {}});
  ASSERT_TRUE(daemon.wait_until_idle());
  const Finished held = run({"crawl", "b/two"});
  EXPECT_EQ(held.exit_code, 1);
  EXPECT_NE(held.err.find("--server"), std::string::npos) << held.err;
  EXPECT_EQ(run({"crawl", "b/two", "--server", daemon.url()}).exit_code, 1) << "no key";
  const Finished done =
      run({"crawl", "b/two", "no/such", "--server", daemon.url(), "--api-key", "key"});
  EXPECT_EQ(done.exit_code, 1);
  EXPECT_EQ(done.out, "b/two  stored\nno/such  missing\n");
  EXPECT_EQ(http_get(daemon.port(), "/v1/models/b/two").status, 200U) << "written when told so";
  // What is known already is fetched anew.
  ASSERT_TRUE(sim.catalogue().set_stars("a/one", 4711));
  ASSERT_EQ(run({"crawl", "a/one", "--server", daemon.url(), "--api-key", "key"}).exit_code, 0);
  EXPECT_NE(http_get(daemon.port(), "/v1/models/a/one").body.find("4711"), std::string::npos);
  EXPECT_EQ(run({"crawl", "a/one", "--server", "http://127.0.0.1:1"}).exit_code, 1);
}

// In pieces of 8 MB, of which nobody is told.
TEST_F(CommandLine, ImportsThroughADaemonWithOneReceipt) {
  RunningDaemon daemon(folder.path(), {sim.url(), {}, "", {}});
  const std::string file = (folder.path() / "records.ndjson").string();
  std::ofstream out(file);
  for (int i = 0; i < 4; ++i) {
    out << R"({"full_name":"m/n)" << i << R"(","readme":")" << std::string(3 << 20, 'a') << "\"}\n";
    if (i == 3) out << "no record\n";
  }
  out.close();
  const Finished done = run({"import", file, "--server", daemon.url(), "--api-key", "key"});
  EXPECT_EQ(done.exit_code, 0) << done.err;
  EXPECT_TRUE(done.out.starts_with("4 records imported (4 new, 0 replaced), 1 lines skipped, "))
      << done.out;
  EXPECT_EQ(std::count(done.out.begin(), done.out.end(), '\n'), 1);
  EXPECT_TRUE(done.err.starts_with("line 5: ")) << done.err;
  const Finished again =
      run({"import", file, "--server", daemon.url(), "--api-key", "key", "--json"});
  EXPECT_NE(again.out.find(R"("records":4,"added":0,"replaced":4,"skipped":1)"), again.out.npos)
      << again.out;
  EXPECT_EQ(run({"import", file, "--server", daemon.url()}).exit_code, 1) << "no key";
}

TEST_F(CommandLine, ARestoredBackupIsTheIndexItWas) {
  ASSERT_EQ(run({"crawl", "a/one", "b/two", "c/three"}).exit_code, 0);
  const std::string before = run({"export"}).out;
  const std::string backup = (folder.path() / "backup").string();
  EXPECT_EQ(run({"backup", backup}).out, "3 models copied to " + backup + "\n");
  EXPECT_EQ(run({"backup", backup}).exit_code, 1) << "there is one already";
  const std::string fresh = (folder.path() / "fresh").string();
  const Finished restored = run({"restore", backup, "--data-dir", fresh});
  EXPECT_EQ(restored.exit_code, 0) << restored.err;
  EXPECT_EQ(restored.out, "3 models restored to " + fresh + "\n");
  EXPECT_EQ(run({"export", "--data-dir", fresh}).out, before);
  EXPECT_EQ(run({"check", "--json", "--data-dir", fresh}).out, "{\"models\":3}\n");
  // The copy is one of its own: what is written there leaves the backup as it is.
  ASSERT_EQ(
      run({"import", write("x.ndjson", "{\"full_name\":\"x/y\"}\n").string(), "--data-dir", fresh})
          .exit_code,
      0);
  const std::string again = (folder.path() / "again").string();
  ASSERT_EQ(run({"restore", backup, "--data-dir", again, "--json"}).exit_code, 0);
  EXPECT_EQ(run({"export", "--data-dir", again}).out, before);
}

TEST_F(CommandLine, RestoreNeverWritesOverAnything) {
  import("{\"full_name\":\"a/b\"}\n");
  const std::string backup = (folder.path() / "backup").string();
  ASSERT_EQ(run({"backup", backup}).exit_code, 0);
  const Finished holds = run({"restore", backup});
  EXPECT_EQ(holds.exit_code, 1);
  EXPECT_NE(holds.err.find("holds an index already"), std::string::npos) << holds.err;
  const std::filesystem::path other = folder.path() / "other";
  std::filesystem::create_directory(other);
  std::ofstream(other / "notes.txt") << "mine";
  EXPECT_NE(run({"restore", backup, "--data-dir", other.string()}).err.find("not empty"),
            std::string::npos);
  EXPECT_NE(run({"restore", other.string(), "--data-dir", (folder.path() / "n").string()})
                .err.find("no backup in"),
            std::string::npos);
  std::filesystem::create_directory(folder.path() / "empty");
  EXPECT_EQ(run({"restore", backup, "--data-dir", (folder.path() / "empty").string()}).exit_code,
            0);
}

TEST_F(CommandLine, RestoreRefusesADamagedBackup) {
  import("{\"full_name\":\"a/b\",\"readme\":\"" + std::string(5000, 'x') + " words here\"}\n");
  const std::string backup = (folder.path() / "backup").string();
  ASSERT_EQ(run({"backup", backup}).exit_code, 0);
  bool damaged = false;
  for (const auto& entry : std::filesystem::directory_iterator(backup)) {
    if (entry.path().extension() != ".sst") continue;
    std::fstream file(entry.path(), std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(40);
    file << "damage";
    damaged = true;
  }
  ASSERT_TRUE(damaged);
  const std::filesystem::path fresh = folder.path() / "fresh";
  EXPECT_EQ(run({"restore", backup, "--data-dir", fresh.string()}).exit_code, 1);
  EXPECT_FALSE(std::filesystem::exists(fresh / "CURRENT"));
}

TEST_F(CommandLine, AnOperatorsTaxonomyNeedsNoCompiler) {
  std::ifstream in(MODELZOO_SOURCE_DIR "/schemas/taxonomy.toml");
  const std::string builtin((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
  const std::string more =
      builtin +
      "\n[[framework]]\nid = \"tinygrad\"\nlabel = \"tinygrad\"\ntopics = [\"tinygrad\"]\n";
  const std::string taxonomy = write("taxonomy.toml", more).string();
  import(R"({"full_name":"a/b","topics":["tinygrad"]})"
         "\n");
  EXPECT_EQ(run({"export"}).out.find("\"frameworks\":[\"tinygrad\"]"), std::string::npos);
  EXPECT_EQ(run({"reindex", "--taxonomy", taxonomy}).out, "1 models reindexed\n");
  EXPECT_NE(run({"export"}).out.find("\"frameworks\":[\"tinygrad\"]"), std::string::npos);
  EXPECT_EQ(run({"reindex", "--taxonomy", "/no/such"}).exit_code, 1);
}

TEST_F(CommandLine, NewsletterListsWhatGainedMostInTheMonth) {
  import(
      R"({"full_name":"a/slow","description":"<b>*x*</b>","frameworks":["pytorch"],"categories":[],)"
      R"("star_history":[{"date":"2026-01-01","stars":10},{"date":"2026-02-01","stars":12}]})"
      "\n"
      R"({"full_name":"b/fast","star_history":[{"date":"2026-01-01","stars":5},{"date":"2026-01-30","stars":95}]})"
      "\n"
      R"({"full_name":"c/none","stars":1000000})"
      "\n");
  const Finished text = run({"newsletter", "2026-01"});
  EXPECT_EQ(text.exit_code, 0) << text.err;
  EXPECT_NE(text.out.find("1. [b/fast](https://github.com/b/fast) **+90** (95 stars"),
            std::string::npos)
      << text.out;
  EXPECT_NE(text.out.find("2. [a/slow](https://github.com/a/slow) **+2** (12 stars; pytorch)\n"
                          "   \\<b\\>\\*x\\*\\</b\\>"),
            std::string::npos)
      << text.out;
  EXPECT_EQ(text.out.find("c/none"), std::string::npos);
  const std::string page = run({"newsletter", "2026-01", "--html", "--count", "1"}).out;
  EXPECT_NE(page.find("<strong>+90</strong>"), std::string::npos);
  EXPECT_EQ(page.find("a/slow"), std::string::npos);
  EXPECT_NE(run({"newsletter", "2026-01", "--html"}).out.find("&lt;b&gt;*x*"), std::string::npos);
  EXPECT_EQ(run({"newsletter", "2026-01", "--json", "--count", "1"}).out,
            "{\"month\":\"2026-01\",\"models\":[{\"full_name\":\"b/fast\",\"gained\":90,"
            "\"stars\":95}]}\n");
  EXPECT_NE(run({"newsletter", "2020-01"}).out.find("No star counts"), std::string::npos);
  EXPECT_EQ(run({"newsletter", "January"}).exit_code, 2);
}

TEST_F(CommandLine, WrongUsageIsTwoAndFailureIsOne) {
  EXPECT_EQ(run({}).exit_code, 2);
  EXPECT_EQ(run({"fly"}).exit_code, 2);
  EXPECT_EQ(run({"search", "--limit", "0", "x"}).exit_code, 2);
  EXPECT_EQ(run({"check", "--server", "http://127.0.0.1:1"}).exit_code, 2);
  EXPECT_EQ(run({"--help"}).exit_code, 0);
  EXPECT_EQ(run({"--version"}).exit_code, 0);
  const Finished none = run({"stats"});
  EXPECT_EQ(none.exit_code, 1);
  EXPECT_EQ(std::count(none.err.begin(), none.err.end(), '\n'), 1) << none.err;
  EXPECT_EQ(run({"import", "/no/such/file"}).exit_code, 1);
}

TEST_F(CommandLine, BrokenLinesAreNamedCountedAndSkipped) {
  const std::string lines =
      "{\"full_name\":\"a/b\",\"x\":[1,2.5,{\"y\":null}]}\nbroken\n"
      "{\"full_name\":\"nameless\"}\n\n[1]\n{\"full_name\":\"c/d\"}\n" +
      std::string("{\"full_name\":\"e/f\",\"readme\":\"a\0b\"}\n", 35) +
      "{\"full_name\":\"g/h\",\"readme\":\"\xff\xfe\"}\n";
  const Finished finished = run({"import", "--json", write("b.ndjson", lines).string()});
  EXPECT_EQ(finished.exit_code, 0);
  for (const char* line : {"line 2: ", "line 3: ", "line 5: "})
    EXPECT_NE(finished.err.find(line), std::string::npos) << finished.err;
  EXPECT_NE(finished.out.find("\"records\":"), std::string::npos);
  EXPECT_NE(run({"export"}).out.find("\"x\":[1,2.5,{\"y\":null}]"), std::string::npos);
}

}  // namespace
}  // namespace modelzoo
