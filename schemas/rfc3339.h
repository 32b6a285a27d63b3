// rfc3339.h - dates of records, UTC (RFC 3339 section 5.6).
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "schemas/clock.h"

namespace modelzoo {

// "2026-11-24T10:00:00Z", also with offset or fraction, also a bare "2026-11-24" (midnight).
// nullopt when it is no date.
[[nodiscard]] std::optional<UnixSeconds> parse_rfc3339(std::string_view text);
[[nodiscard]] std::string format_rfc3339(UnixSeconds time);  // "2026-11-24T10:00:00Z"
[[nodiscard]] std::string format_date(UnixSeconds time);     // "2026-11-24"

}  // namespace modelzoo
