// The real daemon, crawling the simulator, asked over real sockets.
#include <gtest/gtest.h>
#include <simdjson.h>

#include "tests/support/eventually.h"
#include "tests/support/github_sim_fixture.h"
#include "tests/support/http_client.h"
#include "tests/support/record_builder.h"
#include "tests/support/running_daemon.h"
#include "tests/support/temporary_folder.h"

namespace modelzoo::daemon {
namespace {

using modelzoo::testing::DaemonOptions;
using modelzoo::testing::eventually;
using modelzoo::testing::GithubSim;
using modelzoo::testing::http_get;
using modelzoo::testing::http_send;
using modelzoo::testing::HttpAnswer;
using modelzoo::testing::percent_encoded;
using modelzoo::testing::raw_exchange;
using modelzoo::testing::record;
using modelzoo::testing::RunningDaemon;
using modelzoo::testing::TemporaryFolder;

std::vector<Record> records() {
  return {record("junyanz/CycleGAN")
              .stars(6453)
              .description("Image-to-image translation in Torch")
              .readme("# CycleGAN\n\n<script>alert(1)</script>\n\n[a](javascript:alert(1)) "
                      "[b](docs/x.md) image to image translation"),
          record("keras-rl/keras-rl")
              .stars(2639)
              .topics({"keras", "reinforcement-learning"})
              .description("Deep reinforcement learning for Keras")
              .readme("# keras-rl"),
          record("no/readme").stars(1)};
}

DaemonOptions crawling(const GithubSim& sim) {
  DaemonOptions options;
  options.github = sim.url();
  options.names = {"junyanz/CycleGAN", "keras-rl/keras-rl", "no/readme"};
  return options;
}

class HttpApi : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    folder_ = new TemporaryFolder;
    sim_ = new GithubSim(records());
    daemon_ = new RunningDaemon(folder_->path(), crawling(*sim_));
    ASSERT_NE(daemon_->port(), 0);
    ASSERT_TRUE(eventually([] { return total("") == 3; }));
  }
  static void TearDownTestSuite() {
    delete daemon_;
    delete sim_;
    delete folder_;
  }
  static HttpAnswer get(const std::string& target,
                        const std::vector<std::pair<std::string, std::string>>& headers = {}) {
    return http_get(daemon_->port(), target, headers);
  }
  static std::int64_t total(const std::string& params) {
    simdjson::dom::parser parser;
    const std::string body = get("/v1/search?limit=1" + params).body;
    std::int64_t value = -1;
    if (parser.parse(body)["total"]["value"].get(value) != simdjson::SUCCESS) return -1;
    return value;
  }
  static const std::vector<std::pair<std::string, std::string>>& key() {
    static const std::vector<std::pair<std::string, std::string>> kKey = {
        {"Authorization", "Bearer key"}};
    return kKey;
  }
  static TemporaryFolder* folder_;
  static GithubSim* sim_;
  static RunningDaemon* daemon_;
};
TemporaryFolder* HttpApi::folder_ = nullptr;
GithubSim* HttpApi::sim_ = nullptr;
RunningDaemon* HttpApi::daemon_ = nullptr;

TEST_F(HttpApi, SearchesWhatItCrawled) {
  const auto answer = get(
      "/v1/"
      "search?q=image+to+image+translation&facets=framework,category&highlight=true&explain=true");
  EXPECT_EQ(answer.status, 200U);
  EXPECT_NE(answer.body.find("\"full_name\":\"junyanz/CycleGAN\""), std::string::npos);
  EXPECT_NE(answer.body.find("<em>"), std::string::npos);
  EXPECT_EQ(answer.header("Content-Type"), "application/json; charset=utf-8");
  EXPECT_EQ(total("&framework=keras"), 1);
  const auto again =
      get("/v1/search?q=gan", {{"If-None-Match", get("/v1/search?q=gan").header("ETag")}});
  EXPECT_EQ(again.status, 304U);
}

TEST_F(HttpApi, AnswersTheSameSearchFromItsCache) {
  const std::string target = "/v1/search?sort=stars&facets=framework,category,topic,license";
  const auto metric = [](const std::string& name) {
    const std::string text = get("/metrics").body;
    const std::size_t at = text.find("\nmodelzoo_" + name + " ");
    EXPECT_NE(at, std::string::npos) << name;
    return std::strtod(text.c_str() + at + name.size() + 11, nullptr);
  };
  const auto first = get(target);
  const double hits = metric("result_cache_hits_total");
  const auto second = get(target);
  EXPECT_EQ(first.status, 200U);
  EXPECT_EQ(second.body, first.body);  // took_us included
  EXPECT_EQ(second.header("ETag"), first.header("ETag"));
  EXPECT_GE(metric("result_cache_hits_total"), hits + 1);
  EXPECT_GT(metric("result_cache_bytes"), 0);
  // Encoded once, tagged weakly, and known again by that tag.
  const auto packed = get(target, {{"Accept-Encoding", "gzip"}});
  const auto packed_again = get(target, {{"Accept-Encoding", "gzip"}});
  EXPECT_EQ(packed.header("Content-Encoding"), "gzip");
  EXPECT_EQ(packed.header("Vary"), "Accept-Encoding");
  EXPECT_EQ(packed_again.body, packed.body);
  EXPECT_LT(packed.body.size(), first.body.size());
  const auto known =
      get(target, {{"Accept-Encoding", "gzip"}, {"If-None-Match", packed.header("ETag")}});
  EXPECT_EQ(known.status, 304U);
  EXPECT_EQ(known.body, "");
  EXPECT_EQ(known.header("ETag"), packed.header("ETag"));
}

TEST_F(HttpApi, NeverAnswersASearchWithAStateBeforeAnAcknowledgedWrite) {
  const std::string target = "/v1/search?q=freshness";
  for (int i = 0; i < 20; ++i) {
    const std::string word = "state" + std::to_string(i);
    EXPECT_EQ(get(target).status, 200U);  // what the cache then has
    const auto put =
        http_send(daemon_->port(), "PUT", "/v1/models/fresh/model",
                  "{\"full_name\":\"fresh/model\",\"description\":\"freshness " + word + "\"}",
                  {{"Authorization", "Bearer key"}});
    ASSERT_LT(put.status, 300U);
    EXPECT_NE(get(target).body.find(word), std::string::npos) << word;
  }
  const auto removed = http_send(daemon_->port(), "DELETE", "/v1/models/fresh/model", "",
                                 {{"Authorization", "Bearer key"}});
  EXPECT_LT(removed.status, 300U);
  EXPECT_EQ(get(target).body.find("fresh/model"), std::string::npos);
}

TEST_F(HttpApi, CompletesWhatWasWrittenAMomentAgo) {
  const std::string target = "/v1/suggest?q=momentary";
  const auto shows = [&] { return get(target).body.find("just/momentary") != std::string::npos; };
  EXPECT_FALSE(shows());
  EXPECT_EQ(http_send(daemon_->port(), "PUT", "/v1/models/just/momentary",
                      R"({"full_name":"just/momentary"})", key())
                .status,
            200U);
  EXPECT_TRUE(eventually(shows));
  EXPECT_EQ(http_send(daemon_->port(), "DELETE", "/v1/models/just/momentary", "", key()).status,
            200U);
  EXPECT_TRUE(eventually([&] { return !shows(); }));
}

// Whatever words a dictionary sees in it.
TEST_F(HttpApi, FindsChineseByAnyTwoCharacters) {
  const std::string name = "/v1/models/zh/paper";
  ASSERT_LT(http_send(daemon_->port(), "PUT", name,
                      R"({"full_name":"zh/paper","description":"生成对抗网络的实现"})", key())
                .status,
            300U);
  for (const char* part : {"生成", "成对", "对抗", "抗网", "网络", "络的", "的实", "实现", "成对抗",
                           "抗网络的实", "\"成对抗网\""}) {
    EXPECT_EQ(total("&q=" + percent_encoded(part)), 1) << part;
  }
  EXPECT_EQ(total("&q=" + percent_encoded("生对")), 0);
  // Stands nowhere in one run: its words do.
  EXPECT_EQ(total("&q=" + percent_encoded("实现网络")), 1);
  EXPECT_EQ(total("&q=" + percent_encoded("\"实现网络\"")), 0);
  EXPECT_NE(get("/v1/search?highlight=true&q=" + percent_encoded("抗网络的"))
                .body.find("生成对<em>抗网络的</em>实现"),
            std::string::npos);
  EXPECT_EQ(http_send(daemon_->port(), "DELETE", name, "", key()).status, 200U);
}

TEST_F(HttpApi, ReadsTheRightQuoteAsAnApostrophe) {
  const std::string name = "/v1/models/quoted/one";
  ASSERT_LT(
      http_send(daemon_->port(), "PUT", name,
                R"({"full_name":"quoted/one","description":"Wouldn’t Schrödinger's cat’s"})", key())
          .status,
      300U);
  for (const char* query : {"wouldn't", "wouldn’t", "wouldnt", "schrodinger’s", "\"cats\" OR cat",
                            "\"schrödinger cat\""}) {
    EXPECT_EQ(total("&q=" + percent_encoded(query)), 1) << query;
  }
  EXPECT_NE(get("/v1/search?highlight=true&q=" + percent_encoded("wouldn't cat's"))
                .body.find("<em>Wouldn’t</em> Schrödinger&#39;s <em>cat</em>’s"),
            std::string::npos);
  EXPECT_EQ(http_send(daemon_->port(), "DELETE", name, "", key()).status, 200U);
}

TEST_F(HttpApi, CountsEveryWordOfAPrefix) {
  std::string body;
  for (int i = 0; i < 150; ++i) {
    const std::string number = std::to_string(1000 + i);
    body += R"({"full_name":"prefixed/)" + number + R"(","description":"qzx)" + number + "\"}\n";
  }
  ASSERT_EQ(http_send(daemon_->port(), "POST", "/v1/models:bulk", body, key()).status, 200U);
  EXPECT_EQ(total("&q=qzx*"), 150);
  EXPECT_EQ(total("&q=qzx&prefix=true"), 150);
  EXPECT_EQ(total("&q=qzx11*"), 50);
  EXPECT_EQ(total("&q=prefixed+-qzx10*"), 50);
  EXPECT_NE(get("/v1/search?q=qzx*&limit=100&offset=100&highlight=true").body.find("<em>qzx1"),
            std::string::npos);
  for (int i = 0; i < 150; ++i) {
    const std::string name = "/v1/models/prefixed/" + std::to_string(1000 + i);
    EXPECT_EQ(http_send(daemon_->port(), "DELETE", name, "", key()).status, 200U);
  }
}

TEST_F(HttpApi, NamesWrongParameters) {
  const auto answer = get(
      "/v1/search?limit=0&sort=best&min_stars=x&facets=moon&pushed_after=yesterday&offset=99999");
  EXPECT_EQ(answer.status, 400U);
  EXPECT_EQ(answer.header("Content-Type"), "application/problem+json");
  for (const char* param : {"limit", "sort", "min_stars", "facets", "pushed_after", "offset"}) {
    EXPECT_NE(answer.body.find("\"param\":\"" + std::string(param) + "\""), std::string::npos)
        << param;
  }
  EXPECT_EQ(get("/v1/search?cursor=nonsense").status, 400U);
  EXPECT_NE(get("/v1/search?qq=x").body.find("no parameter"), std::string::npos);
  EXPECT_EQ(get("/v1/suggest").status, 400U);
  EXPECT_EQ(get("/v1/nothing").status, 404U);
  EXPECT_EQ(http_send(daemon_->port(), "POST", "/v1/search", "x").status, 405U);
}

TEST_F(HttpApi, ShowsModelsAndSanitisedReadmes) {
  EXPECT_NE(get("/v1/models/JUNYANZ/cyclegan").body.find("\"stars\":6453"), std::string::npos);
  EXPECT_EQ(get("/v1/models/no/such").status, 404U);
  const auto html = get("/v1/models/junyanz/CycleGAN/readme", {{"Accept", "text/html"}});
  EXPECT_EQ(html.body.find("<script"), std::string::npos);
  EXPECT_EQ(html.body.find("\"javascript:"), std::string::npos);
  EXPECT_NE(html.body.find("https://github.com/junyanz/CycleGAN/blob/"), std::string::npos);
  EXPECT_EQ(get("/v1/models/junyanz/CycleGAN/readme").header("Content-Type"),
            "text/plain; charset=utf-8");
  EXPECT_EQ(get("/v1/models/no/readme/readme").status, 404U);
  EXPECT_EQ(get("/v1/models/junyanz/CycleGAN/related").status, 200U);
}

TEST_F(HttpApi, TakesRecordsFromWhoHasAKey) {
  const std::string body = R"({"full_name":"put/me","stars":5,"description":"xyzzy"})";
  EXPECT_EQ(http_send(daemon_->port(), "PUT", "/v1/models/put/me", body).status, 401U);
  EXPECT_EQ(http_send(daemon_->port(), "PUT", "/v1/models/put/me", body,
                      {{"Authorization", "Bearer wrong"}})
                .status,
            401U);
  EXPECT_EQ(http_send(daemon_->port(), "PUT", "/v1/models/put/other", body, key()).status, 409U);
  EXPECT_EQ(http_send(daemon_->port(), "PUT", "/v1/models/put/me", "{", key()).status, 400U);
  EXPECT_EQ(http_send(daemon_->port(), "PUT", "/v1/models/put/me", body, key()).status, 200U);
  EXPECT_EQ(total("&q=xyzzy"), 1);
  const auto bulk =
      http_send(daemon_->port(), "POST", "/v1/models:bulk",
                body + "\nbroken\n{\"full_name\":\"b/c\",\"description\":\"xyzzy\"}\n", key());
  EXPECT_NE(bulk.body.find("\"line\":2"), std::string::npos);
  EXPECT_EQ(total("&q=xyzzy"), 2);
  EXPECT_EQ(http_send(daemon_->port(), "DELETE", "/v1/models/put/me", "", key()).status, 200U);
  EXPECT_EQ(http_send(daemon_->port(), "DELETE", "/v1/models/b/c", "", key()).status, 200U);
  EXPECT_EQ(http_send(daemon_->port(), "DELETE", "/v1/models/b/c", "", key()).status, 404U);
  EXPECT_EQ(total("&q=xyzzy"), 0);
}

TEST_F(HttpApi, ShowsPagesThatWorkWithoutScripts) {
  for (const char* path :
       {"/", "/search?q=gan", "/framework/keras", "/category/reinforcement-learning",
        "/model/junyanz/CycleGAN", "/about", "/docs", "/submit"}) {
    const auto page = get(path);
    EXPECT_EQ(page.status, 200U) << path;
    EXPECT_NE(page.body.find("<form class=\"search"), std::string::npos) << path;
    EXPECT_NE(page.header("Content-Security-Policy").find("default-src 'none'"), std::string::npos)
        << path;
  }
  EXPECT_EQ(get("/framework/none").status, 404U);
  EXPECT_EQ(get("/model/no/such").status, 404U);
  EXPECT_EQ(get("/search?q=%3Cscript%3Ealert(1)%3C/script%3E").body.find("<script>alert"),
            std::string::npos);
  for (const char* path :
       {"/robots.txt", "/sitemap.xml", "/opensearch.xml", "/assets/style.css", "/healthz",
        "/readyz", "/metrics", "/version", "/openapi.json", "/v1/frameworks", "/v1/categories",
        "/v1/trending", "/v1/export.ndjson", "/v1/suggest?q=cy"}) {
    EXPECT_EQ(get(path).status, 200U) << path;
  }
}

TEST_F(HttpApi, SurvivesHostileRequests) {
  std::string words = "/v1/search?q=";
  for (int i = 0; i < 2'000; ++i) words += "w+";
  EXPECT_EQ(get(words).status, 200U);
  for (int i = 0; i < 10'000; ++i) words += "w+";
  EXPECT_EQ(get(words).status, 431U);
  EXPECT_EQ(get("/v1/search?q=%00%ff%fe%22((((").status, 200U);
  (void)raw_exchange(daemon_->port(), std::string("\0\xff\r\n\r\n", 6));
  (void)raw_exchange(daemon_->port(), "GET / HTTP/1.1\r\nContent-Length: -5\r\n\r\n");
  (void)raw_exchange(daemon_->port(), "GET / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n");
  EXPECT_EQ(get("/healthz").status, 200U);
}

}  // namespace
}  // namespace modelzoo::daemon
