// problem.h - errors as RFC 9457 application/problem+json. Thread-safe.
#pragma once

#include <string>
#include <vector>

#include "daemon/http_message.h"
#include "schemas/result.h"

namespace modelzoo::daemon {

struct ParamProblem {
  std::string param;
  std::string reason;
};

[[nodiscard]] HttpResponse problem(unsigned status, const std::string& detail,
                                   const std::vector<ParamProblem>& errors = {});
// The status that suits the code; an internal message is not told to strangers.
[[nodiscard]] HttpResponse problem(const Error& error);
// "Not Found"
[[nodiscard]] const char* status_title(unsigned status);

}  // namespace modelzoo::daemon
