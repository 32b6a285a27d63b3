// api_budget.h - which token may send which request when, learnt from what GitHub answers.
//
// A lane is one token, or the lack of one. A lane has at most one request in flight, as GitHub asks
// ("make requests serially"): only so can no request be on its way while the answer to another says
// to wait. Per lane there are windows (core, search, graphql), each with what remains and when it
// resets, one pause for secondary limits, and an exponential back-off with jitter after failures.
//
// Waits that GitHub asked for are handed out by take_changes() to be stored, and restored at the
// next start; they are kept under a hash of the token, never the token.
//
// One thread at a time. Tested by: tests/unit/crawler/api_budget_test.cc
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "crawler/response_facts.h"
#include "schemas/clock.h"

namespace modelzoo::crawler {

enum class ApiResource : std::uint8_t { kCore, kSearch, kGraphql, kRaw };
inline constexpr std::size_t kApiResources = 4;

// "core", "search", "graphql", "raw".
[[nodiscard]] const char* api_resource_name(ApiResource resource);

struct BudgetOptions {
  std::vector<std::string> tokens;
  std::chrono::milliseconds backoff_base{500};
  std::chrono::milliseconds backoff_cap{60'000};
  std::chrono::milliseconds secondary_wait{60'000};  // doubled at each in a row
  std::chrono::milliseconds search_gap{2'000};
  std::uint64_t seed = 0;  // of the jitter
};

class ApiBudget {
 public:
  using Time = std::chrono::steady_clock::time_point;
  using Entries = std::vector<std::pair<std::string, std::optional<std::string>>>;
  static constexpr Time kNever = Time::max();
  static constexpr const char* kStatePrefix = "crawl/limit/";

  ApiBudget(BudgetOptions options, const Clock& clock);

  // Takes up the waits that an earlier process was asked for. Entries it cannot read are dropped.
  void restore(const std::map<std::string, std::string>& entries);

  [[nodiscard]] std::size_t lanes() const { return lanes_.size(); }
  [[nodiscard]] const std::string& token(std::size_t lane) const { return lanes_[lane].token; }
  [[nodiscard]] bool usable(std::size_t lane) const { return lanes_[lane].usable; }
  [[nodiscard]] std::size_t usable_tokens() const;

  // When `lane` may send: now or earlier means at once; kNever: not at all.
  [[nodiscard]] Time ready_at(std::size_t lane, ApiResource resource) const;
  // REQUIRES ready_at() <= now and no other request of the lane in flight.
  void sent(std::size_t lane, ApiResource resource);
  void answered(std::size_t lane, ApiResource resource, const ResponseFacts& facts);
  // No answer at all, or one that cannot be used: back off.
  void failed(std::size_t lane, ApiResource resource);
  void cancelled(std::size_t lane) { lanes_[lane].in_flight = false; }

  [[nodiscard]] unsigned failures_in_a_row(std::size_t lane) const { return lanes_[lane].failures; }
  // The wall-clock time until which GitHub's waits hold all lanes back from `resource`.
  [[nodiscard]] std::optional<std::chrono::system_clock::time_point> waiting_until(
      ApiResource resource) const;
  // Waits that changed since the last call, as entries for the state store.
  [[nodiscard]] Entries take_changes();

 private:
  struct Window {
    std::uint64_t limit = 0;  // 0: not known yet
    std::uint64_t remaining = 0;
    Time resets{};
    Time paused_until{};  // primary limit, as GitHub named it
    Time last_sent{};
    bool ever_sent = false;
  };
  struct Lane {
    std::string token;
    std::string key;  // hash of the token
    bool usable = true;
    bool in_flight = false;
    unsigned failures = 0;
    unsigned secondary_in_a_row = 0;
    Time backoff_until{};
    Time paused_until{};  // secondary limit
    std::array<Window, kApiResources> windows;
  };

  [[nodiscard]] Time now() const { return clock_.steady_now(); }
  void back_off(Lane& lane);
  void learn(Window& window, const RateFacts& rate);
  void store_wait(const std::string& key, Time until);
  [[nodiscard]] std::chrono::milliseconds jittered(std::chrono::milliseconds span);

  const BudgetOptions options_;
  const Clock& clock_;
  std::mt19937_64 random_;
  std::vector<Lane> lanes_;
  Entries changes_;
};

}  // namespace modelzoo::crawler
