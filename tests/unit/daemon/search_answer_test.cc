// GET /v1/search before a backend that counts what it is asked.
#include "daemon/search_answer.h"

#include <gtest/gtest.h>

#include "daemon/content_encoding.h"
#include "daemon/search_key.h"
#include "daemon/services.h"
#include "schemas/taxonomy.h"
#include "tests/support/empty_backend.h"
#include "tests/support/request_builder.h"

namespace modelzoo::daemon {
namespace {

using modelzoo::testing::http_request;

// Each write renames its only model after the sequence.
class CountingBackend final : public modelzoo::testing::EmptyBackend {
 public:
  Result<query::SearchResult> search(const query::SearchRequest&) const override {
    ++searches;
    query::SearchResult result;
    result.sequence = at;
    result.total = 1;
    query::Hit hit;
    hit.record.full_name = "model/" + std::to_string(at);
    hit.record.description = std::string(2000, 'd');
    result.hits.push_back(std::move(hit));
    return result;
  }
  std::uint64_t document_count() const override { return 1; }
  std::uint64_t sequence() const override { return at; }

  std::uint64_t at = 1;
  mutable int searches = 0;
};

class SearchAnswer : public ::testing::Test {
 protected:
  HttpResponse get(const std::string& target, Headers headers = {}) {
    return search_answer(services_, http_request("GET", target, std::move(headers)));
  }
  static std::string body(const HttpResponse& response) {
    return response.shared ? response.shared->body : response.body;
  }
  static std::string header(const HttpResponse& response, std::string_view name) {
    for (const auto* headers :
         {&response.headers, response.shared ? &response.shared->headers : &response.headers}) {
      for (const auto& [key, value] : *headers) {
        if (key == name) return value;
      }
    }
    return "";
  }

  CountingBackend backend_;
  Configuration configuration_;
  Services services_{backend_, builtin_taxonomy(), configuration_, nullptr};
};

TEST_F(SearchAnswer, AsksTheIndexOnceForAQuestion) {
  const HttpResponse first = get("/v1/search?q=gan");
  const HttpResponse second = get("/v1/search?q=gan");
  EXPECT_EQ(backend_.searches, 1);
  EXPECT_EQ(body(first), body(second));
  EXPECT_EQ(header(first, "ETag"), header(second, "ETag"));
  EXPECT_EQ(header(second, "Content-Type"), "application/json; charset=utf-8");
}

TEST_F(SearchAnswer, IsNeverOlderThanTheIndex) {
  const std::string tag = header(get("/v1/search?q=gan"), "ETag");
  backend_.at = 2;
  const HttpResponse after = get("/v1/search?q=gan", {{"If-None-Match", tag}});
  EXPECT_EQ(after.status, 200U);
  EXPECT_NE(body(after).find("model/2"), std::string::npos);
  EXPECT_NE(header(after, "ETag"), tag);
  EXPECT_EQ(backend_.searches, 2);
}

TEST_F(SearchAnswer, SaysThatTheClientHasItWithoutASearch) {
  const std::string tag = header(get("/v1/search?q=gan"), "ETag");
  const HttpResponse again = get("/v1/search?q=gan", {{"If-None-Match", tag}});
  EXPECT_EQ(again.status, 304U);
  EXPECT_EQ(body(again), "");
  EXPECT_EQ(header(again, "ETag"), tag);
  EXPECT_EQ(get("/v1/search?q=other", {{"If-None-Match", tag}}).status, 200U);
}

TEST_F(SearchAnswer, IsCompressedOnceForThoseWhoTakeIt) {
  const HttpResponse packed = get("/v1/search?q=gan", {{"Accept-Encoding", "gzip, br"}});
  EXPECT_EQ(header(packed, "Content-Encoding"), "gzip");
  EXPECT_EQ(header(packed, "Vary"), "Accept-Encoding");
  EXPECT_TRUE(header(packed, "ETag").starts_with("W/"));
  EXPECT_LT(body(packed).size(), 1000U);
  const HttpResponse plain = get("/v1/search?q=gan");
  EXPECT_EQ(header(plain, "Content-Encoding"), "");
  EXPECT_EQ(body(plain).front(), '{');
  get("/v1/search?q=gan", {{"Accept-Encoding", "gzip"}});
  get("/v1/search?q=gan", {{"Accept-Encoding", "gzip;q=0"}});
  EXPECT_EQ(backend_.searches, 2);
  EXPECT_EQ(get("/v1/search?q=gan",
                {{"Accept-Encoding", "gzip"}, {"If-None-Match", header(packed, "ETag")}})
                .status,
            304U);
}

TEST_F(SearchAnswer, IsOneForEqualQuestionsHoweverPut) {
  get("/v1/search?q=a+b&framework=pytorch&framework=keras&limit=20");
  get("/v1/search?framework=keras&q=a%20b&framework=pytorch&framework=keras");
  EXPECT_EQ(backend_.searches, 1);
}

TEST_F(SearchAnswer, IsAnotherForEachParameter) {
  const char* const others[] = {"q=b",
                                "q=a&framework=x",
                                "q=a&category=x",
                                "q=a&license=x",
                                "q=a&language=",
                                "q=a&topic=x",
                                "q=a&owner=x",
                                "q=a&min_stars=1",
                                "q=a&limit=9",
                                "q=a&max_stars=1",
                                "q=a&offset=1",
                                "q=a&pushed_after=2025-01-01",
                                "q=a&sort=name",
                                "q=a&facets=year",
                                "q=a&cursor=1-1",
                                "q=a&created_after=2025-01-01",
                                "q=a&prefix=1",
                                "q=a&explain=1",
                                "q=a&highlight=1",
                                "q=a&archived=true",
                                "q=a&archived=false",
                                "q=a&unknown=1"};
  std::vector<std::string> keys;
  for (const char* parameters : others) {
    keys.push_back(search_key(
        read_search_params(http_request("GET", std::string("/v1/search?") + parameters))));
  }
  std::sort(keys.begin(), keys.end());
  EXPECT_EQ(std::adjacent_find(keys.begin(), keys.end()), keys.end());
}

TEST_F(SearchAnswer, KeepsNoAnswersWhereTheCacheIsOff) {
  configuration_.result_cache_bytes = 0;
  Services uncached{backend_, builtin_taxonomy(), configuration_, nullptr};
  const HttpRequest request = http_request("GET", "/v1/search?q=gan");
  const HttpResponse first = search_answer(uncached, request);
  EXPECT_EQ(header(search_answer(uncached, request), "ETag"), header(first, "ETag"));
  EXPECT_EQ(backend_.searches, 2);
  EXPECT_EQ(header(first, "Cache-Control"), "public, max-age=10");
}

TEST_F(SearchAnswer, RefusesWrongParametersBeforeAnythingElse) {
  EXPECT_EQ(get("/v1/search?q=a&limit=0").status, 400U);
  EXPECT_EQ(backend_.searches, 0);
}

}  // namespace
}  // namespace modelzoo::daemon
