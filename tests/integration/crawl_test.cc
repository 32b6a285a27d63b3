// The crawler against github-sim over real sockets: to the end, refresh, faults, restart, TLS.

#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <fstream>
#include <thread>

#include "crawler/crawler.h"
#include "tests/support/github_sim_fixture.h"
#include "tests/support/memory_sink.h"
#include "tests/support/record_builder.h"
#include "tests/support/temporary_folder.h"

namespace modelzoo::crawler {
namespace {

using namespace std::chrono_literals;
using testing::GithubSim;
using testing::MemorySink;
using testing::MemoryStateStore;
using testing::record;

std::vector<Record> catalogue(int count) {
  std::vector<Record> records;
  for (int i = 0; i < count; ++i) {
    const std::string n = std::to_string(i);
    auto entry = record("owner" + n + "/model" + n).stars(std::uint64_t(1000 + i)).topics({"gan"});
    if (i % 3 != 0) entry.readme("# Model " + n + "\n\nTrained with PyTorch.\n");
    records.push_back(entry.build());
  }
  return records;
}

class CrawlTest : public ::testing::Test {
 protected:
  void serve(std::vector<Record> records, github_sim::RateLimitOptions limits = {}) {
    sim = std::make_unique<GithubSim>(records, limits);
    options.api_url = options.raw_url = sim->url();
    options.tokens = {"simulated"};
    options.sink_delay = 20ms;
    options.backoff_base = 2ms;
    options.secondary_wait = 50ms;
    options.search_gap = 0ms;
    options.names.clear();
    for (const Record& entry : records) options.names.push_back(entry.full_name);
  }
  std::unique_ptr<Crawler> start() {
    auto crawler = std::make_unique<Crawler>(options, sink, store);
    const Status started = crawler->start();
    EXPECT_TRUE(started.ok()) << (started.ok() ? "" : started.error().message);
    return crawler;
  }
  void refresh(Crawler& crawler) {
    ASSERT_TRUE(crawler.crawl_now({}).ok());
    ASSERT_TRUE(crawler.wait_until_idle(30s));
  }

  CrawlerOptions options;
  MemorySink sink;
  MemoryStateStore store;
  std::unique_ptr<GithubSim> sim;
};

TEST_F(CrawlTest, FetchesEveryRepositoryToTheEnd) {
  serve(catalogue(250));
  auto crawler = start();
  ASSERT_TRUE(crawler->wait_until_idle(30s));
  const auto records = sink.records();
  EXPECT_EQ(records.size(), 250u);
  const Record& one = records.at("owner1/model1");
  EXPECT_EQ(one.stars, 1001u);
  EXPECT_EQ(one.readme, "# Model 1\n\nTrained with PyTorch.\n");
  EXPECT_EQ(one.readme_path, "README.md");
  EXPECT_TRUE(one.github_id);
  EXPECT_TRUE(one.categories) << "classified";
  ASSERT_TRUE(one.star_history);
  EXPECT_EQ(one.star_history->at(0).stars, 1001u);
  EXPECT_FALSE(records.at("owner0/model0").readme);
  EXPECT_EQ(crawler->progress().changed, 250u);
  EXPECT_EQ(crawler->progress().due, 0u);
  EXPECT_EQ(crawler->status_of("OWNER1/model1").status, "stored");
  EXPECT_LT(sim->simulator().stats().requests, 20u) << "many repositories per request";
  EXPECT_EQ(sim->simulator().stats().violations, 0u);
}

TEST_F(CrawlTest, RefreshHandsOnNumbersAloneWhereNothingElseChanged) {
  serve(catalogue(20));
  auto crawler = start();
  ASSERT_TRUE(crawler->wait_until_idle(30s));
  const auto texts = sim->simulator().stats().texts;
  ASSERT_TRUE(sim->catalogue().set_stars("owner3/model3", 77'777));
  refresh(*crawler);
  EXPECT_EQ(sink.records().at("owner3/model3").stars, 77'777u);
  EXPECT_EQ(sink.records().at("owner3/model3").star_history->at(0).stars, 77'777u);
  EXPECT_EQ(sink.puts(), 20u) << "no record was put again";
  EXPECT_EQ(sink.updates(), 20u);
  EXPECT_EQ(sim->simulator().stats().texts, texts) << "no README was fetched again";
}

TEST_F(CrawlTest, RefreshNoticesAChangedReadme) {
  serve(catalogue(20));
  auto crawler = start();
  ASSERT_TRUE(crawler->wait_until_idle(30s));
  ASSERT_TRUE(sim->catalogue().set_readme("owner4/model4", "# New page\n"));
  refresh(*crawler);
  EXPECT_EQ(sink.records().at("owner4/model4").readme, "# New page\n");
  EXPECT_EQ(sink.puts(), 21u);
}

TEST_F(CrawlTest, RefreshFollowsARename) {
  serve(catalogue(10));
  auto crawler = start();
  ASSERT_TRUE(crawler->wait_until_idle(30s));
  const auto id = sink.records().at("owner5/model5").github_id;
  ASSERT_TRUE(sim->catalogue().rename("owner5/model5", "Somebody/Else"));
  refresh(*crawler);
  const auto records = sink.records();
  EXPECT_EQ(records.size(), 10u);
  EXPECT_EQ(records.count("owner5/model5"), 0u);
  EXPECT_EQ(records.at("somebody/else").github_id, id);
  EXPECT_EQ(crawler->progress().renamed, 1u);
}

TEST_F(CrawlTest, WhatIsHiddenLeavesAfterTwoRefreshesInARow) {
  serve(catalogue(10));
  auto crawler = start();
  ASSERT_TRUE(crawler->wait_until_idle(30s));
  const std::vector<std::pair<std::string, unsigned>> hidden = {
      {"owner1/model1", 404}, {"owner2/model2", 451}, {"owner4/model4", 410}};
  for (const auto& [name, status] : hidden) ASSERT_TRUE(sim->catalogue().hide(name, status));
  refresh(*crawler);
  EXPECT_EQ(sink.records().size(), 10u) << "once is not enough";
  EXPECT_EQ(crawler->status_of("owner2/model2").status, "missing");
  refresh(*crawler);
  EXPECT_EQ(sink.records().size(), 7u);
  EXPECT_EQ(crawler->progress().deleted, 3u);
}

TEST_F(CrawlTest, ARepositoryThatComesBackInBetweenStays) {
  serve(catalogue(4));
  auto crawler = start();
  ASSERT_TRUE(crawler->wait_until_idle(30s));
  for (const unsigned status : {404u, 0u, 404u}) {
    ASSERT_TRUE(sim->catalogue().hide("owner1/model1", status));
    refresh(*crawler);
  }
  EXPECT_EQ(sink.records().count("owner1/model1"), 1u);
}

TEST_F(CrawlTest, AnOutageDeletesNothing) {
  serve(catalogue(6));
  auto crawler = start();
  ASSERT_TRUE(crawler->wait_until_idle(30s));
  github_sim::Fault outage;
  outage.probability = 1;
  sim->simulator().set_faults(github_sim::FaultPlan({outage}, 1));
  ASSERT_TRUE(crawler->crawl_now({}).ok());
  const auto requests = sim->simulator().stats().requests;
  while (sim->simulator().stats().requests < requests + 8) std::this_thread::yield();
  sim->simulator().set_faults(github_sim::FaultPlan());
  ASSERT_TRUE(crawler->wait_until_idle(30s));
  EXPECT_EQ(sink.records().size(), 6u);
  EXPECT_EQ(crawler->progress().missing, 0u);
  EXPECT_GT(crawler->progress().errors["server_error"], 0u);
}

TEST_F(CrawlTest, OneFailureInFiveOfEveryKindStillEndsWithEverything) {
  serve(catalogue(400));
  options.metadata_batch = 4;  // many requests from a small catalogue
  options.text_batch = 4;
  std::vector<github_sim::Fault> faults;
  for (int kind = 0; kind <= int(github_sim::FaultKind::kGraphqlPartial); ++kind) {
    github_sim::Fault fault;
    fault.kind = github_sim::FaultKind(kind);
    fault.delay = 1ms;
    // Told waits are whole seconds: once each, by number, so that the test stays short.
    const bool timed = fault.kind == github_sim::FaultKind::kSecondaryLimit ||
                       fault.kind == github_sim::FaultKind::kTooManyRequests;
    if (timed) {
      fault.nth = {std::uint64_t(5 + kind)};
    } else {
      fault.probability = 0.2 / 13;
    }
    faults.push_back(fault);
  }
  sim->simulator().set_faults(github_sim::FaultPlan(std::move(faults), 42));
  auto crawler = start();
  ASSERT_TRUE(crawler->wait_until_idle(60s));
  EXPECT_EQ(sink.records().size(), 400u);
  for (const auto& [name, entry] : sink.records())
    EXPECT_EQ(entry.readme.has_value(), *entry.stars % 3 != 1000 % 3) << name;
  const auto stats = sim->simulator().stats();
  EXPECT_GT(stats.faults, 8u);
  EXPECT_EQ(stats.violations, 0u);
  EXPECT_EQ(crawler->progress().missing, 0u);
}

TEST_F(CrawlTest, NothingIsSentWhileAWindowIsSpent) {
  github_sim::RateLimitOptions limits;
  limits.graphql = 3;
  limits.window = 1s;
  serve(catalogue(30), limits);
  options.metadata_batch = 10;
  auto crawler = start();
  ASSERT_TRUE(crawler->wait_until_idle(30s));
  EXPECT_EQ(sink.records().size(), 30u);
  EXPECT_EQ(sim->simulator().stats().violations, 0u);
}

TEST_F(CrawlTest, AToldWaitIsKeptAfterARestart) {
  serve(catalogue(3));
  github_sim::Fault limit;
  limit.kind = github_sim::FaultKind::kSecondaryLimit;
  limit.nth = {1};
  limit.retry_after = 2s;
  sim->simulator().set_faults(github_sim::FaultPlan({limit}, 1));
  {
    auto killed = start();
    while (killed->progress().errors["secondary_limit"] == 0) std::this_thread::yield();
  }
  auto crawler = start();
  ASSERT_TRUE(crawler->wait_until_idle(30s));
  EXPECT_EQ(sink.records().size(), 3u);
  EXPECT_EQ(sim->simulator().stats().violations, 0u);
}

TEST_F(CrawlTest, ARestartDoesNotFetchAgain) {
  serve(catalogue(50));
  {
    auto killed = start();
    ASSERT_TRUE(killed->wait_until_idle(30s));
  }  // no stop(): as after kill -9
  const auto requests = sim->simulator().stats().requests;
  auto crawler = start();
  ASSERT_TRUE(crawler->wait_until_idle(30s));
  EXPECT_EQ(sim->simulator().stats().requests, requests);
  EXPECT_EQ(crawler->progress().known, 50u);
}

TEST_F(CrawlTest, AKilledCrawlGoesOnWhereItWas) {
  serve(catalogue(200));
  options.metadata_batch = 10;
  options.sink_batch = 20;
  {
    auto killed = start();
    while (killed->progress().written < 60) std::this_thread::yield();
  }
  const std::size_t before = sink.records().size();
  const std::size_t puts = sink.puts();
  auto crawler = start();
  ASSERT_TRUE(crawler->wait_until_idle(30s));
  EXPECT_EQ(sink.records().size(), 200u);
  EXPECT_LE(sink.puts() - puts, 200 - before + 20) << "at most the batch under way comes again";
}

TEST_F(CrawlTest, ASinkThatRefusesGetsTheBatchAgain) {
  serve(catalogue(10));
  sink.refuse_next(3);
  auto crawler = start();
  ASSERT_TRUE(crawler->wait_until_idle(30s));
  EXPECT_EQ(sink.records().size(), 10u);
  EXPECT_EQ(crawler->progress().errors["sink"], 3u);
}

TEST_F(CrawlTest, WithoutATokenRestAloneDoes) {
  serve(catalogue(12));
  options.tokens.clear();
  auto crawler = start();
  ASSERT_TRUE(crawler->wait_until_idle(30s));
  EXPECT_EQ(sink.records().size(), 12u);
  EXPECT_TRUE(sink.records().at("owner1/model1").readme);
  EXPECT_EQ(sim->simulator().stats().graphql, 0u);
  refresh(*crawler);
  EXPECT_EQ(sim->simulator().stats().not_modified, 12u) << "conditional requests";
  EXPECT_EQ(crawler->progress().unchanged, 12u);
}

TEST_F(CrawlTest, ARefusedTokenIsNotUsedAgain) {
  serve(catalogue(30));
  options.tokens = {"bad", "good"};
  auto crawler = start();
  ASSERT_TRUE(crawler->wait_until_idle(30s));
  EXPECT_EQ(sink.records().size(), 30u);
  EXPECT_EQ(crawler->progress().usable_tokens, 1u);
  EXPECT_EQ(crawler->progress().errors["bad_token"], 1u);
}

TEST_F(CrawlTest, TopicsAndSubmissionsBringNames) {
  serve(catalogue(130));
  options.names.clear();
  options.topics = {"gan"};
  options.min_stars = 1010;
  options.deny = {"owner50/*"};
  auto crawler = start();
  ASSERT_TRUE(crawler->wait_until_idle(30s));
  EXPECT_EQ(crawler->progress().discovered, 119u);
  ASSERT_TRUE(crawler->submit("owner0/model0").ok());
  EXPECT_FALSE(crawler->submit("owner50/model50").ok());
  EXPECT_FALSE(crawler->submit("nonsense").ok());
  ASSERT_TRUE(crawler->wait_until_idle(30s));
  EXPECT_EQ(sink.records().size(), 120u);
  EXPECT_EQ(sink.records().count("owner50/model50"), 0u);
}

TEST_F(CrawlTest, LongAndBrokenReadmesAreBoundedNotRefused) {
  std::vector<Record> records = catalogue(2);
  records.push_back(record("big/readme").readme(std::string(700'000, 'a')).build());
  records.push_back(record("nul/readme").readme(std::string("a\0b", 3)).build());
  serve(records);
  options.max_readme_bytes = 600'000;
  auto crawler = start();
  ASSERT_TRUE(crawler->wait_until_idle(30s));
  EXPECT_EQ(sink.records().size(), 4u);
  EXPECT_EQ(sink.records().at("big/readme").readme->size(), 600'000u);
  EXPECT_EQ(crawler->progress().readmes_cut, 1u);
}

TEST_F(CrawlTest, StopHandsOverWhatIsFinished) {
  serve(catalogue(40));
  options.sink_delay = 1h;
  options.sink_batch = 10'000;
  github_sim::Fault late;
  late.kind = github_sim::FaultKind::kClosed;
  late.probability = 1;
  auto crawler = start();
  while (crawler->progress().changed == 0) std::this_thread::yield();
  sim->simulator().set_faults(github_sim::FaultPlan({late}, 1));
  const auto changed = crawler->progress().changed;
  crawler->stop(5s);
  EXPECT_GE(sink.records().size(), changed);
}

TEST_F(CrawlTest, AWrongNamesFileIsNamedByLine) {
  const testing::TemporaryFolder folder;
  options.names_file = (folder.path() / "names.txt").string();
  std::ofstream(options.names_file) << "a/b\n\n# a remark\nno name\n";
  Crawler crawler(options, sink, store);
  const Status started = crawler.start();
  ASSERT_FALSE(started.ok());
  EXPECT_NE(started.error().message.find("names.txt:4"), std::string::npos)
      << started.error().message;
}

// A server with a certificate of its own making: nobody vouches for it.
class SelfSignedServer {
 public:
  SelfSignedServer() : context_(boost::asio::ssl::context::tls_server) {
    EVP_PKEY* key = EVP_EC_gen("P-256");
    X509* certificate = X509_new();
    ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1);
    X509_gmtime_adj(X509_getm_notBefore(certificate), 0);
    X509_gmtime_adj(X509_getm_notAfter(certificate), 3600);
    X509_set_pubkey(certificate, key);
    X509_NAME* name = X509_get_subject_name(certificate);
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC,
                               reinterpret_cast<const unsigned char*>("localhost"), -1, -1, 0);
    X509_set_issuer_name(certificate, name);
    X509_sign(certificate, key, EVP_sha256());
    SSL_CTX_use_certificate(context_.native_handle(), certificate);
    SSL_CTX_use_PrivateKey(context_.native_handle(), key);
    X509_free(certificate);
    EVP_PKEY_free(key);
    thread_ = std::thread([this] {
      while (!done_) {
        boost::system::error_code error;
        boost::asio::ssl::stream<boost::asio::ip::tcp::socket> stream(io_, context_);
        acceptor_.accept(stream.next_layer(), error);
        if (error || done_) return;
        stream.handshake(boost::asio::ssl::stream_base::server, error);
        char byte = 0;
        if (!error && stream.read_some(boost::asio::buffer(&byte, 1), error) > 0) ++requests_;
      }
    });
  }
  ~SelfSignedServer() {
    done_ = true;
    boost::system::error_code ignored;
    boost::asio::ip::tcp::socket wake(io_);
    wake.connect(acceptor_.local_endpoint(), ignored);
    wake.close(ignored);
    thread_.join();
  }
  [[nodiscard]] std::string url() const {
    return "https://localhost:" + std::to_string(acceptor_.local_endpoint().port());
  }
  [[nodiscard]] int requests() const { return requests_; }

 private:
  boost::asio::io_context io_;
  boost::asio::ssl::context context_;
  boost::asio::ip::tcp::acceptor acceptor_{io_, {boost::asio::ip::make_address("127.0.0.1"), 0}};
  std::atomic<bool> done_{false};
  std::atomic<int> requests_{0};
  std::thread thread_;
};

TEST_F(CrawlTest, ACertificateThatNobodyVouchesForIsRefused) {
  serve(catalogue(1));
  const SelfSignedServer server;
  options.api_url = server.url();
  auto crawler = start();
  while (crawler->progress().errors["tls"] == 0) std::this_thread::yield();
  EXPECT_EQ(server.requests(), 0) << "no token goes out before the certificate is good";
  EXPECT_TRUE(sink.records().empty());
}

TEST_F(CrawlTest, ARefusedConnectionIsToldApart) {
  serve(catalogue(1));
  std::uint16_t port = 0;
  {
    boost::asio::io_context io;
    port = boost::asio::ip::tcp::acceptor(io, {boost::asio::ip::make_address("127.0.0.1"), 0})
               .local_endpoint()
               .port();
  }
  options.api_url = "http://127.0.0.1:" + std::to_string(port);
  auto crawler = start();
  while (crawler->progress().errors["connect"] == 0) std::this_thread::yield();
  EXPECT_FALSE(crawler->progress().idle);
  EXPECT_EQ(crawler->progress().due, 1u);
}

}  // namespace
}  // namespace modelzoo::crawler
