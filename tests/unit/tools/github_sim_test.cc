#include <gtest/gtest.h>

#include "tests/support/record_builder.h"
#include "tests/support/request_builder.h"
#include "tools/github_sim/simulator.h"

namespace modelzoo::github_sim {
namespace {

using modelzoo::testing::record;

class GithubSimulator : public ::testing::Test {
 protected:
  GithubSimulator() {
    simulator_.catalogue().add(
        record("Owner/Name").id(42).stars(7).topics({"gan"}).readme("# Hello").license("MIT"));
    simulator_.catalogue().add(record("other/repo").stars(9));
  }
  daemon::HttpResponse ask(const std::string& method, const std::string& path,
                           const std::string& body = "", daemon::Headers extra = {}) {
    daemon::Headers headers = {
        {"User-Agent", "test"}, {"Authorization", "Bearer t"}, {"Host", "sim"}};
    for (auto& header : extra) headers.insert(headers.begin(), header);
    return simulator_.handle(
        modelzoo::testing::http_request(method, path, std::move(headers), body));
  }
  std::string graphql(const std::string& query) {
    return ask("POST", "/graphql", "{\"query\":\"" + query + "\"}").body;
  }
  static std::string header(const daemon::HttpResponse& response, std::string_view name) {
    for (const auto& [key, value] : response.headers) {
      if (key == name) return value;
    }
    return "";
  }
  Simulator simulator_;
};

TEST_F(GithubSimulator, AnswersGraphqlWithAliasesFragmentsAndNotFound) {
  EXPECT_EQ(
      graphql("{ a: repository(owner: \\\"owner\\\", name: \\\"name\\\") { ...F } b: "
              "repository(owner: \\\"x\\\", name: \\\"y\\\") { id } } fragment F on Repository { "
              "databaseId nameWithOwner }"),
      R"({"data":{"a":{"databaseId":42,"nameWithOwner":"Owner/Name"},"b":null},"errors":[{"type":"NOT_FOUND","path":["b"],"message":"Could not resolve to a Repository with the name 'x/y'."}]})");
}

TEST_F(GithubSimulator, RefusesFieldsThatAreNotThere) {
  EXPECT_NE(graphql("{ repository(owner: \\\"Owner\\\", name: \\\"Name\\\") { starz } }")
                .find("Field 'starz' doesn't exist on type 'Repository'"),
            std::string::npos);
  EXPECT_NE(graphql("{ repository(").find("errors"), std::string::npos);
}

TEST_F(GithubSimulator, ShowsBlobsAsGitNamesThem) {
  EXPECT_EQ(blob_id("hello\n"), "ce013625030ba8dba906f756967f9e9ca394464a");
  EXPECT_NE(graphql("{ repository(owner: \\\"Owner\\\", name: \\\"Name\\\") { object(expression: "
                    "\\\"HEAD:README.md\\\") { ... on Blob { text } } } }")
                .find("# Hello"),
            std::string::npos);
}

TEST_F(GithubSimulator, AnswersConditionalRequestsWithoutCharge) {
  const auto first = ask("GET", "/repos/owner/name");
  EXPECT_EQ(first.status, 200U);
  EXPECT_EQ(header(first, "x-ratelimit-remaining"), "4999");
  const auto second =
      ask("GET", "/repos/owner/name", "", {{"If-None-Match", header(first, "ETag")}});
  EXPECT_EQ(second.status, 304U);
  EXPECT_EQ(header(second, "x-ratelimit-remaining"), "4999");
}

TEST_F(GithubSimulator, RedirectsRenamedAndHidesDeletedRepositories) {
  ASSERT_TRUE(simulator_.catalogue().rename("Owner/Name", "Owner/New"));
  const auto moved = ask("GET", "/repos/Owner/Name");
  EXPECT_EQ(moved.status, 301U);
  EXPECT_EQ(header(moved, "Location"), "http://sim/repositories/42");
  EXPECT_EQ(ask("GET", "/repositories/42").status, 200U);
  simulator_.catalogue().hide("Owner/New", 451);
  EXPECT_EQ(ask("GET", "/repos/Owner/New").status, 451U);
  EXPECT_EQ(ask("GET", "/repos/no/such").status, 404U);
}

TEST_F(GithubSimulator, CapsSearchAndPagesByLink) {
  for (int i = 0; i < 1200; ++i)
    simulator_.catalogue().add(record("many/r" + std::to_string(i)).stars(1).topics({"nlp"}));
  const auto page = ask("GET", "/search/repositories?q=topic:nlp&per_page=100&page=1");
  EXPECT_NE(page.body.find("\"total_count\":1200"), std::string::npos);
  EXPECT_NE(header(page, "Link").find("rel=\"next\""), std::string::npos);
  EXPECT_EQ(ask("GET", "/search/repositories?q=topic:nlp&per_page=100&page=11").status, 422U);
  EXPECT_NE(ask("GET", "/search/repositories?q=topic:gan").body.find("Owner/Name"),
            std::string::npos);
}

TEST_F(GithubSimulator, SpendsTheWindowAndCountsWhoDoesNotWait) {
  RateLimitOptions limits;
  limits.core = 2;
  simulator_.limits().set_options(limits);
  EXPECT_EQ(ask("GET", "/repos/owner/name").status, 200U);
  EXPECT_EQ(ask("GET", "/repos/owner/name").status, 200U);
  const auto refused = ask("GET", "/repos/owner/name");
  EXPECT_EQ(refused.status, 403U);
  EXPECT_EQ(header(refused, "x-ratelimit-remaining"), "0");
}

TEST_F(GithubSimulator, WantsUserAgentAndGoodCredentials) {
  EXPECT_EQ(ask("GET", "/repos/owner/name", "", {{"User-Agent", ""}}).status, 403U);
  EXPECT_EQ(ask("GET", "/repos/owner/name", "", {{"Authorization", "Bearer bad"}}).status, 401U);
}

TEST_F(GithubSimulator, InjectsPlannedFaults) {
  auto plan = FaultPlan::parse(
      "[[fault]]\nkind = \"too-many-requests\"\npath = \"/repos\"\nnth = [2]\nretry_after = 3\n",
      "f.toml");
  ASSERT_TRUE(plan) << plan.error().message;
  simulator_.set_faults(std::move(plan).value());
  EXPECT_EQ(ask("GET", "/repos/owner/name").status, 200U);
  const auto refused = ask("GET", "/repos/owner/name");
  EXPECT_EQ(refused.status, 429U);
  EXPECT_EQ(header(refused, "Retry-After"), "3");
  EXPECT_EQ(ask("GET", "/repos/owner/name").status, 200U);
  EXPECT_EQ(simulator_.stats().faults, 1U);
}

TEST(FaultPlan, NamesMistakes) {
  EXPECT_EQ(FaultPlan::parse("[[fault]]\nkind = \"oops\"\n", "f.toml").error().message,
            "f.toml:1: \"oops\" is no kind of fault");
  EXPECT_FALSE(FaultPlan::parse("preset = \"x\"", "f.toml"));
}

TEST(FaultPlan, FailsOneInFive) {
  FaultPlan plan = FaultPlan::one_in_five(1);
  int failed = 0;
  for (int i = 0; i < 5000; ++i) failed += plan.next("/graphql") ? 1 : 0;
  EXPECT_NEAR(failed, 1000, 100);
}

}  // namespace
}  // namespace modelzoo::github_sim
