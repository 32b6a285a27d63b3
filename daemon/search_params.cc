#include "daemon/search_params.h"

#include <algorithm>
#include <charconv>

#include "query/answers/facet_counter.h"
#include "schemas/rfc3339.h"

namespace modelzoo::daemon {
namespace {

class Reader {
 public:
  explicit Reader(SearchParams& out) : out_(out), request_(out.request) {}

  void read(const std::string& name, const std::string& value) {
    if (name == "q")
      request_.query = value;
    else if (name == "framework")
      add(request_.frameworks, value);
    else if (name == "category")
      add(request_.categories, value);
    else if (name == "license")
      add(request_.licenses, value);
    else if (name == "language")
      add(request_.languages, value);
    else if (name == "topic")
      add(request_.topics, value);
    else if (name == "owner")
      add(request_.owners, value);
    else if (name == "min_stars")
      optional_number(name, value, request_.min_stars);
    else if (name == "max_stars")
      optional_number(name, value, request_.max_stars);
    else if (name == "pushed_after")
      date(name, value, request_.pushed_after);
    else if (name == "created_after")
      date(name, value, request_.created_after);
    else if (name == "archived")
      optional_truth(name, value);
    else if (name == "sort")
      sort(value);
    else if (name == "limit")
      request_.limit = number(name, value, 1, 100, request_.limit);
    else if (name == "offset")
      request_.offset = number(name, value, 0, 10'000, request_.offset);
    else if (name == "cursor")
      request_.cursor = value;
    else if (name == "facets")
      facets(value);
    else if (name == "highlight")
      request_.highlight = truth(name, value);
    else if (name == "explain")
      request_.explain = truth(name, value);
    else if (name == "prefix")
      request_.prefix = truth(name, value);
    else
      out_.warnings.push_back("there is no parameter \"" + name + "\"");
  }

 private:
  void wrong(const std::string& param, const std::string& reason) {
    out_.errors.push_back({param, reason});
  }

  static void add(std::vector<std::string>& values, const std::string& value) {
    if (!value.empty()) values.push_back(value);
  }

  std::uint32_t number(const std::string& name, const std::string& value, std::uint32_t low,
                       std::uint32_t high, std::uint32_t fallback) {
    std::uint32_t parsed = 0;
    const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), parsed);
    if (error == std::errc() && end == value.data() + value.size() && parsed >= low &&
        parsed <= high)
      return parsed;
    wrong(name, "must be an integer from " + std::to_string(low) + " to " + std::to_string(high) +
                    ", is \"" + value.substr(0, 40) + "\"");
    return fallback;
  }

  void optional_number(const std::string& name, const std::string& value,
                       std::optional<std::uint64_t>& out) {
    if (value.empty()) return;
    std::uint64_t parsed = 0;
    const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), parsed);
    if (error == std::errc() && end == value.data() + value.size()) {
      out = parsed;
    } else {
      wrong(name, "must be an integer >= 0, is \"" + value.substr(0, 40) + "\"");
    }
  }

  void date(const std::string& name, const std::string& value, std::optional<UnixSeconds>& out) {
    if (value.empty()) return;
    out = parse_rfc3339(value);
    if (!out)
      wrong(name, "must be a date as 2025-01-31 or 2025-01-31T10:00:00Z, is \"" +
                      value.substr(0, 40) + "\"");
  }

  bool truth(const std::string& name, const std::string& value) {
    if (value == "true" || value == "1") return true;
    if (value != "false" && value != "0")
      wrong(name, "must be true or false, is \"" + value.substr(0, 40) + "\"");
    return false;
  }

  void optional_truth(const std::string& name, const std::string& value) {
    if (!value.empty()) request_.archived = truth(name, value);
  }

  void sort(const std::string& value) {
    static constexpr std::pair<const char*, query::Sort> kSorts[] = {
        {"relevance", query::Sort::kRelevance}, {"stars", query::Sort::kStars},
        {"trending", query::Sort::kTrending},   {"updated", query::Sort::kUpdated},
        {"created", query::Sort::kCreated},     {"name", query::Sort::kName}};
    if (value.empty()) return;
    for (const auto& [name, sort] : kSorts) {
      if (value == name) request_.sort = sort;
    }
    if (!request_.sort) {
      wrong("sort", "must be relevance, stars, trending, updated, created or name, is \"" +
                        value.substr(0, 40) + "\"");
    }
  }

  void facets(const std::string& value) {
    for (std::size_t at = 0; at < value.size();) {
      const std::size_t comma = std::min(value.find(',', at), value.size());
      const std::string facet = value.substr(at, comma - at);
      at = comma + 1;
      if (facet.empty()) continue;
      if (query::find_facet(facet) == nullptr) {
        wrong("facets",
              "\"" + facet.substr(0, 40) +
                  "\" is none of framework, category, license, language, topic, kind, year");
      } else if (std::find(request_.facets.begin(), request_.facets.end(), facet) ==
                 request_.facets.end()) {
        request_.facets.push_back(facet);
      }
    }
  }

  SearchParams& out_;
  query::SearchRequest& request_;
};

}  // namespace

SearchParams read_search_params(const HttpRequest& request) {
  SearchParams params;
  Reader reader(params);
  for (const auto& [name, value] : request.query) reader.read(name, value);
  query::SearchRequest& ask = params.request;
  for (auto* values : {&ask.frameworks, &ask.categories, &ask.licenses, &ask.languages, &ask.topics,
                       &ask.owners}) {
    std::sort(values->begin(), values->end());
    values->erase(std::unique(values->begin(), values->end()), values->end());
  }
  return params;
}

}  // namespace modelzoo::daemon
