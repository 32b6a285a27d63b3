// search_key.h - what a search asks for as one string: equal strings, equal answers. Thread-safe.
#pragma once

#include <string>

#include "daemon/search_params.h"

namespace modelzoo::daemon {

// Every parameter in a fixed order, defaults filled in. Lists whose order means nothing are in
// order already (read_search_params).
[[nodiscard]] std::string search_key(const SearchParams& params);

}  // namespace modelzoo::daemon
