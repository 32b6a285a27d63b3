// router.h - which handler answers a method and path. A table: what it lists is what the daemon
// serves, and a test compares it with schemas/openapi.json. Immutable once built: thread-safe.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "daemon/http_message.h"

namespace modelzoo::daemon {

struct RouteMatch {
  const HttpRequest& request;
  std::vector<std::pair<std::string_view, std::string>> params;  // of the pattern's {names}
  // REQUIRES: the route's pattern has {name}.
  [[nodiscard]] const std::string& param(std::string_view name) const;
};

struct Route {
  std::string method;
  std::string pattern;  // "/v1/models/{owner}/{name}"; {name*} takes the rest of the path
  std::function<HttpResponse(const RouteMatch&)> handle;
  bool runs_long = false;  // may take more than a few milliseconds: runs on a worker
};

class Router {
 public:
  void add(Route route);
  // 404 and 405 (with Allow) are problem+json. HEAD is answered as GET.
  [[nodiscard]] HttpResponse handle(const HttpRequest& request) const;
  [[nodiscard]] bool runs_long(const HttpRequest& request) const;
  [[nodiscard]] const std::vector<Route>& routes() const { return routes_; }

 private:
  [[nodiscard]] const Route* find(const HttpRequest& request, RouteMatch& match) const;
  std::vector<Route> routes_;
  // Of the patterns without {names}, most requests by far, the first route by path and method.
  std::unordered_map<std::string, std::vector<std::size_t>> fixed_;
};

}  // namespace modelzoo::daemon
