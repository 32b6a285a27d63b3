// routes.h - the routes by subject; each file adds its own. `services` must outlive the router.
#pragma once

namespace modelzoo::daemon {

class Router;
struct Services;

// All of them: what the daemon serves.
void add_routes(Router& router, Services& services);

void add_search_routes(Router& router, Services& services);  // search, suggest, trending, facets
void add_model_routes(Router& router, Services& services);   // a model, its README, related, export
void add_admin_routes(Router& router, Services& services);   // put, bulk, delete, submissions
void add_meta_routes(Router& router, Services& services);    // health, metrics, version, OpenAPI
void add_page_routes(Router& router, Services& services);    // HTML

}  // namespace modelzoo::daemon
