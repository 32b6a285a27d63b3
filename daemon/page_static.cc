// "/about", "/docs", "/submit", "/sitemap.xml": pages that change little.
#include "crawler/crawler.h"
#include "daemon/page_layout.h"
#include "daemon/pages.h"
#include "daemon/services.h"
#include "daemon/submission.h"
#include "query/search_backend.h"
#include "schemas/html_escape.h"
#include "schemas/taxonomy.h"

namespace modelzoo::daemon {
namespace {

std::string example(const std::string& base, const char* what, const std::string& target) {
  return "<h3>" + std::string(what) + "</h3><pre><code>curl '" + escaped(base + target) +
         "'</code></pre><p><a href=\"" + escaped(target) + "\">Try it</a></p>";
}

std::string submit_form(const std::string& note) {
  return "<section class=\"prose\"><h1>Submit a model</h1><p>A deep-learning repository on GitHub "
         "that is not here? "
         "Give its address; it is fetched within minutes.</p>" +
         note +
         "<form class=\"submit\" method=\"post\" action=\"/submit\"><label "
         "for=\"url\">Repository</label>"
         "<input id=\"url\" name=\"url\" required maxlength=\"200\" "
         "placeholder=\"https://github.com/owner/name\">"
         "<button>Submit</button></form></section>";
}

}  // namespace

HttpResponse about_page(Services& services, const HttpRequest& request) {
  Page page;
  page.title = "About - modelzoo";
  page.main =
      "<section class=\"prose\"><h1>About modelzoo</h1><p>Stars say whom people trust. READMEs say "
      "what a "
      "repository is. Neither alone finds a model; modelzoo uses both. It follows " +
      short_count(services.backend.document_count()) +
      " repositories on GitHub, reads their READMEs, sorts them by framework and category, and "
      "ranks what it "
      "finds by how well it answers and by how many people starred it.</p><h2>How results are "
      "ranked</h2><p>"
      "By BM25F over name, description, topics, headings and text; by how many of your words a "
      "page has; and "
      "by a prior that grows with the logarithm of the stars. A famous repository that merely "
      "mentions a word "
      "does not bury the small one whose name it is.</p><h2>What you can ask</h2><p>Words, "
      "<code>\"exact phrases\"</code>, <code>-without</code>, <code>a OR b</code>, "
      "<code>prefix*</code>, "
      "<code>framework:pytorch</code>, <code>category:nlp</code>, <code>stars:&gt;1000</code>, "
      "<code>license:mit</code>, <code>language:python</code>, <code>topic:gan</code>, "
      "<code>pushed:&gt;2025-01-01</code>, <code>in:name</code>.</p></section>";
  return page_response(page, request);
}

HttpResponse docs_page(Services& services, const HttpRequest& request) {
  const std::string& base = services.configuration.public_url;
  Page page;
  page.title = "API - modelzoo";
  page.main =
      "<section class=\"prose\"><h1>HTTP API</h1><p>JSON over HTTP, described by <a "
      "href=\"/openapi.json\">"
      "OpenAPI 3.1</a>. Errors are <code>application/problem+json</code> and name the "
      "parameter.</p>" +
      example(
          base, "Search with filters and facet counts",
          "/v1/search?q=image+to+image+translation&framework=pytorch&facets=framework,category") +
      example(base, "The most starred models of a category",
              "/v1/search?category=reinforcement-learning&limit=5") +
      example(base, "Completions", "/v1/suggest?q=cycle") +
      example(base, "All frameworks with counts", "/v1/frameworks") +
      "<h3>One model, its README, what is like it</h3><pre><code>" +
      escaped("curl '" + base + "/v1/models/{owner}/{name}'\ncurl -H 'Accept: text/html' '" + base +
              "/v1/models/{owner}/{name}/readme'\ncurl '" + base +
              "/v1/models/{owner}/{name}/related'") +
      "</code></pre></section>";
  return page_response(page, request);
}

HttpResponse submit_page(Services& services, const HttpRequest& request) {
  Page page;
  page.title = "Submit a model - modelzoo";
  if (request.method != "POST") {
    page.main = submit_form("");
    return page_response(page, request);
  }
  auto name = submitted_name(request);
  Status taken = name ? Status(Ok{}) : Status(name.error());
  if (name) {
    taken = services.crawler != nullptr
                ? services.crawler->submit(*name)
                : Status(Error{ErrorCode::kBusy,
                               "this server does not crawl, so it takes no submissions"});
  }
  if (!taken) {
    page.status = taken.error().code == ErrorCode::kBusy ? 503 : 400;
    page.main =
        submit_form("<p class=\"note\" role=\"alert\">" + escaped(taken.error().message) + "</p>");
  } else {
    page.status = 202;
    page.main =
        submit_form("<p class=\"note\" role=\"status\">Thank you. <a href=\"/model/" +
                    escaped(*name) + "\">" + escaped(*name) + "</a> will be here soon.</p>");
  }
  return page_response(page, request);
}

HttpResponse site_map(Services& services, const HttpRequest&) {
  constexpr std::size_t kMaxEntries = 49'000;  // the protocol allows 50,000 in a file
  const std::string& base = services.configuration.public_url;
  HttpResponse response;
  response.headers.emplace_back("Content-Type", "application/xml");
  response.headers.emplace_back("Cache-Control", "public, max-age=3600");
  std::string& out = response.body;
  out =
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset "
      "xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n";
  const auto entry = [&](const std::string& path) {
    out += "<url><loc>" + escaped(base + path) + "</loc></url>\n";
  };
  entry("/");
  for (const TaxonomyEntry& framework : services.taxonomy.frameworks)
    entry("/framework/" + framework.id);
  for (const TaxonomyEntry& category : services.taxonomy.categories)
    entry("/category/" + category.id);
  query::SearchRequest ask;
  ask.sort = query::Sort::kStars;
  ask.limit = 100;
  for (std::size_t count = 0; count < kMaxEntries;) {
    auto result = services.backend.search(ask);
    if (!result) break;
    for (const query::Hit& hit : result->hits) entry("/model/" + hit.record.full_name);
    count += result->hits.size();
    constexpr std::size_t kEnough = 5'000;  // the most starred: the rest is reached by links
    if (!result->next_cursor || count >= kEnough) break;
    ask.cursor = *result->next_cursor;
  }
  out += "</urlset>\n";
  return response;
}

}  // namespace modelzoo::daemon
