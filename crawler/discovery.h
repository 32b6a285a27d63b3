// discovery.h - finds names by topic searches, past the cap of 1,000 results per search.
//
// A search that matches more than 1,000 is split by stars (halves; upwards without end), and one
// that is a single number of stars by the day of creation, until each part is small enough. One
// round goes through all topics (times languages); the next begins after `every`. It decides what
// to ask; the engine asks.
//
// One thread at a time. Tested by: tests/unit/crawler/discovery_test.cc
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "crawler/rest_reader.h"
#include "schemas/clock.h"

namespace modelzoo::crawler {

struct DiscoveryOptions {
  std::string api_url = {};
  std::vector<std::string> topics = {};
  std::vector<std::string> languages = {};
  std::uint64_t min_stars = 0;
  std::chrono::milliseconds every{86'400'000};
};

class Discovery {
 public:
  static constexpr const char* kStateKey = "crawl/discovery/next_round_ms";

  Discovery(DiscoveryOptions options, const Clock& clock);

  void restore(const std::string& next_round_ms);
  // The URL to ask next; nullopt: nothing to ask now. The same until one of the calls below.
  [[nodiscard]] std::optional<std::string> next_url();
  // When the next round begins; nullopt: never, or one is under way.
  [[nodiscard]] std::optional<std::chrono::milliseconds> next_round_in() const;
  // The answer to next_url(). True when that ended a round.
  bool answered(const SearchPage& page, const std::string& next_page_url);
  // GitHub does not accept the search: it is left out of this round. True when that ended it.
  bool refused();
  // For the state store, under kStateKey.
  [[nodiscard]] std::string saved() const { return std::to_string(next_round_ms_); }

 private:
  struct Slice {
    std::string topic, language;
    std::uint64_t least_stars = 0;
    std::optional<std::uint64_t> most_stars;  // open upwards
    std::optional<std::chrono::sys_days> from, to;
    std::string page_url;  // set from the second page on
  };
  [[nodiscard]] std::string url_of(const Slice& slice) const;
  void split(const Slice& slice);
  bool end_of_slice();
  [[nodiscard]] std::uint64_t now_ms() const;

  const DiscoveryOptions options_;
  const Clock& clock_;
  std::deque<Slice> slices_;  // the front is being asked
  std::uint64_t next_round_ms_ = 0;
};

}  // namespace modelzoo::crawler
