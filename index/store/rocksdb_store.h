// rocksdb_store.h - RocksDB behind our segments: opens the database with its column families, and
// gives a segment's keys as SegmentSource and SegmentSink. The only index header that names RocksDB
// types is this one, and only index/*.cc include it.
//
// Column families: default (manifest, format), segments (one contiguous key range a segment),
// deleted (segment, document), numbers (segment, document -> newer numbers), meta (other parts'
// values).
#pragma once

#include <rocksdb/db.h>
#include <rocksdb/options.h>
#include <rocksdb/write_batch.h>

#include <atomic>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "index/storage/segment_source.h"
#include "schemas/result.h"

namespace modelzoo::index {

// A rocksdb::Status as an Error that says what was tried.
[[nodiscard]] Error rocksdb_error(const rocksdb::Status& status, const std::string& what);

[[nodiscard]] Status checked(const rocksdb::Status& status, const std::string& what);

struct Database {
  std::unique_ptr<rocksdb::DB> db;
  rocksdb::ColumnFamilyHandle* manifest = nullptr;
  rocksdb::ColumnFamilyHandle* segments = nullptr;
  rocksdb::ColumnFamilyHandle* deleted = nullptr;
  rocksdb::ColumnFamilyHandle* numbers = nullptr;
  rocksdb::ColumnFamilyHandle* meta = nullptr;
  std::vector<rocksdb::ColumnFamilyHandle*> handles;
  std::filesystem::path folder;
  rocksdb::Options segment_options;  // of the segments family, for files written beside it
  // What readers hold beside the cache, or pinned in it (SegmentSource::reserve).
  std::atomic<std::size_t> reserved{0};
  std::size_t most_reserved = 0;
  // A write has failed since this was opened, for want of room perhaps. RocksDB 7.8 takes writes
  // again as soon as it can, but an ingestion would then be given the file number 0: its
  // ErrorHandler::ClearBGError leaves is_db_stopped_ set, which IngestExternalFiles reads as well.
  std::shared_ptr<std::atomic<bool>> write_failed = std::make_shared<std::atomic<bool>>(false);

  Database() = default;
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;
};

// kBusy when another process holds the folder; kNotFound when it is not there and may not be made.
// Readers may hold three quarters of `cache_bytes` (SegmentSource::reserve): posting chunks, which
// are pinned in the cache, and rows of common words, which come on top of it. `env` is RocksDB's
// way to files; it outlives the database.
[[nodiscard]] Result<std::shared_ptr<Database>> open_database(const std::filesystem::path& folder,
                                                              bool create, std::size_t cache_bytes,
                                                              rocksdb::Env& env);

// Keys of one segment. When the last reader of a segment that `forget_on_close` marked is gone, its
// key range is deleted. Thread-safe.
class RocksSegmentSource final : public SegmentSource {
 public:
  RocksSegmentSource(std::shared_ptr<Database> database, std::uint64_t segment);
  ~RocksSegmentSource() override;
  Result<PinnedBytes> get(std::string_view key) const override { return read(key, true); }
  Result<PinnedBytes> get_once(std::string_view key) const override { return read(key, false); }
  Status scan(std::string_view prefix,
              const std::function<bool(std::string_view, std::string_view)>& visit) const override;
  bool reserve(std::size_t bytes) const override;
  void release(std::size_t bytes) const override;
  void forget_on_close() { forget_ = true; }

 private:
  Result<PinnedBytes> read(std::string_view key, bool fill_cache) const;

  std::shared_ptr<Database> database_;
  std::string prefix_;
  std::atomic<bool> forget_{false};
};

// Adds a segment's keys to a batch.
class BatchSegmentSink final : public SegmentSink {
 public:
  BatchSegmentSink(Database& database, rocksdb::WriteBatch& batch, std::uint64_t segment);
  Status put(std::string_view key, std::string_view value) override;

 private:
  Database& database_;
  rocksdb::WriteBatch& batch_;
  std::string prefix_;
};

// Writes a segment's keys to table files of their own, one for each first byte of the keys, without
// log and memtable; ingest() hands them to the database, where they stay as they are. For large
// segments: memory is a block of each file. Until a manifest lists the segment it is an orphan.
class FileSegmentSink final : public SegmentSink {
 public:
  FileSegmentSink(Database& database, std::uint64_t segment);
  ~FileSegmentSink() override;  // deletes what was not ingested
  Status put(std::string_view key, std::string_view value) override;
  // Syncs the files and adds them to the database. No put may follow. kIo also after a write has
  // failed, until the database is opened again.
  Status ingest();

 private:
  struct File;
  Result<File*> file_of(char kind);

  Database& database_;
  std::uint64_t segment_;
  std::string prefix_;
  std::map<char, std::unique_ptr<File>> files_;
};

// Deletes the files of sinks that a crash has left.
void delete_unfinished_files(const std::filesystem::path& database_folder);

// Deletes all keys of a segment: its range, its deletions, its newer numbers.
void delete_segment(Database& database, rocksdb::WriteBatch& batch, std::uint64_t segment);
// Gives the files back at once that hold nothing but this segment. REQUIRES: nobody reads it, and
// no manifest lists it.
void delete_segment_files(Database& database, std::uint64_t segment);

}  // namespace modelzoo::index
