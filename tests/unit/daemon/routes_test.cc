// The routes' table against the document that describes it.
#include "daemon/routes.h"

#include <gtest/gtest.h>
#include <simdjson.h>

#include <set>

#include "daemon/router.h"
#include "daemon/services.h"
#include "query/search_backend.h"
#include "schemas/documents.h"
#include "schemas/record.h"
#include "schemas/taxonomy.h"

namespace modelzoo::daemon {
namespace {

class NoBackend final : public query::SearchBackend {
 public:
  Result<query::SearchResult> search(const query::SearchRequest&) const override { return none(); }
  Result<std::vector<query::Suggestion>> suggest(std::string_view, std::size_t) const override {
    return none();
  }
  Result<std::vector<query::Hit>> related(std::string_view, std::size_t) const override {
    return none();
  }
  Result<Record> get(std::string_view) const override { return none(); }
  Result<Record> get_by_id(std::uint64_t) const override { return none(); }
  Result<query::Facet> facet_counts(std::string_view) const override { return none(); }
  Status visit_all(const std::function<bool(const Record&)>&) const override { return none(); }
  Result<query::ChangeReceipt> apply(query::Changes) override { return none(); }
  std::uint64_t document_count() const override { return 0; }
  std::uint64_t sequence() const override { return 0; }
  std::vector<std::pair<std::string, double>> stats() const override { return {}; }

 private:
  static Error none() { return {ErrorCode::kNotFound, "none"}; }
};

TEST(Routes, AreThoseOfTheOpenApiDocument) {
  NoBackend backend;
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
