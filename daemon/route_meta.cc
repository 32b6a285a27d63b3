// GET /healthz, /readyz, /metrics, /version, /openapi.json
#include "crawler/crawler.h"
#include "daemon/json_response.h"
#include "daemon/problem.h"
#include "daemon/router.h"
#include "daemon/routes.h"
#include "daemon/services.h"
#include "index/storage/segment_format.h"
#include "query/search_backend.h"
#include "schemas/documents.h"
#include "schemas/json_writer.h"

namespace modelzoo::daemon {
namespace {

HttpResponse text(std::string body, const char* type) {
  HttpResponse response;
  response.headers.emplace_back("Content-Type", type);
  response.headers.emplace_back("Cache-Control", "no-store");
  response.body = std::move(body);
  return response;
}

HttpResponse ready(const Services& services) {
  if (!services.ready) return problem(503, "starting, or shutting down");
  return text("ready\n", "text/plain; charset=utf-8");
}

// Prometheus text format 0.0.4.
class Metrics {
 public:
  void add(const std::string& name, double value, const char* type, const char* help) {
    out_ +=
        "# HELP modelzoo_" + name + " " + help + "\n# TYPE modelzoo_" + name + " " + type + "\n";
    sample(name, "", value);
  }
  void sample(const std::string& name, const std::string& labels, double value) {
    char number[40];
    std::snprintf(number, sizeof number, "%.17g", value);
    out_ += "modelzoo_" + name + labels + " " + number + "\n";
  }
  void head(const std::string& name, const char* type, const char* help) {
    out_ +=
        "# HELP modelzoo_" + name + " " + help + "\n# TYPE modelzoo_" + name + " " + type + "\n";
  }
  std::string take() { return std::move(out_); }

 private:
  std::string out_;
};

void crawl_metrics(Metrics& metrics, const crawler::CrawlProgress& p) {
  const auto number = [](std::uint64_t n) { return static_cast<double>(n); };
  metrics.add("crawl_known", number(p.known), "gauge", "repositories that are followed");
  metrics.add("crawl_due", number(p.due), "gauge", "repositories due now");
  metrics.add("crawl_fetched_total", number(p.fetched), "counter",
              "repositories answered by GitHub");
  metrics.add("crawl_changed_total", number(p.changed), "counter", "new or changed repositories");
  metrics.add("crawl_unchanged_total", number(p.unchanged), "counter",
              "repositories without a change");
  metrics.add("crawl_missing_total", number(p.missing), "counter",
              "answers that a repository is not shown");
  metrics.add("crawl_deleted_total", number(p.deleted), "counter", "repositories removed");
  metrics.add("crawl_renamed_total", number(p.renamed), "counter", "repositories that moved");
  metrics.add("crawl_given_up_total", number(p.given_up), "counter",
              "repositories that failed too often");
  metrics.add("crawl_readmes_cut_total", number(p.readmes_cut), "counter",
              "READMEs over the size limit");
  metrics.add("crawl_requests_total", number(p.requests), "counter", "requests sent to GitHub");
  metrics.add("crawl_points_total", number(p.points), "counter", "GraphQL points spent");
  metrics.add("crawl_usable_tokens", static_cast<double>(p.usable_tokens), "gauge",
              "tokens in use");
  metrics.add("crawl_idle", p.idle ? 1 : 0, "gauge", "1 when nothing is due");
  metrics.head("crawl_errors_total", "counter", "failures by kind");
  for (const auto& [kind, count] : p.errors) {
    metrics.sample("crawl_errors_total", "{kind=\"" + kind + "\"}", number(count));
  }
}

void result_cache_metrics(Metrics& metrics, const ResultCacheStats& cache) {
  const auto number = [](std::uint64_t n) { return static_cast<double>(n); };
  metrics.add("result_cache_hits_total", number(cache.hits), "counter",
              "searches answered from the cache");
  metrics.add("result_cache_misses_total", number(cache.misses), "counter",
              "searches that the index had to answer");
  metrics.add("result_cache_evictions_total", number(cache.evictions), "counter",
              "answers dropped for others");
  metrics.add("result_cache_entries", number(cache.entries), "gauge", "answers kept");
  metrics.add("result_cache_bytes", number(cache.bytes), "gauge", "memory of the answers kept");
  metrics.add("result_cache_capacity_bytes", number(cache.capacity_bytes), "gauge",
              "memory that answers may take");
}

HttpResponse metrics(Services& services) {
  Metrics out;
  for (const auto& [name, value] : services.backend.stats()) {
    out.add("index_" + name, value, "gauge", "of the index");
  }
  const auto number = [](const std::atomic<std::uint64_t>& n) {
    return static_cast<double>(n.load());
  };
  const HttpCounters& http = services.counters;
  out.add("http_requests_total", number(http.requests), "counter", "requests answered");
  out.add("http_client_errors_total", number(http.client_errors), "counter", "answers 4xx");
  out.add("http_server_errors_total", number(http.server_errors), "counter", "answers 5xx");
  out.add("http_seconds_total", number(http.microseconds) / 1e6, "counter",
          "time spent on answers");
  out.add("searches_total", number(http.searches), "counter", "searches of the API");
  result_cache_metrics(out, services.results.stats());
  if (services.crawler != nullptr) crawl_metrics(out, services.crawler->progress());
  return text(out.take(), "text/plain; version=0.0.4; charset=utf-8");
}

HttpResponse version() {
  std::string body;
  JsonWriter(body)
      .begin_object()
      .member("name", "modelzoo")
      .member("version", MODELZOO_VERSION)
      .member("index_format", index::kFormatVersion)
      .end_object();
  return json_response(std::move(body));
}

}  // namespace

void add_meta_routes(Router& router, Services& services) {
  router.add({"GET", "/healthz",
              [](const RouteMatch&) { return text("ok\n", "text/plain; charset=utf-8"); }});
  router.add({"GET", "/readyz", [&](const RouteMatch&) { return ready(services); }});
  router.add({"GET", "/metrics", [&](const RouteMatch&) { return metrics(services); }});
  router.add({"GET", "/version", [](const RouteMatch&) { return version(); }});
  router.add({"GET", "/openapi.json", [](const RouteMatch& m) {
                return with_etag(json_response(std::string(documents::openapi_json)), m.request,
                                 "public, max-age=3600");
              }});
}

}  // namespace modelzoo::daemon
