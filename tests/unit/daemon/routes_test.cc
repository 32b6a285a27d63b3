// The routes' table against the document that describes it.
#include "daemon/routes.h"

#include <gtest/gtest.h>
#include <simdjson.h>

#include <set>

#include "daemon/router.h"
#include "daemon/services.h"
#include "schemas/documents.h"
#include "schemas/taxonomy.h"
#include "tests/support/empty_backend.h"

namespace modelzoo::daemon {
namespace {

TEST(Routes, AreThoseOfTheOpenApiDocument) {
  modelzoo::testing::EmptyBackend backend;
  Configuration configuration;
  Services services{backend, builtin_taxonomy(), configuration, nullptr};
  Router router;
  add_routes(router, services);
  std::set<std::string> served;
  for (const Route& route : router.routes()) {
    if (!route.pattern.starts_with("/assets/") && route.pattern != "/favicon.ico") {
      served.insert(folded_name(route.method) + " " + route.pattern);
    }
  }
  std::set<std::string> described;
  simdjson::dom::parser parser;
  simdjson::dom::element document;
  ASSERT_EQ(parser.parse(std::string(documents::openapi_json)).get(document), simdjson::SUCCESS);
  for (const auto path : simdjson::dom::object(document["paths"])) {
    for (const auto method : simdjson::dom::object(path.value)) {
      described.insert(std::string(method.key) + " " + std::string(path.key));
    }
  }
  EXPECT_EQ(served, described);
}

}  // namespace
}  // namespace modelzoo::daemon
