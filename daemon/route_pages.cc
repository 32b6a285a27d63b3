// The site: pages, assets and what robots ask for.
#include "daemon/embedded_assets.h"
#include "daemon/json_response.h"
#include "daemon/page_layout.h"
#include "daemon/pages.h"
#include "daemon/router.h"
#include "daemon/routes.h"
#include "daemon/services.h"
#include "schemas/html_escape.h"

namespace modelzoo::daemon {
namespace {

HttpResponse fixed(std::string_view body, const char* type,
                   const char* cache = "public, max-age=31536000, immutable") {
  HttpResponse response;
  response.headers.emplace_back("Content-Type", type);
  response.headers.emplace_back("Cache-Control", cache);
  response.headers.emplace_back("X-Content-Type-Options", "nosniff");
  response.body = body;
  return response;
}

HttpResponse open_search(const Services& services) {
  const std::string base = escaped(services.configuration.public_url);
  return fixed(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<OpenSearchDescription "
      "xmlns=\"http://a9.com/-/spec/opensearch/1.1/\"><ShortName>modelzoo</"
      "ShortName><Description>Deep-learning "
      "models on GitHub</Description><InputEncoding>UTF-8</InputEncoding><Url type=\"text/html\" "
      "template=\"" +
          base + "/search?q={searchTerms}\"/></OpenSearchDescription>\n",
      "application/opensearchdescription+xml", "public, max-age=86400");
}

HttpResponse robots(const Services& services) {
  return fixed("User-agent: *\nDisallow: /search\nDisallow: /v1/\nSitemap: " +
                   services.configuration.public_url + "/sitemap.xml\n",
               "text/plain; charset=utf-8", "public, max-age=86400");
}

}  // namespace

void add_page_routes(Router& router, Services& services) {
  const auto page = [&](const char* path, HttpResponse (*show)(Services&, const HttpRequest&),
                        bool runs_long = false) {
    router.add({"GET", path,
                [&services, show](const RouteMatch& m) { return show(services, m.request); },
                runs_long});
  };
  page("/", home_page);
  page("/search", results_page);
  page("/submit", submit_page);
  router.add(
      {"POST", "/submit", [&](const RouteMatch& m) { return submit_page(services, m.request); }});
  page("/about", about_page);
  page("/docs", docs_page);
  page("/sitemap.xml", site_map, true);
  router.add({"GET", "/framework/{id}", [&](const RouteMatch& m) {
                return framework_page(services, m.request, m.param("id"));
              }});
  router.add({"GET", "/category/{id}", [&](const RouteMatch& m) {
                return category_page(services, m.request, m.param("id"));
              }});
  router.add({"GET", "/model/{owner}/{name}",
              [&](const RouteMatch& m) {
                return model_page(services, m.request, m.param("owner") + "/" + m.param("name"));
              },
              true});
  router.add({"GET", "/robots.txt", [&](const RouteMatch&) { return robots(services); }});
  router.add({"GET", "/opensearch.xml", [&](const RouteMatch&) { return open_search(services); }});
  router.add({"GET", "/assets/style.css", [](const RouteMatch&) {
                return fixed(assets::style_css, "text/css; charset=utf-8");
              }});
  router.add({"GET", "/assets/logo.svg",
              [](const RouteMatch&) { return fixed(assets::logo_svg, "image/svg+xml"); }});
  router.add({"GET", "/assets/suggest.js", [](const RouteMatch&) {
                return fixed(assets::suggest_js, "text/javascript; charset=utf-8");
              }});
  router.add({"GET", "/favicon.ico",
              [](const RouteMatch&) { return fixed(assets::logo_svg, "image/svg+xml"); }});
}

}  // namespace modelzoo::daemon
