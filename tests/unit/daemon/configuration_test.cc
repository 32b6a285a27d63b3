#include "daemon/configuration.h"

#include <gtest/gtest.h>

#include <fstream>

#include "tests/support/temporary_folder.h"

namespace modelzoo::daemon {
namespace {

std::string mistake(const char* toml) {
  const auto parsed = parse_configuration(toml, "c.toml");
  return parsed ? "" : parsed.error().message;
}

TEST(Configuration, ReadsEverySection) {
  const auto c = parse_configuration(
      "[server]\nlisten = \"0.0.0.0:1\"\n[store]\ndata_dir = \"/d\"\n[github]\napi_url = "
      "\"http://127.0.0.1:9\"\n"
      "tokens = [\"t\"]\n[crawl]\nnames = [\"o/n\"]\nrefresh_every = \"30m\"\nenabled = false\n"
      "[[api_key]]\nname = \"ops\"\nsha256 = \""
      "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
      "\"\nscopes = [\"admin\"]\n",
      "c.toml");
  ASSERT_TRUE(c) << c.error().message;
  EXPECT_EQ(c->listen, "0.0.0.0:1");
  EXPECT_EQ(c->crawl.refresh_every, std::chrono::minutes(30));
  EXPECT_FALSE(c->crawl.enabled);
  EXPECT_EQ(c->api_keys.at(0).name, "ops");
}

TEST(Configuration, NamesFileLineAndWhatWasMeant) {
  EXPECT_EQ(mistake("[git_hub]\n"),
            "c.toml:1: unknown section \"git_hub\"; did you mean \"github\"?");
  EXPECT_EQ(mistake("[server]\n\nlisen = \"x\"\n"),
            "c.toml:3: unknown key \"lisen\" in [server]; did you mean \"listen\"?");
  EXPECT_EQ(mistake("[server]\nlisten = 5\n"), "c.toml:2: server.listen must be a string");
  EXPECT_EQ(mistake("[crawl]\nmin_stars = -1\n"),
            "c.toml:2: crawl.min_stars must be an integer >= 0");
  EXPECT_EQ(mistake("[crawl]\nrefresh_every = \"soon\"\n").substr(0, 9), "c.toml:2:");
  EXPECT_EQ(mistake("[crawl]\nnames = \"o/n\"\n").substr(0, 9), "c.toml:2:");
  EXPECT_EQ(mistake("[server\n").substr(0, 9), "c.toml:1:");
  EXPECT_NE(mistake("[[api_key]]\nname = \"x\"\nsha256 = \"12\"\n").find("64 hex digits"),
            std::string::npos);
}

TEST(Configuration, PutsEnvironmentOverFileAndFlagsOverBoth) {
  modelzoo::testing::TemporaryFolder folder;
  const std::string path = (folder.path() / "c.toml").string();
  std::ofstream(path) << "[server]\nlisten = \"127.0.0.1:1\"\n[store]\ndata_dir = \"/file\"\n";
  Overrides overrides;
  overrides.environment = {{"MODELZOO_LISTEN", "127.0.0.1:2"},
                           {"MODELZOO_DATA_DIR", "/environment"},
                           {"GITHUB_TOKEN", "secret"}};
  overrides.data_dir = "/flag";
  const auto c = load_configuration(path, overrides);
  ASSERT_TRUE(c) << c.error().message;
  EXPECT_EQ(c->listen, "127.0.0.1:2");
  EXPECT_EQ(c->data_dir, "/flag");
  EXPECT_EQ(c->crawl.tokens.back(), "secret");
  EXPECT_EQ(c->public_url, "http://127.0.0.1:2");
}

TEST(Configuration, RefusesAPlainGitHubAddressElsewhere) {
  Overrides overrides;
  overrides.environment = {{"MODELZOO_GITHUB_API_URL", "http://api.github.com"}};
  EXPECT_FALSE(load_configuration("", overrides));
  overrides.environment = {{"MODELZOO_GITHUB_API_URL", "http://127.0.0.1:9"},
                           {"MODELZOO_GITHUB_RAW_URL", "http://127.0.0.1:9"}};
  EXPECT_TRUE(load_configuration("", overrides));
}

TEST(Configuration, SaysThatAFileIsMissing) {
  EXPECT_EQ(load_configuration("/no/such.toml", {}).error().message, "cannot read /no/such.toml");
}

TEST(Configuration, ReferenceIsAConfigurationItself) {
  EXPECT_TRUE(parse_configuration(configuration_reference(), "reference"));
}

TEST(ListenAddress, ReadsAddressesAndPorts) {
  EXPECT_EQ(parse_listen("[::1]:80")->address, "::1");
  EXPECT_EQ(parse_listen("127.0.0.1:0")->port, 0);
  for (const char* text : {"", "8080", "1.2.3.4:", "1.2.3.4:70000", ":80", "1.2.3.4:8x"})
    EXPECT_FALSE(parse_listen(text)) << text;
}

}  // namespace
}  // namespace modelzoo::daemon
