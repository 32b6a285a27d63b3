// response_facts.h - what an answer of GitHub says besides its body: which limits hold, how long to
// wait, whether a refusal concerns the repository, the token or the pace.
//
// The table of refusals: primary limit = 403/429 with remaining 0; secondary limit = 403/429 with
// Retry-After, or a body that speaks of it; "Repository access blocked" concerns one repository;
// 401 and "suspended" concern the token. Source: GitHub, "Rate limits for the REST API" and
// "Troubleshooting the REST API".
//
// Thread-safe. Tested by: tests/unit/crawler/api_budget_test.cc
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "crawler/https_client.h"
#include "schemas/clock.h"

namespace modelzoo::crawler {

enum class AnswerKind : std::uint8_t {
  kOk,           // 2xx
  kNotModified,  // 304
  kMoved,        // 301, 302, 307, 308
  kMissing,      // 404, 410, 451, "Repository access blocked"
  kEmpty,        // 409: a repository without commits
  kBadToken,     // 401, suspended, SSO: the token is of no use
  kPrimaryLimit,
  kSecondaryLimit,
  kServerError,  // 5xx, HTML where JSON was due
  kRefused,      // 400, 422, other 4xx: repeating it cannot help
};

struct RateFacts {
  std::optional<std::uint64_t> limit;
  std::optional<std::uint64_t> remaining;
  // From the answer's own Date to the named reset; at least zero.
  std::optional<std::chrono::seconds> reset_in;
  std::optional<std::chrono::seconds> retry_after;  // from seconds or a date; blank: absent
};

struct ResponseFacts {
  AnswerKind kind = AnswerKind::kOk;
  RateFacts rate;
};

[[nodiscard]] ResponseFacts read_response_facts(const FetchResponse& response, const Clock& clock);

// "Tue, 17 Sep 2024 18:26:35 GMT" (RFC 9110 section 5.6.7).
[[nodiscard]] std::optional<UnixSeconds> parse_http_date(std::string_view text);

}  // namespace modelzoo::crawler
