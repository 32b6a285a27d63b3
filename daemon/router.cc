#include "daemon/router.h"

#include <algorithm>

#include "daemon/problem.h"

namespace modelzoo::daemon {
namespace {

std::string_view next_part(std::string_view& path) {
  if (path.starts_with('/')) path.remove_prefix(1);
  const std::string_view part = path.substr(0, path.find('/'));
  path.remove_prefix(part.size());
  return part;
}

bool matches(std::string_view pattern, std::string_view path, RouteMatch& match) {
  match.params.clear();
  for (;;) {
    if (pattern.empty() || path.empty()) return pattern.empty() && path.empty();
    const std::string_view wanted = next_part(pattern);
    if (wanted.ends_with("*}")) {
      match.params.emplace_back(wanted.substr(1, wanted.size() - 3), path.substr(1));
      return true;
    }
    const std::string_view given = next_part(path);
    if (wanted.starts_with('{')) {
      if (given.empty()) return false;
      match.params.emplace_back(wanted.substr(1, wanted.size() - 2), given);
    } else if (wanted != given) {
      return false;
    }
  }
}

bool same_method(const Route& route, const HttpRequest& request) {
  return route.method == request.method || (route.method == "GET" && request.method == "HEAD");
}

}  // namespace

const std::string& RouteMatch::param(std::string_view name) const {
  return std::find_if(params.begin(), params.end(),
                      [&](const auto& param) { return param.first == name; })
      ->second;
}

void Router::add(Route route) {
  if (route.pattern.find('{') == std::string::npos) fixed_[route.pattern].push_back(routes_.size());
  routes_.push_back(std::move(route));
}

const Route* Router::find(const HttpRequest& request, RouteMatch& match) const {
  if (const auto at = fixed_.find(request.path); at != fixed_.end()) {
    for (const std::size_t route : at->second) {
      if (same_method(routes_[route], request)) return &routes_[route];
    }
  }
  for (const Route& route : routes_) {
    if (same_method(route, request) && matches(route.pattern, request.path, match)) return &route;
  }
  return nullptr;
}

HttpResponse Router::handle(const HttpRequest& request) const {
  RouteMatch match{request, {}};
  if (const Route* route = find(request, match)) return route->handle(match);
  std::string allowed;
  for (const Route& route : routes_) {
    if (matches(route.pattern, request.path, match))
      allowed += (allowed.empty() ? "" : ", ") + route.method;
  }
  if (allowed.empty()) return problem(404, "there is nothing at " + request.path);
  HttpResponse response = problem(405, request.path + " answers " + allowed);
  response.headers.emplace_back("Allow", allowed);
  return response;
}

bool Router::runs_long(const HttpRequest& request) const {
  RouteMatch match{request, {}};
  const Route* route = find(request, match);
  return route != nullptr && route->runs_long;
}

}  // namespace modelzoo::daemon
