// search_params.h - the parameters of /v1/search and /search as a SearchRequest. Thread-safe.
#pragma once

#include <string>
#include <vector>

#include "daemon/http_message.h"
#include "daemon/problem.h"
#include "query/search_request.h"

namespace modelzoo::daemon {

struct SearchParams {
  query::SearchRequest request;
  std::vector<ParamProblem> errors;   // not empty: answer 400
  std::vector<std::string> warnings;  // parameters that nobody knows
};

// Lists of values, any of which will do, come sorted and without repeats.
[[nodiscard]] SearchParams read_search_params(const HttpRequest& request);

}  // namespace modelzoo::daemon
