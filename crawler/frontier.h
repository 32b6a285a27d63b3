// frontier.h - the names that the crawler follows: which comes next, and when each comes again.
//
// An entry waits until its due time, is taken (in flight), and comes back by one of the calls
// below, each of which sets the next due time. Asked-for names come first, then those due longest.
//
// One thread at a time. take_due is O(n log N). Tested by: tests/unit/crawler/frontier_test.cc
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <vector>

#include "crawler/crawl_state.h"
#include "schemas/clock.h"

namespace modelzoo::crawler {

struct FrontierOptions {
  std::chrono::milliseconds refresh_every{86'400'000};
  std::chrono::milliseconds backoff_base{500};
  std::chrono::milliseconds backoff_cap{3'600'000};
  unsigned give_up_after = 8;  // failures in a row; then not before its next refresh
  std::uint64_t seed = 0;
};

class Frontier {
 public:
  // What became of a name that was taken.
  struct Entry {
    RepositoryState state;
    bool in_flight = false;
    bool asked = false;        // by somebody who has had no answer yet
    bool asked_again = false;  // while in flight
    bool urgent = false;       // before all that are merely due
    bool given_up = false;     // the last attempts failed; until the next answer
    std::uint64_t batch = 0;   // of the sink writer, that takes its last answer; 0: none
  };

  Frontier(FrontierOptions options, const Clock& clock);

  // A state that was saved. Its due time is kept.
  void restore(RepositoryState state);
  // New names are due at once. False when the name is known already.
  bool add(const std::string& full_name, std::uint64_t stars_hint = 0);
  // Due at once, before all others; adds unknown names.
  void ask(const std::string& full_name);
  void ask_all();

  // Up to `n` that are due; marks them in flight.
  [[nodiscard]] std::vector<std::string> take_due(std::size_t n);  // folded names
  // When the next one is due; nullopt: nothing waits.
  [[nodiscard]] std::optional<std::chrono::milliseconds> next_due_in() const;
  // Due now, and in flight: while this is not zero, the crawl has not come to its end. Entries that
  // failed and wait for another attempt count.
  // Linear in what is due.
  [[nodiscard]] std::size_t outstanding() const;
  // outstanding() == 0, in constant time.
  [[nodiscard]] bool exhausted() const;

  // A name that was renamed in the lifetime of this object is found under its new one.
  [[nodiscard]] const Entry* find(std::string_view full_name) const;
  [[nodiscard]] RepositoryState* state(const std::string& folded);
  void handed_over(const std::string& folded, std::uint64_t batch);

  // Ends of a flight. `seen`, `missed`: answered; due again after refresh_every (give or take a
  // twentieth, so that a crawl does not come back as one burst).
  void seen(const std::string& folded);
  void missed(const std::string& folded);
  // Could not be asked, through no fault of its own: due again at once.
  void put_back(const std::string& folded);
  // Its own attempt failed: due after a back-off. True when given up until its next refresh.
  bool failed(const std::string& folded);
  // The repository goes by another name now: the state moves. False when that name was known, in
  // which case the old one is dropped.
  bool rename(const std::string& folded, const std::string& new_full_name);
  void erase(const std::string& folded);

  [[nodiscard]] std::size_t size() const { return entries_.size(); }

 private:
  using Due = std::tuple<std::uint64_t, std::uint64_t, std::string>;  // due, fewer stars last, name
  [[nodiscard]] std::uint64_t now_ms() const;
  [[nodiscard]] Due key_of(const std::string& folded, const Entry& entry) const;
  void enqueue(const std::string& folded, Entry& entry);
  void answered(const std::string& folded, Entry& entry);
  void land(const std::string& folded, std::uint64_t due_ms);
  [[nodiscard]] std::uint64_t next_refresh();

  const FrontierOptions options_;
  const Clock& clock_;
  std::mt19937_64 random_;
  std::unordered_map<std::string, Entry> entries_;
  std::set<Due> queue_;  // all that are not in flight
  std::size_t in_flight_ = 0;
  std::set<std::string> retrying_;                      // failed, waiting for another attempt
  std::unordered_map<std::string, std::string> moved_;  // folded names: old to new
};

}  // namespace modelzoo::crawler
