// pages.h - the HTML pages by subject. Thread-safe.
#pragma once

#include <string>

#include "daemon/http_message.h"

namespace modelzoo::daemon {

struct Services;

[[nodiscard]] HttpResponse home_page(Services& services, const HttpRequest& request);
[[nodiscard]] HttpResponse results_page(Services& services, const HttpRequest& request);
[[nodiscard]] HttpResponse framework_page(Services& services, const HttpRequest& request,
                                          const std::string& id);
[[nodiscard]] HttpResponse category_page(Services& services, const HttpRequest& request,
                                         const std::string& id);
[[nodiscard]] HttpResponse model_page(Services& services, const HttpRequest& request,
                                      const std::string& full_name);
[[nodiscard]] HttpResponse submit_page(Services& services, const HttpRequest& request);
[[nodiscard]] HttpResponse about_page(Services& services, const HttpRequest& request);
[[nodiscard]] HttpResponse docs_page(Services& services, const HttpRequest& request);
[[nodiscard]] HttpResponse site_map(Services& services, const HttpRequest& request);

}  // namespace modelzoo::daemon
