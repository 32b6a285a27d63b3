#include "daemon/search_response.h"

#include "schemas/json_writer.h"

namespace modelzoo::daemon {
namespace {

void text_or_null(JsonWriter& json, const char* name, const std::optional<std::string>& text) {
  json.key(name);
  text ? json.value(*text) : json.null();
}

void strings(JsonWriter& json, const char* name, const std::vector<std::string>& values) {
  json.key(name).begin_array();
  for (const std::string& value : values) json.value(value);
  json.end_array();
}

void strings(JsonWriter& json, const char* name,
             const std::optional<std::vector<std::string>>& values) {
  static const std::vector<std::string> kNone;
  strings(json, name, values ? *values : kNone);
}

void explanation(JsonWriter& json, const query::Explanation& at) {
  json.begin_object().member("value", at.value).member("description", at.description);
  json.key("details").begin_array();
  for (const query::Explanation& detail : at.details) explanation(json, detail);
  json.end_array().end_object();
}

}  // namespace

void append_hit(const query::Hit& hit, JsonWriter& json) {
  const Record& record = hit.record;
  json.begin_object();
  json.member("full_name", record.full_name);
  json.member("url", "https://github.com/" + record.full_name);
  text_or_null(json, "description", record.description);
  json.member("stars", record.stars.value_or(0));
  json.member("stars_month", hit.stars_month);
  json.member("forks", record.forks.value_or(0));
  strings(json, "frameworks", record.frameworks);
  strings(json, "categories", record.categories);
  strings(json, "topics", record.topics);
  text_or_null(json, "license", record.license);
  text_or_null(json, "language", record.language);
  text_or_null(json, "kind", record.kind);
  text_or_null(json, "pushed_at", record.pushed_at);
  text_or_null(json, "created_at", record.created_at);
  json.member("archived", record.archived.value_or(false));
  json.member("score", hit.score);
  if (hit.highlights) {
    json.key("highlights").begin_object();
    json.member("name", hit.highlights->name).member("description", hit.highlights->description);
    strings(json, "readme", hit.highlights->readme);
    json.end_object();
  }
  if (hit.explanation) {
    json.key("explanation");
    explanation(json, *hit.explanation);
  }
  json.end_object();
}

void append_facet_values(const query::Facet& facet, JsonWriter& json) {
  json.begin_array();
  for (const query::FacetCount& count : facet.values) {
    json.begin_object().member("value", count.value).member("count", count.count).end_object();
  }
  json.end_array();
}

std::string search_response_json(const query::SearchRequest& request,
                                 const query::SearchResult& result,
                                 std::chrono::microseconds took) {
  std::string out;
  JsonWriter json(out);
  json.begin_object();
  json.member("query", request.query);
  json.member("took_us", static_cast<std::int64_t>(took.count()));
  json.key("total").begin_object();
  json.member("value", result.total).member("relation", result.total_exact ? "eq" : "gte");
  json.end_object();
  json.key("hits").begin_array();
  for (const query::Hit& hit : result.hits) append_hit(hit, json);
  json.end_array();
  json.key("facets").begin_object();
  for (const query::Facet& facet : result.facets) {
    json.key(facet.name);
    append_facet_values(facet, json);
  }
  json.end_object();
  text_or_null(json, "did_you_mean", result.did_you_mean);
  text_or_null(json, "next_cursor", result.next_cursor);
  strings(json, "warnings", result.warnings);
  json.end_object();
  return out;
}

}  // namespace modelzoo::daemon
