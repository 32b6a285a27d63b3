#include "tools/github_sim/simulator.h"

#include <simdjson.h>

#include <algorithm>
#include <charconv>

#include "schemas/json_writer.h"
#include "tools/github_sim/repository_json.h"
#include "tools/github_sim/search.h"

namespace modelzoo::github_sim {
namespace {

using daemon::HttpRequest;
using daemon::HttpResponse;

HttpResponse json(std::string body, unsigned status = 200) {
  HttpResponse response;
  response.status = status;
  response.headers.emplace_back("Content-Type", "application/json; charset=utf-8");
  response.body = std::move(body);
  return response;
}

HttpResponse message(unsigned status, const std::string& text,
                     const char* url = "https://docs.github.com/rest") {
  std::string body;
  JsonWriter(body)
      .begin_object()
      .member("message", text)
      .member("documentation_url", url)
      .member("status", std::to_string(status))
      .end_object();
  return json(std::move(body), status);
}

// "Bearer x" or "token x".
std::string token_of(const HttpRequest& request) {
  const std::string_view header = request.header("authorization").value_or("");
  const std::size_t space = header.find(' ');
  return space == std::string_view::npos ? "" : std::string(header.substr(space + 1));
}

Resource resource_of(std::string_view path) {
  if (path == "/graphql") return Resource::kGraphql;
  if (path.starts_with("/search/")) return Resource::kSearch;
  if (path.starts_with("/repos/") || path.starts_with("/repositories/") || path == "/rate_limit")
    return Resource::kCore;
  return Resource::kRaw;
}

// 304 where the client has this tag, or this date, already.
bool not_modified(const HttpRequest& request, const std::string& tag) {
  const auto known = request.header("if-none-match");
  return known && (known->find(tag) != std::string_view::npos);
}

HttpResponse tagged(const HttpRequest& request, HttpResponse response, const std::string& tag) {
  response.headers.emplace_back("ETag", "\"" + tag + "\"");
  response.headers.emplace_back("Cache-Control", "private, max-age=60, s-maxage=60");
  if (not_modified(request, tag)) {
    response.status = 304;
    response.body.clear();
  }
  return response;
}

HttpResponse hidden_answer(unsigned status) {
  if (status == 451) {
    return json(
        R"({"message":"Repository access blocked","block":{"reason":"dmca","created_at":"2020-01-01T00:00:00Z"}})",
        451);
  }
  return message(status, status == 410 ? "Gone" : "Not Found");
}

GraphqlValue variable(simdjson::dom::element value) {
  GraphqlValue out;
  if (value.is_array()) {
    out.kind = GraphqlValue::Kind::kList;
    for (const auto item : simdjson::dom::array(value)) out.items.push_back(variable(item));
  } else if (std::string_view text; value.get_string().get(text) == simdjson::SUCCESS) {
    out.kind = GraphqlValue::Kind::kString;
    out.text = text;
  } else {
    out.kind = GraphqlValue::Kind::kInt;
    out.text = simdjson::minify(value);
  }
  return out;
}

}  // namespace

Simulator::Simulator(RateLimitOptions limits, const Clock& clock)
    : clock_(clock), limits_(limits, clock) {}

HttpResponse Simulator::handle(const HttpRequest& request) {
  if (request.path.starts_with("/_sim/")) return control(request);
  ++requests_;
  Caller caller{token_of(request), resource_of(request.path)};
  limits_.observe(caller.token, caller.resource);
  HttpResponse response = answer(request, caller);
  if (const auto fault = faults_.next(request.path)) inject(*fault, caller, response);
  char id[40];
  std::snprintf(id, sizeof id, "SIM0:%llX", static_cast<unsigned long long>(requests_.load()));
  response.headers.emplace_back("X-GitHub-Request-Id", id);
  response.headers.emplace_back("Date", http_date(clock_.now()));
  return response;
}

HttpResponse Simulator::answer(const HttpRequest& request, const Caller& caller) {
  if (request.header("user-agent").value_or("").empty()) {
    return message(403,
                   "Request forbidden by administrative rules. Please make sure your request has a "
                   "User-Agent header");
  }
  if (caller.token == "bad") return message(401, "Bad credentials");
  if (request.path == "/rate_limit") return rate_limit(caller.token);
  if (caller.resource == Resource::kGraphql) return graphql(request, caller);
  if (caller.resource == Resource::kRaw) return raw(request);
  ++rest_;
  const RateLimits::Verdict verdict = limits_.charge(caller.token, caller.resource, 1);
  HttpResponse response =
      verdict.allowed
          ? rest(request)
          : message(
                403, "API rate limit exceeded for user ID 1.",
                "https://docs.github.com/rest/overview/resources-in-the-rest-api#rate-limiting");
  RateLimits::Verdict shown = verdict;
  if (response.status == 304) {
    ++not_modified_;
    limits_.refund(caller.token, caller.resource, 1);
    shown = limits_.look(caller.token, caller.resource);
  }
  RateLimits::add_headers(shown, caller.resource, response.headers);
  return response;
}

HttpResponse Simulator::graphql(const HttpRequest& request, const Caller& caller) {
  ++graphql_;
  if (caller.token.empty())
    return message(401, "This endpoint requires you to be authenticated.",
                   "https://docs.github.com/graphql");
  if (request.method != "POST") return message(404, "Not Found");
  simdjson::dom::parser parser;
  simdjson::dom::element body;
  std::string_view query;
  if (parser.parse(request.body).get(body) != simdjson::SUCCESS ||
      body["query"].get_string().get(query) != simdjson::SUCCESS) {
    return message(400, "Problems parsing JSON", "https://docs.github.com/graphql");
  }
  std::map<std::string, GraphqlValue> variables;
  simdjson::dom::object given;
  if (body["variables"].get_object().get(given) == simdjson::SUCCESS) {
    for (const auto member : given)
      variables.emplace(std::string(member.key), variable(member.value));
  }
  auto document = parse_graphql(query);
  if (!document) {
    std::string errors;
    JsonWriter(errors)
        .begin_object()
        .key("errors")
        .begin_array()
        .begin_object()
        .member("message", document.error().message)
        .end_object()
        .end_array()
        .end_object();
    return json(std::move(errors));
  }
  GraphqlAnswer result =
      executor_.run(*document, variables, limits_.look(caller.token, caller.resource));
  const RateLimits::Verdict verdict = limits_.charge(caller.token, caller.resource, result.cost);
  points_ += verdict.allowed ? result.cost : 0;
  HttpResponse response =
      verdict.allowed
          ? json(std::move(result.body))
          : json(
                R"({"errors":[{"type":"RATE_LIMITED","message":"API rate limit exceeded for user ID 1."}]})");
  for (std::size_t at = response.body.find("\"text\":\""); at != std::string::npos;
       at = response.body.find("\"text\":\"", at + 1))
    ++texts_;
  RateLimits::add_headers(verdict, caller.resource, response.headers);
  return response;
}

HttpResponse Simulator::rest(const HttpRequest& request) {
  const std::string& path = request.path;
  if (path == "/search/repositories") return search(request);
  constexpr std::string_view kById = "/repositories/";
  if (path.starts_with(kById)) {
    std::uint64_t id = 0;
    const char* const end = path.data() + path.size();
    const auto parsed = std::from_chars(path.data() + kById.size(), end, id);
    const auto found = catalogue_.find_id(id);
    if (!found) return message(404, "Not Found");
    return repository(request, found->record.full_name, std::string(parsed.ptr, end));
  }
  // /repos/{owner}/{name}...
  const std::size_t owner = std::string_view("/repos/").size();
  const std::size_t slash = path.find('/', owner);
  if (slash == std::string::npos) return message(404, "Not Found");
  const std::size_t end = std::min(path.find('/', slash + 1), path.size());
  return repository(request, path.substr(owner, end - owner), path.substr(end));
}

HttpResponse Simulator::repository(const HttpRequest& request, const std::string& name,
                                   const std::string& rest) {
  const auto found = catalogue_.find(name);
  if (!found) return message(404, "Not Found");
  if (found->hidden != 0) return hidden_answer(found->hidden);
  if (catalogue_.is_former(name)) {
    const std::string url = "http://" +
                            std::string(request.header("host").value_or("api.github.com")) +
                            "/repositories/" + std::to_string(found->id) + rest;
    HttpResponse moved = message(301, "Moved Permanently");
    moved.headers.emplace_back("Location", url);
    return moved;
  }
  if (rest.empty()) {
    std::string body = repository_json(*found);
    const std::string tag = blob_id(body);
    return tagged(request, json(std::move(body)), tag);
  }
  if (rest == "/readme") return readme(request, *found);
  if (rest == "/contents" || rest.starts_with("/contents/")) {
    return contents(request, *found, rest.size() > 10 ? rest.substr(10) : "");
  }
  return message(404, "Not Found");
}

HttpResponse Simulator::readme(const HttpRequest& request, const Repository& repository) {
  if (!repository.record.readme) return message(404, "Not Found");
  return contents(request, repository, repository.record.readme_path.value_or("README.md"));
}

HttpResponse Simulator::contents(const HttpRequest& request, const Repository& repository,
                                 const std::string& path) {
  if (path.empty()) return json(root_listing_json(repository));
  const std::string* content = file_of(repository, path);
  if (content == nullptr) return message(404, "Not Found");
  ++texts_;
  HttpResponse response;
  const std::string tag = blob_id(*content);
  if (request.header("accept").value_or("").find("raw") != std::string_view::npos) {
    response.headers.emplace_back("Content-Type", "application/vnd.github.raw+json; charset=utf-8");
    response.body = *content;
  } else {
    response = json(file_json(repository, path, *content));
  }
  return tagged(request, std::move(response), tag);
}

// /{owner}/{name}/{ref}/{path}: the role of raw.githubusercontent.com.
HttpResponse Simulator::raw(const HttpRequest& request) {
  std::vector<std::string> parts;
  std::string_view rest = std::string_view(request.path).substr(1);
  while (parts.size() < 3 && rest.find('/') != std::string_view::npos) {
    parts.emplace_back(rest.substr(0, rest.find('/')));
    rest.remove_prefix(parts.back().size() + 1);
  }
  const auto found = parts.size() == 3 ? catalogue_.find(parts[0] + "/" + parts[1]) : nullptr;
  const std::string* content =
      found && found->hidden == 0 ? file_of(*found, std::string(rest)) : nullptr;
  HttpResponse response;
  response.headers.emplace_back("Content-Type", "text/plain; charset=utf-8");
  if (content == nullptr) {
    response.status = 404;
    response.body = "404: Not Found";
    return response;
  }
  ++texts_;
  response.body = *content;
  return tagged(request, std::move(response), blob_id(*content));
}

HttpResponse Simulator::search(const HttpRequest& request) {
  const auto number = [&](const char* name, std::uint64_t fallback) {
    const auto text = request.param(name);
    return text ? std::strtoull(std::string(*text).c_str(), nullptr, 10) : fallback;
  };
  const auto q = request.param("q");
  if (!q || q->empty()) return message(422, "Validation Failed");
  const std::uint64_t per_page = std::clamp<std::uint64_t>(number("per_page", 30), 1, 100);
  const std::uint64_t page = std::max<std::uint64_t>(number("page", 1), 1);
  if ((page - 1) * per_page >= kSearchCap)
    return message(422, "Only the first 1000 search results are available");
  const SearchAnswer found = search_repositories(catalogue_, *q, request.param("sort").value_or(""),
                                                 request.param("order").value_or(""));
  const std::uint64_t shown = std::min<std::uint64_t>(found.items.size(), kSearchCap);
  const std::uint64_t from = std::min(shown, (page - 1) * per_page);
  const std::uint64_t to = std::min(shown, from + per_page);
  std::string body = "{\"total_count\":" + std::to_string(found.items.size()) +
                     ",\"incomplete_results\":false,\"items\":[";
  for (std::uint64_t i = from; i < to; ++i)
    body += (i > from ? "," : "") + repository_json(*found.items[i]);
  HttpResponse response = json(body + "]}");
  if (to < shown) {
    std::string target = request.target;
    const std::size_t at = target.find("page=" + std::to_string(page));
    const bool own = at != std::string::npos && (at == 0 || target[at - 1] != '_');
    if (own) target.erase(at, 5 + std::to_string(page).size());
    const std::string base = "http://" + std::string(request.header("host").value_or("")) + target +
                             (target.ends_with('&') ? "" : "&");
    response.headers.emplace_back(
        "Link", "<" + base + "page=" + std::to_string(page + 1) + ">; rel=\"next\", <" + base +
                    "page=" + std::to_string((shown + per_page - 1) / per_page) +
                    ">; rel=\"last\"");
  }
  return response;
}

HttpResponse Simulator::rate_limit(const std::string& token) {
  std::string body;
  JsonWriter writer(body);
  writer.begin_object().key("resources").begin_object();
  for (const Resource resource : {Resource::kCore, Resource::kSearch, Resource::kGraphql}) {
    const RateLimits::Verdict v = limits_.look(token, resource);
    writer.key(RateLimits::name(resource)).begin_object();
    writer.member("limit", v.limit)
        .member("used", v.used)
        .member("remaining", v.remaining)
        .member("reset", v.reset);
    writer.end_object();
  }
  writer.end_object().end_object();
  HttpResponse response = json(std::move(body));
  RateLimits::add_headers(limits_.look(token, Resource::kCore), Resource::kCore, response.headers);
  return response;
}

// Turns a right answer into a wrong one.
void Simulator::inject(const Fault& fault, const Caller& caller, HttpResponse& response) {
  const auto refuse = [&](unsigned status, bool timed) {
    const daemon::Headers kept = response.headers;
    response = message(
        status,
        "You have exceeded a secondary rate limit. Please wait a few minutes before you try again.",
        "https://docs.github.com/rest/overview/"
        "rate-limits-for-the-rest-api#about-secondary-rate-limits");
    for (const auto& header : kept) {
      if (header.first.starts_with("x-ratelimit")) response.headers.push_back(header);
    }
    if (!timed) return;
    response.headers.emplace_back("Retry-After", std::to_string(fault.retry_after.count()));
    limits_.told_to_wait(caller.token, caller.resource, fault.retry_after, false);
  };
  const bool graphql = caller.resource == Resource::kGraphql;
  switch (fault.kind) {
    case FaultKind::kLatency:
      response.fault.delay = fault.delay;
      break;
    case FaultKind::kSecondaryLimit:
      refuse(403, true);
      break;
    case FaultKind::kSecondaryLimitNoTime:
      refuse(403, false);
      break;
    case FaultKind::kTooManyRequests:
      refuse(429, true);
      break;
    case FaultKind::kTooManyRequestsNoTime:
      refuse(429, false);
      break;
    case FaultKind::kServerError:
      response = message(500, "Server Error");
      break;
    case FaultKind::kBadGateway:
      response = json("<html><body><h1>502 Bad Gateway</h1></body></html>", 502);
      break;
    case FaultKind::kUnavailable:
      response = HttpResponse();
      response.status = 503;
      response.headers.emplace_back("Content-Type", "text/html");
      response.body = "<!DOCTYPE html><title>Unicorn! &middot; GitHub</title>";
      break;
    case FaultKind::kClosed:
      response.fault.close_without_answer = true;
      break;
    case FaultKind::kCutBody:
      response.fault.cut_after_bytes = response.body.size() / 2;
      break;
    case FaultKind::kTruncatedJson:
      response.body.resize(response.body.size() / 2);
      break;
    case FaultKind::kMalformedJson:
      response.body.insert(0, "{\"data\": oops");
      break;
    case FaultKind::kEmptyBody:
      response.body.clear();
      break;
    case FaultKind::kGraphqlRateLimited:
      if (graphql)
        response.body =
            R"({"errors":[{"type":"RATE_LIMITED","message":"API rate limit exceeded"}]})";
      break;
    case FaultKind::kGraphqlPartial:
      if (graphql) make_partial(response.body);
      break;
  }
}

HttpResponse Simulator::control(const HttpRequest& request) {
  const auto param = [&](const char* name) {
    return std::string(request.param(name).value_or(""));
  };
  bool done = false;
  if (request.path == "/_sim/stats") {
    const SimulatorStats s = stats();
    std::string body;
    JsonWriter(body)
        .begin_object()
        .member("repositories", std::uint64_t{catalogue_.size()})
        .member("requests", s.requests)
        .member("graphql", s.graphql)
        .member("rest", s.rest)
        .member("not_modified", s.not_modified)
        .member("faults", s.faults)
        .member("violations", s.violations)
        .member("points", s.points)
        .member("texts", s.texts)
        .end_object();
    return json(std::move(body));
  }
  if (request.method != "POST") return message(404, "Not Found");
  if (request.path == "/_sim/stars")
    done = catalogue_.set_stars(param("name"), std::strtoull(param("stars").c_str(), nullptr, 10));
  if (request.path == "/_sim/readme") done = catalogue_.set_readme(param("name"), request.body);
  if (request.path == "/_sim/rename") done = catalogue_.rename(param("name"), param("to"));
  if (request.path == "/_sim/hide")
    done = catalogue_.hide(
        param("name"), static_cast<unsigned>(std::strtoul(param("status").c_str(), nullptr, 10)));
  return done ? json("{}") : message(404, "no such repository or control");
}

SimulatorStats Simulator::stats() const {
  return {requests_, graphql_, rest_, not_modified_, faults_.injected(), limits_.violations(),
          points_,   texts_};
}

}  // namespace modelzoo::github_sim
