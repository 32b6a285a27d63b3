// GET /v1/models/{owner}/{name} with /readme and /related, /v1/export.ndjson
#include "crawler/classify.h"
#include "daemon/json_response.h"
#include "daemon/problem.h"
#include "daemon/readme_html.h"
#include "daemon/router.h"
#include "daemon/routes.h"
#include "daemon/search_response.h"
#include "daemon/services.h"
#include "query/search_backend.h"
#include "schemas/json_writer.h"
#include "schemas/record_writer.h"
#include "schemas/taxonomy.h"

namespace modelzoo::daemon {
namespace {

std::string name_of(const RouteMatch& match) {
  return match.param("owner") + "/" + match.param("name");
}

// The record, and with it the evidence for its labels.
HttpResponse model(Services& services, const RouteMatch& match) {
  auto record = services.backend.get(name_of(match));
  if (!record) return problem(record.error());
  const crawler::Classification classification = crawler::classify(*record, services.taxonomy);
  std::string body;
  append_record_json(*record, body);
  body.pop_back();  // the closing brace: more follows
  body += ",\"url\":";
  append_json_string(services.configuration.crawl.web_url + "/" + record->full_name, body);
  body += ",\"classification\":";
  JsonWriter json(body);
  json.begin_object().key("evidence").begin_array();
  for (const crawler::Evidence& evidence : classification.evidence) {
    json.begin_object().member("label", evidence.label).member("where", evidence.where);
    json.member("text", evidence.text).member("weight", evidence.weight).end_object();
  }
  json.end_array().end_object();
  body += '}';
  return with_etag(json_response(std::move(body)), match.request, "public, max-age=60");
}

// HTML when it is asked for before plain text, else the source.
HttpResponse readme(Services& services, const RouteMatch& match) {
  auto record = services.backend.get(name_of(match));
  if (!record) return problem(record.error());
  if (!record->readme) return problem(404, record->full_name + " has no README");
  const std::string_view accept = match.request.header("accept").value_or("text/plain");
  const std::size_t html = accept.find("text/html");
  HttpResponse response;
  if (html != std::string_view::npos && html < accept.find("text/plain")) {
    response.headers.emplace_back("Content-Type", "text/html; charset=utf-8");
    // The README alone, for other front ends: sandboxed should it be opened as a page.
    response.headers.emplace_back("Content-Security-Policy",
                                  "sandbox; default-src 'none'; img-src https:");
    response.body = readme_html(*record, services.configuration.crawl.web_url,
                                services.configuration.crawl.raw_url);
  } else {
    response.headers.emplace_back("Content-Type", "text/plain; charset=utf-8");
    response.body = *record->readme;
  }
  response.headers.emplace_back("X-Content-Type-Options", "nosniff");
  response.headers.emplace_back("Vary", "Accept");
  return with_etag(std::move(response), match.request, "public, max-age=60");
}

HttpResponse related(Services& services, const RouteMatch& match) {
  auto hits = services.backend.related(name_of(match), 10);
  if (!hits) return problem(hits.error());
  std::string body;
  JsonWriter json(body);
  json.begin_object().member("full_name", name_of(match)).key("hits").begin_array();
  for (const query::Hit& hit : *hits) append_hit(hit, json);
  json.end_array().end_object();
  return with_etag(json_response(std::move(body)), match.request, "public, max-age=300");
}

HttpResponse export_all(Services& services) {
  HttpResponse response;
  response.headers.emplace_back("Content-Type", "application/x-ndjson");
  response.headers.emplace_back("Cache-Control", "no-store");
  const Status status = services.backend.visit_all([&](const Record& record) {
    append_record_json(record, response.body);
    response.body += '\n';
    return true;
  });
  return status ? response : problem(status.error());
}

}  // namespace

void add_model_routes(Router& router, Services& services) {
  router.add({"GET", "/v1/models/{owner}/{name}",
              [&](const RouteMatch& m) { return model(services, m); }});
  router.add({"GET", "/v1/models/{owner}/{name}/readme",
              [&](const RouteMatch& m) { return readme(services, m); }, true});
  router.add({"GET", "/v1/models/{owner}/{name}/related",
              [&](const RouteMatch& m) { return related(services, m); }, true});
  router.add(
      {"GET", "/v1/export.ndjson", [&](const RouteMatch&) { return export_all(services); }, true});
}

}  // namespace modelzoo::daemon
