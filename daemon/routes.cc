#include "daemon/routes.h"

namespace modelzoo::daemon {

void add_routes(Router& router, Services& services) {
  add_search_routes(router, services);
  add_model_routes(router, services);
  add_admin_routes(router, services);
  add_meta_routes(router, services);
  add_page_routes(router, services);
}

}  // namespace modelzoo::daemon
