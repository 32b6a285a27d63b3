#include "index/store/rocksdb_store.h"

#include <rocksdb/cache.h>
#include <rocksdb/convenience.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/listener.h>
#include <rocksdb/options.h>
#include <rocksdb/sst_file_writer.h>
#include <rocksdb/table.h>

#include "index/storage/byte_io.h"

namespace modelzoo::index {
namespace {

rocksdb::Slice slice(std::string_view bytes) { return {bytes.data(), bytes.size()}; }
std::string_view view(const rocksdb::Slice& bytes) { return {bytes.data(), bytes.size()}; }

rocksdb::ColumnFamilyOptions family_options(const std::shared_ptr<rocksdb::Cache>& cache) {
  rocksdb::ColumnFamilyOptions options;
  rocksdb::BlockBasedTableOptions table;
  table.block_cache = cache;
  table.block_size = std::size_t{16} << 10;
  table.filter_policy.reset(rocksdb::NewBloomFilterPolicy(10));
  table.cache_index_and_filter_blocks = true;
  options.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  // Postings are packed and documents are zstd frames already.
  options.compression = rocksdb::kNoCompression;
  options.write_buffer_size = std::size_t{32} << 20;
  return options;
}

class WriteFailures final : public rocksdb::EventListener {
 public:
  explicit WriteFailures(std::shared_ptr<std::atomic<bool>> failed) : failed_(std::move(failed)) {}
  void OnBackgroundError(rocksdb::BackgroundErrorReason, rocksdb::Status* error) override {
    if (error->severity() >= rocksdb::Status::Severity::kHardError) *failed_ = true;
  }

 private:
  const std::shared_ptr<std::atomic<bool>> failed_;
};

bool is_lock_conflict(const rocksdb::Status& status) {
  const std::string text = status.ToString();
  return text.find("LOCK") != std::string::npos || text.find("lock ") != std::string::npos;
}

}  // namespace

Error rocksdb_error(const rocksdb::Status& status, const std::string& what) {
  const ErrorCode code = status.IsCorruption()        ? ErrorCode::kCorrupt
                         : status.IsNotFound()        ? ErrorCode::kNotFound
                         : status.IsInvalidArgument() ? ErrorCode::kInvalidArgument
                         : status.IsBusy()            ? ErrorCode::kBusy
                                                      : ErrorCode::kIo;
  return Error{code, what + ": " + status.ToString()};
}

Status checked(const rocksdb::Status& status, const std::string& what) {
  return status.ok() ? Status(Ok{}) : rocksdb_error(status, what);
}

Database::~Database() {
  if (!db) return;
  for (rocksdb::ColumnFamilyHandle* handle : handles) db->DestroyColumnFamilyHandle(handle);
  db->Close();
}

Result<std::shared_ptr<Database>> open_database(const std::filesystem::path& folder, bool create,
                                                std::size_t cache_bytes, rocksdb::Env& env) {
  std::error_code ignored;
  if (!create && !std::filesystem::exists(folder / "CURRENT", ignored)) {
    return Error{ErrorCode::kNotFound,
                 "no index in " + folder.string() + " (import one, or check --data-dir)"};
  }
  if (create) {
    std::error_code made;
    std::filesystem::create_directories(folder, made);
    if (made)
      return Error{ErrorCode::kIo, "cannot create " + folder.string() + ": " + made.message()};
  }
  rocksdb::DBOptions options;
  options.env = &env;
  options.create_if_missing = create;
  options.create_missing_column_families = true;
  options.atomic_flush = true;
  options.max_background_jobs = 2;
  options.max_total_wal_size = std::uint64_t{128} << 20;
  options.keep_log_file_num = 3;
  options.info_log_level = rocksdb::WARN_LEVEL;
  const auto cache = rocksdb::NewLRUCache(cache_bytes);
  std::vector<rocksdb::ColumnFamilyDescriptor> families;
  for (const char* name : {"default", "segments", "deleted", "numbers", "meta"}) {
    families.emplace_back(name, family_options(cache));
  }
  auto database = std::make_shared<Database>();
  options.listeners.push_back(std::make_shared<WriteFailures>(database->write_failed));
  database->folder = folder;
  database->segment_options = rocksdb::Options(options, families[1].options);
  rocksdb::DB* db = nullptr;
  const rocksdb::Status status =
      rocksdb::DB::Open(options, folder.string(), families, &database->handles, &db);
  if (!status.ok()) {
    if (is_lock_conflict(status)) {
      return Error{ErrorCode::kBusy, "data directory " + folder.string() +
                                         " is held by another process (a running daemon?); "
                                         "talk to the daemon with --server URL"};
    }
    return rocksdb_error(status, "cannot open " + folder.string());
  }
  database->db.reset(db);
  database->most_reserved = cache_bytes / 4 * 3;
  database->manifest = database->handles[0];
  database->segments = database->handles[1];
  database->deleted = database->handles[2];
  database->numbers = database->handles[3];
  database->meta = database->handles[4];
  return database;
}

RocksSegmentSource::RocksSegmentSource(std::shared_ptr<Database> database, std::uint64_t segment)
    : database_(std::move(database)), prefix_(ordered_u64(segment)) {}

RocksSegmentSource::~RocksSegmentSource() {
  if (!forget_) return;
  rocksdb::WriteBatch batch;
  ByteReader reader(prefix_);
  std::uint64_t segment = 0;
  for (int i = 0; i < 8; ++i) segment = (segment << 8) | reader.u8();
  delete_segment_files(*database_, segment);
  delete_segment(*database_, batch, segment);
  // Not synced, and may fail: what is left is an orphan, which the next open deletes.
  (void)database_->db->Write({}, &batch);
}

Result<PinnedBytes> RocksSegmentSource::read(std::string_view key, bool fill_cache) const {
  auto pinned = std::make_shared<rocksdb::PinnableSlice>();
  rocksdb::ReadOptions options;
  options.fill_cache = fill_cache;
  const rocksdb::Status status =
      database_->db->Get(options, database_->segments, prefix_ + std::string(key), pinned.get());
  if (!status.ok()) return rocksdb_error(status, "segment key");
  const std::string_view bytes = view(*pinned);
  return PinnedBytes(bytes, std::move(pinned));
}

Status RocksSegmentSource::scan(
    std::string_view prefix,
    const std::function<bool(std::string_view, std::string_view)>& visit) const {
  const std::string from = prefix_ + std::string(prefix);
  std::unique_ptr<rocksdb::Iterator> it(database_->db->NewIterator({}, database_->segments));
  for (it->Seek(slice(from)); it->Valid() && view(it->key()).starts_with(from); it->Next()) {
    if (!visit(view(it->key()).substr(prefix_.size()), view(it->value()))) break;
  }
  if (!it->status().ok()) return rocksdb_error(it->status(), "segment scan");
  return Ok{};
}

bool RocksSegmentSource::reserve(std::size_t bytes) const {
  if (database_->reserved.fetch_add(bytes) + bytes <= database_->most_reserved) return true;
  database_->reserved -= bytes;
  return false;
}

void RocksSegmentSource::release(std::size_t bytes) const { database_->reserved -= bytes; }

BatchSegmentSink::BatchSegmentSink(Database& database, rocksdb::WriteBatch& batch,
                                   std::uint64_t segment)
    : database_(database), batch_(batch), prefix_(ordered_u64(segment)) {}

Status BatchSegmentSink::put(std::string_view key, std::string_view value) {
  const rocksdb::Status status =
      batch_.Put(database_.segments, prefix_ + std::string(key), slice(value));
  if (!status.ok()) return rocksdb_error(status, "segment write");
  return Ok{};
}

namespace {

std::filesystem::path building_folder(const std::filesystem::path& database_folder) {
  return database_folder / "building";
}

}  // namespace

struct FileSegmentSink::File {
  explicit File(const rocksdb::Options& options) : writer(rocksdb::EnvOptions(), options) {}
  std::filesystem::path path;
  rocksdb::SstFileWriter writer;
};

FileSegmentSink::FileSegmentSink(Database& database, std::uint64_t segment)
    : database_(database), segment_(segment), prefix_(ordered_u64(segment)) {}

FileSegmentSink::~FileSegmentSink() {
  for (const auto& [kind, file] : files_) {
    std::error_code ignored;  // gone when it was ingested
    std::filesystem::remove(file->path, ignored);
  }
}

Result<FileSegmentSink::File*> FileSegmentSink::file_of(char kind) {
  std::unique_ptr<File>& file = files_[kind];
  if (file) return file.get();
  const std::filesystem::path folder = building_folder(database_.folder);
  std::error_code made;
  std::filesystem::create_directories(folder, made);
  if (made) {
    return Error{ErrorCode::kIo, "cannot create " + folder.string() + ": " + made.message()};
  }
  file = std::make_unique<File>(database_.segment_options);
  file->path = folder / (std::to_string(segment_) + "_" +
                         std::to_string(static_cast<unsigned char>(kind)) + ".sst");
  const rocksdb::Status opened = file->writer.Open(file->path.string());
  if (!opened.ok()) return rocksdb_error(opened, "cannot write " + file->path.string());
  return file.get();
}

Status FileSegmentSink::put(std::string_view key, std::string_view value) {
  auto file = file_of(key.front());
  if (!file) return std::move(file).error();
  const rocksdb::Status status = (*file)->writer.Put(prefix_ + std::string(key), slice(value));
  return checked(status, "segment file");
}

Status FileSegmentSink::ingest() {
  std::vector<std::string> paths;
  for (const auto& [kind, file] : files_) {
    MODELZOO_RETURN_IF_ERROR(checked(file->writer.Finish(), "segment file"));
    paths.push_back(file->path.string());
  }
  if (paths.empty()) return Ok{};
  if (*database_.write_failed) {
    return Error{
        ErrorCode::kIo,
        "a write has failed, for want of room perhaps: large segments are added again when "
        "the index has been opened anew (restart the daemon)"};
  }
  rocksdb::IngestExternalFileOptions options;
  options.move_files = true;
  options.write_global_seqno = false;
  return checked(database_.db->IngestExternalFile(database_.segments, paths, options),
                 "adding segment files");
}

void delete_unfinished_files(const std::filesystem::path& database_folder) {
  std::error_code ignored;
  std::filesystem::remove_all(building_folder(database_folder), ignored);
}

void delete_segment(Database& database, rocksdb::WriteBatch& batch, std::uint64_t segment) {
  const std::string from = ordered_u64(segment);
  const std::string to = ordered_u64(segment + 1);
  for (auto* family : {database.segments, database.deleted, database.numbers}) {
    batch.DeleteRange(family, from, to);
  }
}

void delete_segment_files(Database& database, std::uint64_t segment) {
  const std::string from = ordered_u64(segment);
  const std::string to = ordered_u64(segment + 1);
  const rocksdb::Slice first(from);
  const rocksdb::Slice end(to);
  // A failure leaves the keys to the range delete that follows.
  (void)rocksdb::DeleteFilesInRange(database.db.get(), database.segments, &first, &end, false);
}

}  // namespace modelzoo::index
