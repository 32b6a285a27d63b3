#include "index/store/index_store.h"

#include <rocksdb/utilities/checkpoint.h>

#include <algorithm>
#include <set>

#include "index/segments/snapshot_check.h"
#include "index/storage/segment_format.h"
#include "index/store/rocks_index_store.h"

namespace modelzoo::index {
namespace {

std::uint32_t read_ordered_u32(std::string_view bytes) {
  std::uint32_t value = 0;
  for (const char c : bytes.substr(0, 4)) value = (value << 8) | static_cast<unsigned char>(c);
  return value;
}

std::string_view view(const rocksdb::Slice& bytes) { return {bytes.data(), bytes.size()}; }

}  // namespace

Result<SegmentView> RocksIndexStore::open_view(std::uint64_t segment, Terms terms) {
  auto source = std::make_shared<RocksSegmentSource>(database_, segment);
  auto reader = SegmentReader::open(source, terms);
  if (!reader) return std::move(reader).error().with_context("segment " + std::to_string(segment));
  {
    MutexLock lock(snapshot_mutex_);
    sources_[segment] = source;
  }
  return SegmentView(segment, std::move(reader).value());
}

// Deletions and newer numbers that were written after the segment.
Status RocksIndexStore::read_overlays(SegmentView& segment) {
  ViewEditor edit(segment);
  const std::string from = ordered_u64(segment.id);
  const auto each = [&](rocksdb::ColumnFamilyHandle* family, auto&& use) -> Status {
    std::unique_ptr<rocksdb::Iterator> it(database_->db->NewIterator({}, family));
    for (it->Seek(from); it->Valid() && view(it->key()).starts_with(from); it->Next()) {
      const DocId doc = read_ordered_u32(view(it->key()).substr(8));
      if (it->key().size() != 12 || doc >= segment.reader->doc_count()) {
        return Error{ErrorCode::kCorrupt,
                     "segment " + std::to_string(segment.id) + ": malformed overlay"};
      }
      use(doc, view(it->value()));
    }
    return checked(it->status(), "overlay");
  };
  MODELZOO_RETURN_IF_ERROR(
      each(database_->deleted, [&](DocId doc, std::string_view) { edit.kill(doc); }));
  return each(database_->numbers, [&](DocId doc, std::string_view bytes) {
    ByteReader reader(bytes);
    const DocNumbers numbers = read_numbers(reader);
    if (!reader.bad()) edit.set_numbers(doc, numbers);
  });
}

// What a crash left of segments that no manifest lists, or what a process that ended before its
// readers did not delete.
Status RocksIndexStore::delete_orphans() {
  MutexLock lock(writer_mutex_);
  const std::set<std::uint64_t> listed(manifest_.segments.begin(), manifest_.segments.end());
  rocksdb::WriteBatch batch;
  std::unique_ptr<rocksdb::Iterator> it(database_->db->NewIterator({}, database_->segments));
  for (it->SeekToFirst(); it->Valid();) {
    const std::string_view key = view(it->key());
    const std::uint64_t id =
        (std::uint64_t{read_ordered_u32(key)} << 32) | read_ordered_u32(key.substr(4));
    if (!listed.contains(id)) delete_segment(*database_, batch, id);
    it->Seek(ordered_u64(id + 1));
  }
  const rocksdb::Status status = database_->db->Write({}, &batch);
  return checked(status, "deleting left-over segments");
}

Status RocksIndexStore::recover() {
  if (!options_.read_only) delete_unfinished_files(options_.data_dir);
  std::string bytes;
  const rocksdb::Status status = database_->db->Get({}, database_->manifest, kManifestKey, &bytes);
  std::vector<SegmentView> views;
  {
    MutexLock lock(writer_mutex_);
    if (status.ok()) {
      auto manifest = decode_manifest(bytes);
      if (!manifest) return std::move(manifest).error();
      manifest_ = std::move(manifest).value();
    } else if (!status.IsNotFound()) {
      return rocksdb_error(status, "manifest");
    }
    for (const std::uint64_t id : manifest_.segments) {
      auto opened = open_view(id);
      if (!opened) return std::move(opened).error();
      MODELZOO_RETURN_IF_ERROR(read_overlays(*opened));
      views.push_back(std::move(opened).value());
    }
    MutexLock snapshot_lock(snapshot_mutex_);
    snapshot_ = std::make_shared<Snapshot>(manifest_.sequence, std::move(views));
  }
  MODELZOO_RETURN_IF_ERROR(delete_orphans());
  if (options_.background_merges && !options_.read_only)
    merger_ = std::thread([this] { merge_loop(); });
  return Ok{};
}

Status RocksIndexStore::flush() {
  return checked(database_->db->Flush({}, database_->handles), "flush");
}

Status RocksIndexStore::check(const std::function<void(const std::string&)>& problem,
                              const std::function<void(double)>& progress) {
  std::size_t problems = 0;
  const rocksdb::Status checksums = database_->db->VerifyChecksum();
  if (!checksums.ok()) {
    ++problems;
    problem("stored blocks: " + checksums.ToString());
  }
  problems += check_snapshot(*snapshot(), options_.store_documents, problem, progress);
  if (problems == 0) return Ok{};
  return Error{ErrorCode::kCorrupt, std::to_string(problems) + " problems found"};
}

Status RocksIndexStore::backup(const std::filesystem::path& to) {
  rocksdb::Checkpoint* raw = nullptr;
  rocksdb::Status status = rocksdb::Checkpoint::Create(database_->db.get(), &raw);
  const std::unique_ptr<rocksdb::Checkpoint> checkpoint(raw);
  if (status.ok()) status = checkpoint->CreateCheckpoint(to.string());
  return checked(status, "backup to " + to.string());
}

StoreStats RocksIndexStore::stats() const {
  const auto now = snapshot();
  StoreStats stats;
  stats.sequence = now->sequence();
  stats.documents = now->live_count();
  stats.segments = now->segments().size();
  for (const SegmentView& view : now->segments()) {
    stats.deleted_documents += view.reader->doc_count() - view.live_count();
    stats.terms += view.reader->term_count();
  }
  std::error_code ignored;
  for (const auto& entry : std::filesystem::directory_iterator(options_.data_dir, ignored)) {
    if (entry.is_regular_file(ignored)) stats.bytes_on_disk += entry.file_size(ignored);
  }
  stats.merges_running = merges_running_;
  stats.merges_done = merges_done_;
  stats.merges_failed = merges_failed_;
  stats.writes = writes_;
  stats.format_version = kFormatVersion;
  return stats;
}

Result<std::optional<std::string>> RocksIndexStore::meta_get(std::string_view key) const {
  std::string value;
  const rocksdb::Status status =
      database_->db->Get({}, database_->meta, rocksdb::Slice(key.data(), key.size()), &value);
  if (status.IsNotFound()) return std::optional<std::string>();
  if (!status.ok()) return rocksdb_error(status, "meta");
  return std::optional<std::string>(std::move(value));
}

Status RocksIndexStore::meta_put(
    const std::vector<std::pair<std::string, std::optional<std::string>>>& entries) {
  rocksdb::WriteBatch batch;
  for (const auto& [key, value] : entries) {
    if (value) {
      batch.Put(database_->meta, key, *value);
    } else {
      batch.Delete(database_->meta, key);
    }
  }
  rocksdb::WriteOptions write;
  write.sync = options_.sync_writes;
  const rocksdb::Status status = database_->db->Write(write, &batch);
  return checked(status, "meta");
}

Status RocksIndexStore::meta_scan(
    std::string_view prefix,
    const std::function<bool(std::string_view, std::string_view)>& visit) const {
  std::unique_ptr<rocksdb::Iterator> it(database_->db->NewIterator({}, database_->meta));
  for (it->Seek(rocksdb::Slice(prefix.data(), prefix.size()));
       it->Valid() && view(it->key()).starts_with(prefix); it->Next()) {
    if (!visit(view(it->key()), view(it->value()))) break;
  }
  return checked(it->status(), "meta");
}

Result<std::unique_ptr<IndexStore>> open_store_on(StoreOptions options, rocksdb::Env& env) {
  auto database = open_database(options.data_dir, options.create_if_missing && !options.read_only,
                                options.block_cache_bytes, env);
  if (!database) return std::move(database).error();
  auto store = std::make_unique<RocksIndexStore>(std::move(options), std::move(database).value());
  MODELZOO_RETURN_IF_ERROR(store->recover());
  return std::unique_ptr<IndexStore>(std::move(store));
}

Result<std::unique_ptr<IndexStore>> IndexStore::open(StoreOptions options) {
  return open_store_on(std::move(options), *rocksdb::Env::Default());
}

}  // namespace modelzoo::index
