// GET /v1/search, /v1/suggest, /v1/trending, /v1/frameworks, /v1/categories
#include "daemon/json_response.h"
#include "daemon/problem.h"
#include "daemon/router.h"
#include "daemon/routes.h"
#include "daemon/search_answer.h"
#include "daemon/search_response.h"
#include "daemon/services.h"
#include "query/search_backend.h"
#include "schemas/json_writer.h"
#include "schemas/taxonomy.h"

namespace modelzoo::daemon {
namespace {

HttpResponse suggest(Services& services, const HttpRequest& request) {
  const auto q = request.param("q");
  if (!q) return problem(400, "a parameter is missing", {{"q", "what has been typed so far"}});
  auto found = services.backend.suggest(*q, 10);
  if (!found) return problem(found.error());
  std::string body;
  JsonWriter json(body);
  json.begin_object().member("query", *q).key("suggestions").begin_array();
  for (const query::Suggestion& suggestion : *found) {
    json.begin_object().member("text", suggestion.text).member("kind", suggestion.kind);
    json.member("stars", suggestion.stars).end_object();
  }
  json.end_array().end_object();
  return with_etag(json_response(std::move(body)), request, "public, max-age=60");
}

HttpResponse trending(Services& services, const HttpRequest& request) {
  const std::string window(request.param("window").value_or("30d"));
  if (window != "7d" && window != "30d" && window != "365d") {
    return problem(400, "a parameter is wrong", {{"window", "must be 7d, 30d or 365d"}});
  }
  query::SearchRequest ask;
  ask.sort = query::Sort::kTrending;
  ask.query = "is:trending";
  ask.limit = 50;
  auto result = services.backend.search(ask);
  if (!result) return problem(result.error());
  std::string body;
  JsonWriter json(body);
  json.begin_object().member("window", window).key("hits").begin_array();
  for (const query::Hit& hit : result->hits) append_hit(hit, json);
  json.end_array().end_object();
  return with_etag(json_response(std::move(body)), request, "public, max-age=300");
}

HttpResponse counts(Services& services, const HttpRequest& request, const char* facet,
                    const char* name) {
  auto found = services.backend.facet_counts(facet);
  if (!found) return problem(found.error());
  const bool framework = std::string_view(facet) == "framework";
  std::string body;
  JsonWriter json(body);
  json.begin_object().key(name).begin_array();
  for (const query::FacetCount& count : found->values) {
    const TaxonomyEntry* entry = framework ? services.taxonomy.framework(count.value)
                                           : services.taxonomy.category(count.value);
    json.begin_object().member("id", count.value);
    json.member("label", entry != nullptr ? entry->label : count.value);
    json.member("description", entry != nullptr ? entry->description : std::string());
    json.member("count", count.count).end_object();
  }
  json.end_array().end_object();
  return with_etag(json_response(std::move(body)), request, "public, max-age=60");
}

}  // namespace

void add_search_routes(Router& router, Services& services) {
  router.add({"GET", "/v1/search",
              [&](const RouteMatch& m) { return search_answer(services, m.request); }});
  router.add(
      {"GET", "/v1/suggest", [&](const RouteMatch& m) { return suggest(services, m.request); }});
  router.add(
      {"GET", "/v1/trending", [&](const RouteMatch& m) { return trending(services, m.request); }});
  router.add({"GET", "/v1/frameworks", [&](const RouteMatch& m) {
                return counts(services, m.request, "framework", "frameworks");
              }});
  router.add({"GET", "/v1/categories", [&](const RouteMatch& m) {
                return counts(services, m.request, "category", "categories");
              }});
}

}  // namespace modelzoo::daemon
