// PUT and DELETE /v1/models/{owner}/{name}, POST /v1/models:bulk, submissions, POST /v1/admin/crawl
#include "crawler/classify.h"
#include "crawler/crawler.h"
#include "daemon/authorization.h"
#include "daemon/json_response.h"
#include "daemon/problem.h"
#include "daemon/router.h"
#include "daemon/routes.h"
#include "daemon/services.h"
#include "daemon/submission.h"
#include "query/search_backend.h"
#include "schemas/json_writer.h"
#include "schemas/record_reader.h"
#include "schemas/taxonomy.h"

namespace modelzoo::daemon {
namespace {

HttpResponse receipt_response(const query::ChangeReceipt& receipt,
                              const std::string& line_errors = "[]", std::uint64_t skipped = 0) {
  std::string body;
  JsonWriter json(body);
  json.begin_object().member("sequence", receipt.sequence);
  json.member("added", std::uint64_t{receipt.added})
      .member("replaced", std::uint64_t{receipt.replaced});
  json.member("deleted", std::uint64_t{receipt.deleted}).member("skipped", skipped);
  json.key("errors").raw(line_errors);
  json.end_object();
  return json_response(std::move(body));
}

HttpResponse put_model(Services& services, const RouteMatch& match) {
  if (auto refused = refuse_unless(match.request, services.configuration.api_keys, "write"))
    return *refused;
  auto record = RecordReader().read(match.request.body);
  if (!record) return problem(400, "the body is no model record: " + record.error().message);
  const std::string name = match.param("owner") + "/" + match.param("name");
  if (folded_name(record->full_name) != folded_name(name)) {
    return problem(409, "the record is of " + record->full_name + ", the path of " + name);
  }
  crawler::classify_record(*record, services.taxonomy);
  query::Changes changes;
  changes.puts.push_back(std::move(record).value());
  auto receipt = services.backend.apply(std::move(changes));
  return receipt ? receipt_response(*receipt) : problem(receipt.error());
}

HttpResponse delete_model(Services& services, const RouteMatch& match) {
  if (auto refused = refuse_unless(match.request, services.configuration.api_keys, "write"))
    return *refused;
  const std::string name = match.param("owner") + "/" + match.param("name");
  query::Changes changes;
  changes.deletions.push_back(name);
  auto receipt = services.backend.apply(std::move(changes));
  if (!receipt) return problem(receipt.error());
  return receipt->deleted == 0 ? problem(404, "no model " + name) : receipt_response(*receipt);
}

// NDJSON: what is a record is taken, all or nothing; what is none is reported with its line.
HttpResponse bulk(Services& services, const HttpRequest& request) {
  if (auto refused = refuse_unless(request, services.configuration.api_keys, "write"))
    return *refused;
  constexpr std::uint64_t kShownErrors = 100;
  RecordReader reader;
  query::Changes changes;
  std::string errors;
  JsonWriter json(errors);
  json.begin_array();
  std::uint64_t number = 0;
  std::uint64_t skipped = 0;
  std::string_view rest = request.body;
  while (!rest.empty()) {
    const std::size_t end = rest.find('\n');
    const std::string_view line = rest.substr(0, end);
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    ++number;
    if (line.find_first_not_of(" \t\r") == std::string_view::npos) continue;
    auto record = reader.read(line);
    if (record) {
      crawler::classify_record(*record, services.taxonomy);
      changes.puts.push_back(std::move(record).value());
    } else if (++skipped <= kShownErrors) {
      json.begin_object()
          .member("line", number)
          .member("reason", record.error().message)
          .end_object();
    }
  }
  json.end_array();
  if (changes.puts.empty() && skipped > 0)
    return problem(400, "no line of the body is a model record; first: " + errors);
  auto receipt = services.backend.apply(std::move(changes));
  return receipt ? receipt_response(*receipt, errors, skipped) : problem(receipt.error());
}

HttpResponse submission_response(const std::string& id, const crawler::NameStatus& status,
                                 unsigned code = 200) {
  std::string body;
  JsonWriter(body)
      .begin_object()
      .member("id", id)
      .member("status", status.status)
      .member("full_name", status.full_name)
      .end_object();
  return json_response(std::move(body), code);
}

HttpResponse submit(Services& services, const HttpRequest& request) {
  auto name = submitted_name(request);
  if (!name) return problem(name.error());
  if (services.crawler == nullptr)
    return problem(503, "this server does not crawl, so it takes no submissions");
  const Status taken = services.crawler->submit(*name);
  if (!taken) return problem(taken.error());
  return submission_response(*name, services.crawler->status_of(*name), 202);
}

HttpResponse submission(Services& services, const RouteMatch& match) {
  const std::string name = match.param("owner") + "/" + match.param("name");
  if (services.crawler == nullptr) return problem(404, "nobody has submitted " + name);
  const crawler::NameStatus status = services.crawler->status_of(name);
  if (status.status == "unknown") return problem(404, "nobody has submitted " + name);
  return submission_response(name, status);
}

// Fetches these before all others; how each fares: GET /v1/submissions/{owner}/{name}.
HttpResponse crawl(Services& services, const HttpRequest& request) {
  if (auto refused = refuse_unless(request, services.configuration.api_keys, "admin"))
    return *refused;
  const auto names = asked_names(request);
  if (!names) return problem(names.error());
  if (services.crawler == nullptr)
    return problem(503, "this server does not crawl ([crawl] enabled = false)");
  const Status taken = services.crawler->crawl_now(*names);
  if (!taken) return problem(taken.error());
  std::string body;
  JsonWriter(body).begin_object().member("accepted", std::uint64_t{names->size()}).end_object();
  return json_response(std::move(body), 202);
}

}  // namespace

void add_admin_routes(Router& router, Services& services) {
  router.add({"PUT", "/v1/models/{owner}/{name}",
              [&](const RouteMatch& m) { return put_model(services, m); }, true});
  router.add({"DELETE", "/v1/models/{owner}/{name}",
              [&](const RouteMatch& m) { return delete_model(services, m); }, true});
  router.add({"POST", "/v1/models:bulk",
              [&](const RouteMatch& m) { return bulk(services, m.request); }, true});
  router.add({"POST", "/v1/submissions",
              [&](const RouteMatch& m) { return submit(services, m.request); }});
  router.add({"GET", "/v1/submissions/{owner}/{name}",
              [&](const RouteMatch& m) { return submission(services, m); }});
  router.add(
      {"POST", "/v1/admin/crawl", [&](const RouteMatch& m) { return crawl(services, m.request); }});
}

}  // namespace modelzoo::daemon
