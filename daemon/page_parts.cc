#include "daemon/page_parts.h"

#include "daemon/page_layout.h"
#include "schemas/html_escape.h"

namespace modelzoo::daemon {

std::string framework_label(const Taxonomy& taxonomy, const std::string& id) {
  const TaxonomyEntry* entry = taxonomy.framework(id);
  return entry != nullptr ? entry->label : id;
}

std::string category_label(const Taxonomy& taxonomy, const std::string& id) {
  const TaxonomyEntry* entry = taxonomy.category(id);
  return entry != nullptr ? entry->label : id;
}

std::string label_badges(const Record& record, const Taxonomy& taxonomy) {
  std::string out;
  const std::vector<std::string> none;
  for (const std::string& id : record.frameworks.value_or(none)) {
    out += "<a class=\"badge framework\" href=\"/framework/" + url_encoded(id) + "\">" +
           escaped(framework_label(taxonomy, id)) + "</a>";
  }
  for (const std::string& id : record.categories.value_or(none)) {
    out += "<a class=\"badge\" href=\"/category/" + url_encoded(id) + "\">" +
           escaped(category_label(taxonomy, id)) + "</a>";
  }
  return out;
}

std::string model_card(const query::Hit& hit, const Taxonomy& taxonomy) {
  const Record& record = hit.record;
  const std::size_t slash = record.full_name.find('/');
  const auto& marked = hit.highlights;
  std::string out =
      "<li class=\"card\"><div class=\"head\"><h3><a href=\"/model/" + escaped(record.full_name) +
      "\"><span class=\"owner\">" + escaped(record.full_name.substr(0, slash)) + "/</span><wbr>" +
      escaped(record.full_name.substr(slash + 1)) + "</a></h3><span class=\"stars\" title=\"" +
      std::to_string(record.stars.value_or(0)) + " stars on GitHub\">★ " +
      short_count(record.stars.value_or(0)) + "</span></div>";
  if (marked && !marked->description.empty()) {
    out += "<p>" + marked->description + "</p>";
  } else if (record.description) {
    out += "<p>" + escaped(*record.description) + "</p>";
  }
  if (marked && !marked->readme.empty()) {
    out += "<p class=\"snippet\">";
    for (std::size_t i = 0; i < marked->readme.size() && i < 2; ++i)
      out += (i > 0 ? " … " : "") + marked->readme[i];
    out += "</p>";
  }
  out += "<div class=\"meta\">" + label_badges(record, taxonomy);
  if (record.language) out += "<span>" + escaped(*record.language) + "</span>";
  if (record.license) out += "<span>" + escaped(*record.license) + "</span>";
  if (record.pushed_at) out += "<span>pushed " + escaped(date_part(*record.pushed_at)) + "</span>";
  if (record.archived.value_or(false)) out += "<span class=\"warn\">archived</span>";
  return out + "</div></li>";
}

}  // namespace modelzoo::daemon
