// faults.h - what goes wrong, when: a plan read from a file (tools/github_sim/README.md) or a
// preset.
//
// Decisions come from a seeded generator in the order of requests, so that a run can be repeated.
// Thread-safe.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "schemas/mutex.h"
#include "schemas/result.h"

namespace modelzoo::github_sim {

enum class FaultKind : std::uint8_t {
  kLatency,               // the answer comes late
  kSecondaryLimit,        // 403 with Retry-After
  kSecondaryLimitNoTime,  // 403 that says so in its body only
  kTooManyRequests,       // 429 with Retry-After
  kTooManyRequestsNoTime,
  kServerError,    // 500, JSON
  kBadGateway,     // 502, HTML under a JSON content type
  kUnavailable,    // 503, HTML
  kClosed,         // the connection, without an answer
  kCutBody,        // the connection, in the middle of the body
  kTruncatedJson,  // a whole answer, but half a document
  kMalformedJson,  // a whole answer that is no JSON
  kEmptyBody,
  kGraphqlRateLimited,  // 200 with errors of type RATE_LIMITED
  kGraphqlPartial,      // 200 with some repositories null for an internal error
};

struct Fault {
  FaultKind kind = FaultKind::kServerError;
  std::string path;                // a prefix; empty: every path
  double probability = 0;          // of a request
  std::vector<std::uint64_t> nth;  // requests of this path, counted from 1
  std::chrono::milliseconds delay{200};
  std::chrono::seconds retry_after{1};
};

class FaultPlan {
 public:
  FaultPlan() = default;
  FaultPlan(std::vector<Fault> faults, std::uint64_t seed)
      : faults_(std::move(faults)), counts_(faults_.size()), random_(seed) {}
  FaultPlan(FaultPlan&& other) noexcept;
  FaultPlan& operator=(FaultPlan&& other) noexcept;

  // TOML; "file.toml:3: ..." names a mistake.
  [[nodiscard]] static Result<FaultPlan> parse(std::string_view toml, std::string_view file_name);
  // One request in five fails, in every way there is.
  [[nodiscard]] static FaultPlan one_in_five(std::uint64_t seed);

  // The fault of the next request to `path`, if any.
  [[nodiscard]] std::optional<Fault> next(std::string_view path);
  [[nodiscard]] std::uint64_t injected() const;

 private:
  mutable Mutex mutex_;
  std::vector<Fault> faults_ MODELZOO_GUARDED_BY(mutex_);
  std::vector<std::uint64_t> counts_ MODELZOO_GUARDED_BY(mutex_);
  std::mt19937_64 random_ MODELZOO_GUARDED_BY(mutex_){1};
  bool preset_ MODELZOO_GUARDED_BY(mutex_) = false;
  std::uint64_t injected_ MODELZOO_GUARDED_BY(mutex_) = 0;
};

}  // namespace modelzoo::github_sim
