// record_sink.h - the only way out of the crawler. The daemon puts its index behind it
// (daemon/backend_sink.cc), tests a map.
//
// Thread-safe. Calls may block (they wait for the disk); the crawler makes them off its I/O thread.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "schemas/record.h"
#include "schemas/result.h"

namespace modelzoo::crawler {

// Stars, dates and the like of a repository whose README did not change.
struct NumbersChange {
  std::string full_name;
  std::optional<std::uint64_t> stars, forks, open_issues;
  std::optional<std::string> pushed_at, updated_at;
  std::optional<bool> archived;
  // Today's count: the sink appends it to star_history where it says something new; at most one per
  // date stays.
  std::optional<StarCount> star_count;
};

struct SinkBatch {
  // New or changed, classified; replaces by github_id, then name. Their star_history holds what the
  // crawler saw now (one count): the sink joins it to the history that it has.
  std::vector<Record> puts;
  std::vector<std::string> deletions;  // full names
  std::vector<NumbersChange> updates;
};

class RecordSink {
 public:
  virtual ~RecordSink() = default;
  // Durable when it returns ok.
  virtual Status accept(SinkBatch batch) = 0;
};

// Where the crawler keeps its place across restarts: small durable values by key.
class CrawlStateStore {
 public:
  virtual ~CrawlStateStore() = default;
  [[nodiscard]] virtual Result<std::map<std::string, std::string>> load(
      std::string_view prefix) = 0;
  // nullopt erases. All or nothing.
  virtual Status save(
      const std::vector<std::pair<std::string, std::optional<std::string>>>& entries) = 0;
};

}  // namespace modelzoo::crawler
