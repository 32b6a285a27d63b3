// "/search", "/framework/{id}", "/category/{id}": hits with facets that toggle, sort choice and
// paging.
#include <algorithm>

#include "daemon/page_layout.h"
#include "daemon/page_parts.h"
#include "daemon/pages.h"
#include "daemon/search_params.h"
#include "daemon/services.h"
#include "query/search_backend.h"
#include "schemas/html_escape.h"

namespace modelzoo::daemon {
namespace {

using Params = std::vector<std::pair<std::string, std::string>>;

std::string search_url(const Params& params) {
  std::string url = "/search";
  char separator = '?';
  for (const auto& [name, value] : params) {
    if (value.empty()) continue;
    url += separator + name + "=" + url_encoded(value);
    separator = '&';
  }
  return url;
}

// The parameters with this one added, or removed where it is there; back to the first page.
Params toggled(const Params& params, const std::string& name, const std::string& value) {
  Params out;
  bool removed = false;
  for (const auto& param : params) {
    if (param.first == "offset" || param.first == "cursor") continue;
    if (param.first == name && param.second == value) {
      removed = true;
    } else {
      out.push_back(param);
    }
  }
  if (!removed) out.emplace_back(name, value);
  return out;
}

Params with(const Params& params, const std::string& name, const std::string& value) {
  Params out;
  for (const auto& param : params) {
    if (param.first != name && param.first != "cursor" &&
        (name == "offset" || param.first != "offset")) {
      out.push_back(param);
    }
  }
  out.emplace_back(name, value);
  return out;
}

class ResultsView {
 public:
  ResultsView(Services& services, const Params& params, const query::SearchRequest& request,
              const query::SearchResult& result)
      : services_(services), params_(params), request_(request), result_(result) {}

  std::string html() const {
    std::string out = "<div class=\"results\"><aside aria-label=\"Filters\">";
    for (const query::Facet& facet : result_.facets) out += facet_list(facet);
    out += "</aside><div>" + summary() + notes();
    if (result_.hits.empty()) {
      out +=
          "<section class=\"empty\"><h2>No model matches</h2><p>Fewer words, or fewer filters, "
          "find more. "
          "A model that is missing can be <a href=\"/submit\">submitted</a>.</p></section>";
    } else {
      out += "<ol class=\"cards\" start=\"" + std::to_string(request_.offset + 1) + "\">";
      for (const query::Hit& hit : result_.hits) out += model_card(hit, services_.taxonomy);
      out += "</ol>" + pager();
    }
    return out + "</div></div>";
  }

 private:
  std::string label(const std::string& facet, const std::string& value) const {
    if (facet == "framework") return framework_label(services_.taxonomy, value);
    if (facet == "category") return category_label(services_.taxonomy, value);
    return value;
  }

  bool chosen(const std::string& facet, const std::string& value) const {
    return std::find(params_.begin(), params_.end(), std::make_pair(facet, value)) != params_.end();
  }

  std::string facet_list(const query::Facet& facet) const {
    constexpr std::size_t kShown = 12;
    static const std::pair<const char*, const char*> kTitles[] = {{"framework", "Framework"},
                                                                  {"category", "Category"},
                                                                  {"language", "Language"},
                                                                  {"license", "License"}};
    std::string title = facet.name;
    for (const auto& [name, text] : kTitles) {
      if (facet.name == name) title = text;
    }
    std::string out = "<h2>" + title + "</h2><ul>";
    std::size_t shown = 0;
    for (const query::FacetCount& count : facet.values) {
      const bool on = chosen(facet.name, count.value);
      if (++shown > kShown && !on) continue;
      out += "<li><a rel=\"nofollow\" href=\"" +
             escaped(search_url(toggled(params_, facet.name, count.value))) + "\"" +
             (on ? " class=\"on\" aria-current=\"true\"" : "") + "><span>" +
             escaped(label(facet.name, count.value)) + "</span><span class=\"count\">" +
             std::to_string(count.count) + "</span></a></li>";
    }
    if (facet.values.empty()) out += "<li class=\"none\">none</li>";
    return out + "</ul>";
  }

  std::string summary() const {
    static constexpr std::pair<const char*, const char*> kSorts[] = {{"relevance", "Relevance"},
                                                                     {"stars", "Stars"},
                                                                     {"trending", "Trending"},
                                                                     {"updated", "Updated"},
                                                                     {"created", "Newest"}};
    const query::Sort sort = request_.sort.value_or(
        request_.query.empty() ? query::Sort::kStars : query::Sort::kRelevance);
    static constexpr query::Sort kOrder[] = {query::Sort::kRelevance, query::Sort::kStars,
                                             query::Sort::kTrending, query::Sort::kUpdated,
                                             query::Sort::kCreated};
    std::string out = "<div class=\"summary\"><p><strong>" + std::to_string(result_.total) +
                      "</strong> " + (result_.total == 1 ? "model" : "models");
    if (!request_.query.empty())
      out += " for <q>" + escaped(request_.query.substr(0, 200)) + "</q>";
    out += "</p><nav aria-label=\"Sort\"><span>Sort by</span>";
    for (std::size_t i = 0; i < std::size(kSorts); ++i) {
      out += "<a rel=\"nofollow\" href=\"" +
             escaped(search_url(with(params_, "sort", kSorts[i].first))) + "\"" +
             (kOrder[i] == sort ? " class=\"on\" aria-current=\"true\"" : "") + ">" +
             kSorts[i].second + "</a>";
    }
    return out + "</nav></div>";
  }

  std::string notes() const {
    std::string out;
    for (const std::string& warning : result_.warnings)
      out += "<p class=\"note\">" + escaped(warning) + "</p>";
    if (result_.did_you_mean) {
      out += "<p class=\"note\">Did you mean <a href=\"" +
             escaped(search_url(with(params_, "q", *result_.did_you_mean))) + "\">" +
             escaped(*result_.did_you_mean) + "</a>?</p>";
    }
    return out;
  }

  std::string pager() const {
    constexpr std::uint64_t kFurthest = 10'000;
    const std::uint64_t next = std::uint64_t{request_.offset} + request_.limit;
    std::string out = "<nav class=\"pager\" aria-label=\"Pages\">";
    if (request_.offset > 0) {
      const std::uint32_t before =
          request_.offset > request_.limit ? request_.offset - request_.limit : 0;
      out += "<a rel=\"prev\" href=\"" +
             escaped(search_url(with(params_, "offset", std::to_string(before)))) +
             "\">← Previous</a>";
    }
    out += "<span>" + std::to_string(request_.offset + 1) + "–" +
           std::to_string(request_.offset + result_.hits.size()) + " of " +
           std::to_string(result_.total) + "</span>";
    if (next < result_.total && next <= kFurthest) {
      out += "<a rel=\"next\" href=\"" +
             escaped(search_url(with(params_, "offset", std::to_string(next)))) + "\">Next →</a>";
    }
    return out + "</nav>";
  }

  Services& services_;
  const Params& params_;
  const query::SearchRequest& request_;
  const query::SearchResult& result_;
};

HttpResponse show(Services& services, const HttpRequest& request, HttpRequest asked,
                  const std::string& heading, const std::string& about) {
  SearchParams params = read_search_params(asked);
  if (!params.errors.empty()) {
    return error_page(400, params.errors.front().param + ": " + params.errors.front().reason,
                      request);
  }
  params.request.facets = {"framework", "category", "language", "license"};
  params.request.highlight = true;
  auto result = services.backend.search(params.request);
  if (!result) {
    const bool theirs = result.error().code == ErrorCode::kInvalidArgument;
    return error_page(theirs ? 400 : 500,
                      theirs ? result.error().message : "The index cannot be read just now.",
                      request);
  }
  Page page;
  page.query = params.request.query;
  page.title =
      (heading.empty() ? (page.query.empty() ? std::string("Browse") : page.query.substr(0, 80))
                       : heading) +
      " - modelzoo";
  page.description = about.empty() ? "Deep-learning models on GitHub" : about;
  if (!heading.empty()) {
    page.main = "<section class=\"intro\"><h1>" + escaped(heading) + "</h1><p>" + escaped(about) +
                "</p></section>";
  } else {
    page.main = "<h1 class=\"sr\">Search results</h1>";
  }
  page.main += ResultsView(services, asked.query, params.request, *result).html();
  return page_response(page, request);
}

// The page of a label is the search with that label chosen.
HttpResponse label_page(Services& services, const HttpRequest& request, const char* facet,
                        const TaxonomyEntry* entry, const std::string& id) {
  if (entry == nullptr)
    return error_page(404, "There is no " + std::string(facet) + " \"" + id + "\" here.", request);
  HttpRequest asked = request;
  asked.query.emplace_back(facet, entry->id);
  const std::string about = entry->description.empty()
                                ? "Models built with " + entry->label + ", the most starred first."
                                : entry->description + ".";
  return show(services, request, std::move(asked), entry->label, about);
}

}  // namespace

HttpResponse results_page(Services& services, const HttpRequest& request) {
  return show(services, request, request, "", "");
}
HttpResponse framework_page(Services& services, const HttpRequest& request, const std::string& id) {
  const TaxonomyEntry* entry = services.taxonomy.framework(services.taxonomy.framework_id(id));
  return label_page(services, request, "framework", entry, id);
}
HttpResponse category_page(Services& services, const HttpRequest& request, const std::string& id) {
  const TaxonomyEntry* entry = services.taxonomy.category(services.taxonomy.category_id(id));
  return label_page(services, request, "category", entry, id);
}

}  // namespace modelzoo::daemon
