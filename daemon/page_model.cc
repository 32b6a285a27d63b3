// "/model/{owner}/{name}": the README, the facts beside it, and what is like it.
#include "daemon/page_layout.h"
#include "daemon/page_parts.h"
#include "daemon/pages.h"
#include "daemon/readme_html.h"
#include "daemon/services.h"
#include "query/search_backend.h"
#include "schemas/html_escape.h"

namespace modelzoo::daemon {
namespace {

void fact(std::string& out, const char* name, const std::string& html) {
  if (!html.empty()) out += "<dt>" + std::string(name) + "</dt><dd>" + html + "</dd>";
}

std::string date_of(const std::optional<std::string>& time) {
  return time ? escaped(date_part(*time)) : std::string();
}

// The star history as a line: what people see of a trend at a glance.
std::string star_line(const Record& record) {
  if (!record.star_history || record.star_history->size() < 3) return "";
  const auto& history = *record.star_history;
  std::uint64_t most = 1;
  for (const StarCount& count : history) most = std::max(most, count.stars);
  constexpr double kWidth = 240;
  constexpr double kHeight = 48;
  std::string points;
  for (std::size_t i = 0; i < history.size(); ++i) {
    const double x = kWidth * static_cast<double>(i) / static_cast<double>(history.size() - 1);
    const double y =
        kHeight - (kHeight - 4) * static_cast<double>(history[i].stars) / static_cast<double>(most);
    char text[48];
    std::snprintf(text, sizeof text, "%.1f,%.1f ", x, y);
    points += text;
  }
  return "<figure class=\"trend\"><svg viewBox=\"0 0 240 50\" role=\"img\" aria-label=\"Stars "
         "from " +
         escaped(history.front().date) + " to " + escaped(history.back().date) +
         "\"><polyline points=\"" + points + "\"/></svg><figcaption>stars, " +
         escaped(history.front().date.substr(0, 7)) + " to " +
         escaped(history.back().date.substr(0, 7)) + "</figcaption></figure>";
}

std::string facts(const Record& record) {
  std::string out = "<dl>";
  fact(out, "Stars", record.stars ? std::to_string(*record.stars) : "");
  fact(out, "Forks", record.forks ? std::to_string(*record.forks) : "");
  fact(out, "Open issues", record.open_issues ? std::to_string(*record.open_issues) : "");
  fact(out, "License", escaped(record.license.value_or("")));
  fact(out, "Language", escaped(record.language.value_or("")));
  fact(out, "Created", date_of(record.created_at));
  fact(out, "Last push", date_of(record.pushed_at));
  if (record.homepage &&
      (record.homepage->starts_with("https://") || record.homepage->starts_with("http://"))) {
    fact(out, "Homepage",
         "<a rel=\"nofollow noopener\" href=\"" + escaped(*record.homepage) + "\">" +
             escaped(record.homepage->substr(record.homepage->find("//") + 2)) + "</a>");
  }
  return out + "</dl>";
}

std::string topics(const Record& record) {
  if (!record.topics || record.topics->empty()) return "";
  std::string out = "<h2>Topics</h2><p class=\"topics\">";
  for (const std::string& topic : *record.topics) {
    out += "<a class=\"badge\" href=\"/search?topic=" + url_encoded(topic) + "\">" +
           escaped(topic) + "</a>";
  }
  return out + "</p>";
}

std::string related(Services& services, const Record& record) {
  auto hits = services.backend.related(record.full_name, 6);
  if (!hits || hits->empty()) return "";
  std::string out = "<h2>Related</h2><ul class=\"related\">";
  for (const query::Hit& hit : *hits) {
    out += "<li><a href=\"/model/" + escaped(hit.record.full_name) + "\">" +
           escaped(hit.record.full_name) + "</a> <span class=\"stars\">★ " +
           short_count(hit.record.stars.value_or(0)) + "</span></li>";
  }
  return out + "</ul>";
}

}  // namespace

HttpResponse model_page(Services& services, const HttpRequest& request,
                        const std::string& full_name) {
  auto record = services.backend.get(full_name);
  if (!record) {
    const bool missing = record.error().code == ErrorCode::kNotFound;
    return error_page(missing ? 404 : 500,
                      missing ? full_name + " is not in this index. It can be submitted."
                              : "The index cannot be read just now.",
                      request);
  }
  const auto& github = services.configuration.crawl;
  const std::size_t slash = record->full_name.find('/');
  Page page;
  page.title = record->full_name + " - modelzoo";
  page.description = record->description.value_or(record->full_name);
  page.main = "<article class=\"model\"><header><h1><span class=\"owner\">" +
              escaped(record->full_name.substr(0, slash)) + "/</span><wbr>" +
              escaped(record->full_name.substr(slash + 1)) + "</h1>";
  if (record->description)
    page.main += "<p class=\"lead\">" + escaped(*record->description) + "</p>";
  page.main +=
      "<p class=\"badges\">" + label_badges(*record, services.taxonomy) +
      (record->archived.value_or(false) ? "<span class=\"warn\">archived</span>" : "") +
      "</p></header><div class=\"columns\"><section class=\"readme\" aria-label=\"README\">";
  page.main += record->readme ? readme_html(*record, github.web_url, github.raw_url)
                              : "<p class=\"none\">This repository has no README in the index.</p>";
  page.main +=
      "</section><aside aria-label=\"Facts\"><a class=\"button\" rel=\"noopener\" href=\"" +
      escaped(github.web_url + "/" + record->full_name) + "\">View on GitHub</a>" + facts(*record) +
      star_line(*record) + topics(*record) + related(services, *record) +
      "<p class=\"source\">README by its authors" +
      (record->license ? ", licence " + escaped(*record->license) : std::string()) +
      ". <a href=\"/v1/models/" + escaped(record->full_name) +
      "\">JSON</a></p></aside></div></article>";
  return page_response(page, request);
}

}  // namespace modelzoo::daemon
