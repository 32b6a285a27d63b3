// request_target.h - the target of a request as path and parameters. Thread-safe.
#pragma once

#include <string_view>

#include "daemon/http_message.h"

namespace modelzoo::daemon {

// Sets target, path and query of `request`: percent escapes decoded ("+" is a space in parameters),
// malformed ones kept as they are.
void read_target(std::string_view target, HttpRequest& request);

}  // namespace modelzoo::daemon
