// memory_sink.h - where a crawl under test puts its records and its place: maps that outlive the
// crawler, as a disk outlives a killed process. Thread-safe.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "crawler/record_sink.h"
#include "schemas/mutex.h"

namespace modelzoo::testing {

class MemorySink final : public crawler::RecordSink {
 public:
  Status accept(crawler::SinkBatch batch) override {
    const MutexLock lock(mutex_);
    if (refusals_ > 0) {
      --refusals_;
      return Error{ErrorCode::kIo, "disk full"};
    }
    ++batches_;
    for (const std::string& name : batch.deletions) records_.erase(folded_name(name));
    for (Record& record : batch.puts) {
      for (auto i = records_.begin(); record.github_id && i != records_.end();)
        i = i->second.github_id == record.github_id ? records_.erase(i) : std::next(i);
      ++puts_;
      records_[folded_name(record.full_name)] = std::move(record);
    }
    for (const crawler::NumbersChange& change : batch.updates) {
      const auto found = records_.find(folded_name(change.full_name));
      if (found == records_.end()) continue;
      ++updates_;
      found->second.stars = change.stars;
      if (change.star_count) found->second.star_history = {{*change.star_count}};
    }
    return Ok{};
  }

  void refuse_next(int times) {
    const MutexLock lock(mutex_);
    refusals_ = times;
  }
  [[nodiscard]] std::map<std::string, Record> records() const {
    const MutexLock lock(mutex_);
    return records_;
  }
  [[nodiscard]] std::size_t puts() const {
    const MutexLock lock(mutex_);
    return puts_;
  }
  [[nodiscard]] std::size_t updates() const {
    const MutexLock lock(mutex_);
    return updates_;
  }

 private:
  mutable Mutex mutex_;
  std::map<std::string, Record> records_ MODELZOO_GUARDED_BY(mutex_);
  std::size_t puts_ MODELZOO_GUARDED_BY(mutex_) = 0, updates_ MODELZOO_GUARDED_BY(mutex_) = 0,
                    batches_ MODELZOO_GUARDED_BY(mutex_) = 0;
  int refusals_ MODELZOO_GUARDED_BY(mutex_) = 0;
};

class MemoryStateStore final : public crawler::CrawlStateStore {
 public:
  Result<std::map<std::string, std::string>> load(std::string_view prefix) override {
    const MutexLock lock(mutex_);
    std::map<std::string, std::string> found;
    for (const auto& [key, value] : entries_)
      if (key.starts_with(prefix)) found.emplace(key, value);
    return found;
  }
  Status save(
      const std::vector<std::pair<std::string, std::optional<std::string>>>& entries) override {
    const MutexLock lock(mutex_);
    for (const auto& [key, value] : entries) {
      if (value) {
        entries_[key] = *value;
      } else {
        entries_.erase(key);
      }
    }
    return Ok{};
  }

 private:
  Mutex mutex_;
  std::map<std::string, std::string> entries_ MODELZOO_GUARDED_BY(mutex_);
};

}  // namespace modelzoo::testing
