#include "daemon/router.h"

#include <gtest/gtest.h>

#include "tests/support/request_builder.h"

namespace modelzoo::daemon {
namespace {

using modelzoo::testing::http_request;

HttpResponse said(std::string text) {
  HttpResponse response;
  response.body = std::move(text);
  return response;
}

Router router() {
  Router table;
  table.add({"GET", "/v1/search", [](const RouteMatch&) { return said("search"); }});
  table.add({"POST", "/v1/search", [](const RouteMatch&) { return said("posted"); }, true});
  table.add({"GET", "/v1/models/{owner}/{name}",
             [](const RouteMatch& m) { return said(m.param("owner") + "|" + m.param("name")); }});
  table.add({"GET", "/files/{rest*}",
             [](const RouteMatch& m) { return said("file " + m.param("rest")); }});
  return table;
}

TEST(Router, FindsFixedPathsByMethod) {
  EXPECT_EQ(router().handle(http_request("GET", "/v1/search")).body, "search");
  EXPECT_EQ(router().handle(http_request("HEAD", "/v1/search")).body, "search");
  EXPECT_EQ(router().handle(http_request("POST", "/v1/search")).body, "posted");
  EXPECT_TRUE(router().runs_long(http_request("POST", "/v1/search")));
  EXPECT_FALSE(router().runs_long(http_request("GET", "/v1/search")));
}

TEST(Router, GivesTheNamedPartsOfAPath) {
  EXPECT_EQ(router().handle(http_request("GET", "/v1/models/a/b")).body, "a|b");
  EXPECT_EQ(router().handle(http_request("GET", "/files/x/y")).body, "file x/y");
}

TEST(Router, TellsNotFoundFromNotAllowed) {
  EXPECT_EQ(router().handle(http_request("GET", "/v1/models/a")).status, 404U);
  EXPECT_EQ(router().handle(http_request("GET", "/v1/search/")).status, 404U);
  const HttpResponse refused = router().handle(http_request("DELETE", "/v1/search"));
  EXPECT_EQ(refused.status, 405U);
  EXPECT_EQ(refused.headers.back(), (std::pair<std::string, std::string>("Allow", "GET, POST")));
}

}  // namespace
}  // namespace modelzoo::daemon
