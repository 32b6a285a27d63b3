// submission.h - which repositories somebody asks us to fetch. Thread-safe.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "daemon/http_message.h"
#include "schemas/result.h"

namespace modelzoo::daemon {

// From JSON {"url"|"full_name"} or a form's url=...; "owner/name". kInvalidArgument names what is
// wrong.
[[nodiscard]] Result<std::string> submitted_name(const HttpRequest& request);
// "https://github.com/owner/name(.git)(/...)", "github.com/owner/name", "owner/name"
[[nodiscard]] Result<std::string> repository_name(std::string_view text);
// From JSON {"full_names": ["owner/name", ...]}, at most 10,000. kInvalidArgument likewise.
[[nodiscard]] Result<std::vector<std::string>> asked_names(const HttpRequest& request);

}  // namespace modelzoo::daemon
