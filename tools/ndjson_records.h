// ndjson_records.h - the lines of an NDJSON stream as records for a bulk load: read in batches
// under a lock, parsed by the threads that ask for them.
//
// Thread-safe, except where it says otherwise.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>

#include "index/store/index_store.h"
#include "schemas/mutex.h"
#include "tools/ndjson_input.h"

namespace modelzoo::tools {

class NdjsonRecords final : public index::RecordSource {
 public:
  struct Hooks {
    // For each line that is no record. Called under the lock.
    std::function<void(std::uint64_t line, const Error& reason)> skipped;
    // Before a record is handed on. Called by several threads at once.
    std::function<void(Record&)> prepare;
    // After each batch is read: records so far. Called under the lock.
    std::function<void(const NdjsonInput& input, std::uint64_t records)> progress;
  };
  // `input` must outlive it. Each hook may be empty.
  NdjsonRecords(NdjsonInput& input, Hooks hooks) : input_(input), hooks_(std::move(hooks)) {}

  Result<bool> next(std::uint64_t& number,
                    const std::function<Status(const Record&)>& add) override;

  // For after the load.
  [[nodiscard]] std::uint64_t records() const { return records_; }
  [[nodiscard]] std::uint64_t record_bytes() const { return bytes_; }  // their lines
  [[nodiscard]] std::uint64_t skipped() const { return skipped_; }

 private:
  struct Batch;
  Result<bool> read_batch(Batch& batch);
  void skip(std::uint64_t line, const Error& reason);

  NdjsonInput& input_;
  const Hooks hooks_;
  Mutex mutex_;
  std::uint64_t batches_ MODELZOO_GUARDED_BY(mutex_) = 0;
  std::atomic<std::uint64_t> records_{0}, bytes_{0}, skipped_{0};
};

}  // namespace modelzoo::tools
