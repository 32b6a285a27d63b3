// index_store.h - the index on disk: segments in RocksDB, opened by one process at a time.
//
// A write becomes visible in one place, the manifest (one atomic RocksDB batch), and is seen
// through one, the snapshot. What apply() has acknowledged survives kill -9 and power loss.
//
// Thread-safe. Writers are serialised; readers never wait.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "index/segments/snapshot.h"
#include "schemas/record.h"
#include "schemas/result.h"

namespace modelzoo::index {

struct StoreOptions {
  std::filesystem::path data_dir;
  bool create_if_missing = true;
  bool read_only = false;  // no merges, no writes; still refused while a writer holds it
  std::size_t block_cache_bytes = std::size_t{256} << 20;
  // Postings and documents that are held before they are written: a batch's segment is cut at this
  // size, and a bulk load writes one when its threads together hold as much.
  std::size_t build_memory_bytes = std::size_t{256} << 20;
  bool background_merges = true;
  // Told of each merge that failed, on a thread of the store or of a writer; null: nobody. The
  // segments stay as they were, and the next write has the merge tried again.
  std::function<void(const Error&)> merge_failed = nullptr;
  bool store_documents = true;  // false only for benchmarks
  bool sync_writes = true;      // false: bulk loads that can be run again; flush() makes durable
};

// A record replaces the one with the same github_id, else the one with the same folded name.
struct Deletion {
  std::string full_name;  // or, when empty,
  std::optional<std::uint64_t> github_id;
};

// Numbers alone: touches no posting.
struct NumbersUpdate {
  std::string full_name;
  std::optional<std::uint64_t> stars, forks, open_issues;
  std::optional<std::string> pushed_at, updated_at;
  std::optional<bool> archived;
};

struct WriteBatch {
  std::vector<Record> puts;
  std::vector<Deletion> deletions;  // applied before the puts
  std::vector<NumbersUpdate> updates;
};

struct Receipt {
  std::uint64_t sequence = 0;  // of the snapshot that shows the write
  std::size_t added = 0, replaced = 0, deleted = 0, updated = 0, not_found = 0;
};

// Where a bulk load takes its records from.
class RecordSource {
 public:
  virtual ~RecordSource() = default;
  // Hands the records of the next batch to `add`, in their order, and gives the batch's number,
  // which grows through the source: of two records with one name or id, the later one counts. False
  // when there are no more batches; an error ends the load. Called by several threads at once.
  [[nodiscard]] virtual Result<bool> next(std::uint64_t& number,
                                          const std::function<Status(const Record&)>& add) = 0;
};

struct StoreStats {
  std::uint64_t documents = 0, deleted_documents = 0, segments = 0, terms = 0;
  std::uint64_t bytes_on_disk = 0, postings_bytes = 0, positions_bytes = 0, documents_bytes = 0;
  std::uint64_t merges_running = 0, merges_done = 0, merges_failed = 0, writes = 0;
  std::uint64_t sequence = 0;
  std::uint32_t format_version = 0;
};

class IndexStore {
 public:
  // kBusy: another process holds the directory (the message says so and names --server).
  // kUnsupported: written by a newer format. kCorrupt, kIo.
  [[nodiscard]] static Result<std::unique_ptr<IndexStore>> open(StoreOptions options);
  virtual ~IndexStore() = default;  // stops merges; does not lose anything acknowledged

  [[nodiscard]] virtual std::shared_ptr<const Snapshot> snapshot() const = 0;

  // All or nothing. When it returns, the batch is durable and snapshot() shows it.
  [[nodiscard]] virtual Result<Receipt> apply(WriteBatch batch) = 0;

  // All records of the source, analysed by `threads` threads, which is several times as fast as
  // batches. Becomes visible and durable piece by piece, each as large as build_memory_bytes
  // allows; when it fails, what was visible stays. A duplicate within the load counts as replaced.
  [[nodiscard]] virtual Result<Receipt> bulk_load(RecordSource& source, unsigned threads) = 0;

  // Merges down to one segment and waits (after bulk loads, for benchmarks).
  virtual Status merge_all() = 0;
  virtual Status flush() = 0;
  // Verifies every segment, posting list and document against its checksum and structure; calls
  // `problem` for each finding; ok when there was none. `progress` in 0..1 may be null.
  virtual Status check(const std::function<void(const std::string&)>& problem,
                       const std::function<void(double)>& progress) = 0;
  // Rebuilds all segments from the stored records, in place; `transform` may change each record
  // (new taxonomy). Readers keep the old view until the end.
  virtual Status reindex(const std::function<void(Record&)>& transform,
                         const std::function<void(double)>& progress) = 0;
  virtual Status backup(const std::filesystem::path& to) = 0;
  [[nodiscard]] virtual StoreStats stats() const = 0;

  // Small durable values for the other parts (crawl state, submissions), in a column family of
  // their own, not versioned by snapshots. Keys are "part/...".
  [[nodiscard]] virtual Result<std::optional<std::string>> meta_get(std::string_view key) const = 0;
  virtual Status meta_put(
      const std::vector<std::pair<std::string, std::optional<std::string>>>& entries) = 0;
  virtual Status meta_scan(
      std::string_view prefix,
      const std::function<bool(std::string_view, std::string_view)>& visit) const = 0;
};

}  // namespace modelzoo::index
