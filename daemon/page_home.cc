// "/": a search box, what is most starred, and the ways in by framework and category.
#include "daemon/page_layout.h"
#include "daemon/page_parts.h"
#include "daemon/pages.h"
#include "daemon/services.h"
#include "query/search_backend.h"
#include "schemas/html_escape.h"

namespace modelzoo::daemon {
namespace {

std::string tiles(const query::Facet& facet, const char* path,
                  const std::function<std::string(const std::string&)>& label) {
  std::string out = "<ul class=\"tiles\">";
  for (const query::FacetCount& count : facet.values) {
    if (count.count == 0) continue;
    out += "<li><a href=\"" + std::string(path) + url_encoded(count.value) + "\"><span>" +
           escaped(label(count.value)) + "</span><span class=\"count\">" +
           short_count(count.count) + "</span></a></li>";
  }
  return out + "</ul>";
}

}  // namespace

HttpResponse home_page(Services& services, const HttpRequest& request) {
  query::SearchRequest ask;
  ask.sort = query::Sort::kStars;
  ask.limit = 12;
  // Lists and general libraries have the most stars of all; who comes here looks for models.
  ask.query = "kind:model";
  ask.facets = {"framework", "category"};
  auto top = services.backend.search(ask);
  if (!top) return error_page(500, "The index cannot be read just now.", request);
  if (top->hits.empty()) {
    ask.query.clear();
    top = services.backend.search(ask);
    if (!top) return error_page(500, "The index cannot be read just now.", request);
  }
  const Taxonomy& taxonomy = services.taxonomy;
  Page page;
  page.title = "modelzoo - find deep-learning models on GitHub";
  page.description =
      "Search the open-source deep-learning models on GitHub by what they do and whom people "
      "trust.";
  page.large_header = true;
  page.main =
      "<section class=\"hero\"><h1>Find the model that people trust</h1><p>" +
      short_count(services.backend.document_count()) +
      " open-source repositories, ranked by what their READMEs say and by their stars.</p>" +
      search_box("", true) +
      "<p class=\"examples\">Try <a href=\"/search?q=image+to+image+translation\">image to image "
      "translation</a>, <a href=\"/search?q=%22reinforcement+learning%22+framework%3Akeras\">"
      "&quot;reinforcement learning&quot; framework:keras</a>, <a "
      "href=\"/search?q=mask+rcnn\">mask rcnn</a>"
      "</p></section>";
  page.main += "<section><h2>By framework</h2>" +
               tiles(top->facets[0], "/framework/",
                     [&](const std::string& id) { return framework_label(taxonomy, id); }) +
               "</section><section><h2>By category</h2>" +
               tiles(top->facets[1], "/category/",
                     [&](const std::string& id) { return category_label(taxonomy, id); }) +
               "</section><section><h2>Most starred models</h2><ol class=\"cards two\">";
  for (const query::Hit& hit : top->hits) page.main += model_card(hit, taxonomy);
  page.main +=
      "</ol><p class=\"more\"><a href=\"/search?q=kind%3Amodel&amp;sort=stars\">All models by "
      "stars</a></p></section>";
  return page_response(page, request);
}

}  // namespace modelzoo::daemon
