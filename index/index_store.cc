// How a write becomes visible. Under the writer's lock the batch's records are built into a
// segment, the documents that they replace are looked up in the current snapshot, and segment,
// deletions, newer numbers and manifest go to RocksDB in one synced batch. Then, and only then, the
// next snapshot is made and swapped in. A crash before the write leaves nothing of it, one after
// leaves all of it.
//
// A merge runs on a thread of its own without the lock: it reads the views of a snapshot, builds,
// and takes the lock only to carry over what changed meanwhile and to write. Segments that are no
// longer listed are deleted when their last reader is gone, or at the next open.
#include "index/index_store.h"

#include <rocksdb/utilities/checkpoint.h>

#include <algorithm>
#include <atomic>
#include <map>
#include <set>
#include <thread>

#include "index/manifest.h"
#include "index/merge_policy.h"
#include "index/rocksdb_store.h"
#include "index/segment_builder.h"
#include "index/segment_format.h"
#include "index/snapshot_check.h"
#include "index/view_editor.h"
#include "schemas/mutex.h"
#include "schemas/rfc3339.h"

namespace modelzoo::index {
namespace {

std::string doc_key(std::uint64_t segment, DocId doc) {
  return ordered_u64(segment) + ordered_u32(doc);
}

std::uint32_t read_ordered_u32(std::string_view bytes) {
  std::uint32_t value = 0;
  for (const char c : bytes.substr(0, 4)) value = (value << 8) | static_cast<unsigned char>(c);
  return value;
}

std::string_view view(const rocksdb::Slice& bytes) { return {bytes.data(), bytes.size()}; }

void change_numbers(const NumbersUpdate& update, DocNumbers& numbers) {
  const auto count = [](const std::optional<std::uint64_t>& v, std::uint32_t& out) {
    if (v) out = static_cast<std::uint32_t>(std::min<std::uint64_t>(*v, 0xffffffffU));
  };
  const auto date = [](const std::optional<std::string>& v, std::uint32_t& out) {
    if (!v) return;
    if (const auto time = parse_rfc3339(*v)) {
      out = static_cast<std::uint32_t>(
          std::clamp<std::int64_t>(time->time_since_epoch().count(), 0, 0xffffffffLL));
    }
  };
  count(update.stars, numbers.stars);
  count(update.forks, numbers.forks);
  count(update.open_issues, numbers.open_issues);
  date(update.pushed_at, numbers.pushed_at);
  date(update.updated_at, numbers.updated_at);
  if (update.archived) numbers.archived = *update.archived;
}

// The puts of a batch without those that a later one of the same batch replaces.
std::vector<const Record*> last_puts(const std::vector<Record>& puts) {
  std::set<std::string> names;
  std::set<std::uint64_t> ids;
  std::vector<const Record*> kept;
  for (auto record = puts.rbegin(); record != puts.rend(); ++record) {
    const bool new_name = names.insert(folded_name(record->full_name)).second;
    const bool new_id = !record->github_id || ids.insert(*record->github_id).second;
    if (new_name && new_id) kept.push_back(&*record);
  }
  std::reverse(kept.begin(), kept.end());
  return kept;
}

class RocksIndexStore final : public IndexStore {
 public:
  RocksIndexStore(StoreOptions options, std::shared_ptr<Database> database)
      : options_(std::move(options)), database_(std::move(database)) {}

  ~RocksIndexStore() override {
    {
      MutexLock lock(merge_mutex_);
      stopping_ = true;
      merge_wanted_.notify_all();
    }
    if (merger_.joinable()) merger_.join();
    MutexLock lock(snapshot_mutex_);
    snapshot_.reset();
    sources_.clear();
  }

  Status recover();

  std::shared_ptr<const Snapshot> snapshot() const override {
    MutexLock lock(snapshot_mutex_);
    return snapshot_;
  }
  Result<Receipt> apply(WriteBatch batch) override;
  Status merge_all() override;
  Status flush() override;
  Status check(const std::function<void(const std::string&)>& problem,
               const std::function<void(double)>& progress) override;
  Status reindex(const std::function<void(Record&)>& transform,
                 const std::function<void(double)>& progress) override;
  Status backup(const std::filesystem::path& to) override;
  StoreStats stats() const override;

  Result<std::optional<std::string>> meta_get(std::string_view key) const override;
  Status meta_put(
      const std::vector<std::pair<std::string, std::optional<std::string>>>& entries) override;
  Status meta_scan(
      std::string_view prefix,
      const std::function<bool(std::string_view, std::string_view)>& visit) const override;

 private:
  struct Pending {  // what one write will have changed
    rocksdb::WriteBatch batch;
    std::vector<SegmentView> views;
    std::map<std::uint32_t, ViewEditor> editors;
    std::vector<std::uint64_t> built;
    Receipt receipt;
  };

  Result<SegmentView> open_view(std::uint64_t segment);
  ViewEditor& editor(Pending& pending, std::uint32_t segment) {
    return pending.editors.try_emplace(segment, pending.views[segment]).first->second;
  }
  bool kill(Pending& pending, const DocAddress& at);
  void set_numbers(Pending& pending, const DocAddress& at, const DocNumbers& numbers);
  void remove(Pending& pending, const Snapshot& before, const Deletion& deletion);
  void update(Pending& pending, const Snapshot& before, const NumbersUpdate& change);
  Status build(Pending& pending, const std::vector<const Record*>& puts)
      MODELZOO_REQUIRES(writer_mutex_);
  Status commit(Pending& pending, bool sync) MODELZOO_REQUIRES(writer_mutex_);
  Status merge_views(const std::vector<std::uint64_t>& ids, bool analyse,
                     const std::function<void(Record&)>& transform,
                     const std::function<void(double)>& progress);
  void carry_over(Pending& pending, const Snapshot& base, const std::vector<std::uint64_t>& ids);
  void merge_loop();
  Status read_overlays(SegmentView& view);
  Status delete_orphans();

  const StoreOptions options_;
  const std::shared_ptr<Database> database_;

  // Serialises writes; taken before snapshot_mutex_.
  Mutex writer_mutex_;
  Manifest manifest_ MODELZOO_GUARDED_BY(writer_mutex_);

  mutable Mutex snapshot_mutex_;
  std::shared_ptr<const Snapshot> snapshot_ MODELZOO_GUARDED_BY(snapshot_mutex_);
  std::map<std::uint64_t, std::weak_ptr<RocksSegmentSource>> sources_
      MODELZOO_GUARDED_BY(snapshot_mutex_);

  // One merge at a time.
  Mutex merging_mutex_;
  Mutex merge_mutex_;
  CondVar merge_wanted_;
  bool stopping_ MODELZOO_GUARDED_BY(merge_mutex_) = false;
  bool wanted_ MODELZOO_GUARDED_BY(merge_mutex_) = false;
  std::thread merger_;
  std::atomic<std::uint64_t> writes_{0}, merges_done_{0}, merges_running_{0};

  friend Result<std::unique_ptr<IndexStore>> IndexStore::open(StoreOptions options);
};

Result<SegmentView> RocksIndexStore::open_view(std::uint64_t segment) {
  auto source = std::make_shared<RocksSegmentSource>(database_, segment);
  auto reader = SegmentReader::open(source);
  if (!reader) return std::move(reader).error().with_context("segment " + std::to_string(segment));
  {
    MutexLock lock(snapshot_mutex_);
    sources_[segment] = source;
  }
  SegmentView view;
  view.id = segment;
  view.reader = std::move(reader).value();
  view.numbers = built_chunks(*view.reader);
  return view;
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

bool RocksIndexStore::kill(Pending& pending, const DocAddress& at) {
  if (!editor(pending, at.segment).kill(at.doc)) return false;
  pending.batch.Put(database_->deleted, doc_key(pending.views[at.segment].id, at.doc), "");
  return true;
}

void RocksIndexStore::set_numbers(Pending& pending, const DocAddress& at,
                                  const DocNumbers& numbers) {
  editor(pending, at.segment).set_numbers(at.doc, numbers);
  std::string bytes;
  put_numbers(numbers, bytes);
  pending.batch.Put(database_->numbers, doc_key(pending.views[at.segment].id, at.doc), bytes);
}

void RocksIndexStore::remove(Pending& pending, const Snapshot& before, const Deletion& deletion) {
  const auto at = deletion.full_name.empty() && deletion.github_id
                      ? before.find_id(*deletion.github_id)
                      : before.find(deletion.full_name);
  if (at && kill(pending, *at)) {
    ++pending.receipt.deleted;
  } else {
    ++pending.receipt.not_found;
  }
}

void RocksIndexStore::update(Pending& pending, const Snapshot& before,
                             const NumbersUpdate& change) {
  const auto at = before.find(change.full_name);
  if (!at || !pending.views[at->segment].is_live(at->doc)) {
    ++pending.receipt.not_found;
    return;
  }
  DocNumbers numbers = pending.views[at->segment].doc_numbers(at->doc);
  change_numbers(change, numbers);
  set_numbers(pending, *at, numbers);
  ++pending.receipt.updated;
}

// Builds the puts into segments, each cut when it has grown to the allowed memory.
Status RocksIndexStore::build(Pending& pending, const std::vector<const Record*>& puts) {
  SegmentBuilder builder({.store_documents = options_.store_documents});
  const auto finish = [&]() MODELZOO_REQUIRES(writer_mutex_) -> Status {
    const std::uint64_t id = manifest_.next_segment++;
    BatchSegmentSink sink(*database_, pending.batch, id);
    pending.built.push_back(id);
    return builder.finish(sink);
  };
  for (const Record* record : puts) {
    MODELZOO_RETURN_IF_ERROR(builder.add(*record));
    if (builder.memory_bytes() >= options_.build_memory_bytes) MODELZOO_RETURN_IF_ERROR(finish());
  }
  return builder.doc_count() > 0 ? finish() : Status(Ok{});
}

// The one door: what the batch holds is durable and visible when this returns ok.
Status RocksIndexStore::commit(Pending& pending, bool sync) {
  Manifest next = manifest_;
  ++next.sequence;
  next.segments.clear();
  for (const SegmentView& segment : pending.views) {
    if (segment.reader) next.segments.push_back(segment.id);
  }
  next.segments.insert(next.segments.end(), pending.built.begin(), pending.built.end());
  pending.batch.Put(database_->manifest, kManifestKey, encode_manifest(next));
  rocksdb::WriteOptions write;
  write.sync = sync;
  const rocksdb::Status status = database_->db->Write(write, &pending.batch);
  if (!status.ok()) return rocksdb_error(status, "cannot write to " + options_.data_dir.string());
  manifest_ = next;
  std::vector<SegmentView> views;
  for (SegmentView& segment : pending.views) {
    if (segment.reader) views.push_back(std::move(segment));
  }
  for (const std::uint64_t id : pending.built) {
    auto opened = open_view(id);
    if (!opened) return std::move(opened).error();
    views.push_back(std::move(opened).value());
  }
  pending.receipt.sequence = next.sequence;
  auto snapshot = std::make_shared<const Snapshot>(next.sequence, std::move(views));
  MutexLock lock(snapshot_mutex_);
  snapshot_.swap(snapshot);
  return Ok{};
}

Result<Receipt> RocksIndexStore::apply(WriteBatch batch) {
  if (options_.read_only)
    return Error{ErrorCode::kInvalidArgument, "the index is open for reading only"};
  const std::vector<const Record*> puts = last_puts(batch.puts);
  Pending pending;
  {
    MutexLock lock(writer_mutex_);
    const auto before = snapshot();
    pending.views = before->segments();
    for (const Deletion& deletion : batch.deletions) remove(pending, *before, deletion);
    for (const Record* record : puts) {
      bool replaced = false;
      if (record->github_id) {
        if (const auto at = before->find_id(*record->github_id)) replaced = kill(pending, *at);
      }
      if (const auto at = before->find(record->full_name))
        replaced = kill(pending, *at) || replaced;
      ++(replaced ? pending.receipt.replaced : pending.receipt.added);
    }
    MODELZOO_RETURN_IF_ERROR(build(pending, puts));
    for (const NumbersUpdate& change : batch.updates) update(pending, *before, change);
    MODELZOO_RETURN_IF_ERROR(commit(pending, options_.sync_writes));
  }
  ++writes_;
  MutexLock lock(merge_mutex_);
  wanted_ = true;
  merge_wanted_.notify_one();
  return pending.receipt;
}

// What changed in the merged segments since `base` goes to the last of the views, which takes their
// place; theirs are emptied, so that commit() leaves them out.
void RocksIndexStore::carry_over(Pending& pending, const Snapshot& base,
                                 const std::vector<std::uint64_t>& ids) {
  const auto at = static_cast<std::uint32_t>(pending.views.size() - 1);
  const SegmentView merged = pending.views.back();
  const Snapshot lookup(0, {merged});
  for (SegmentView& view : pending.views) {
    if (view.id == merged.id || std::find(ids.begin(), ids.end(), view.id) == ids.end()) continue;
    const auto old = std::find_if(base.segments().begin(), base.segments().end(),
                                  [&](const SegmentView& v) { return v.id == view.id; });
    for (DocId doc = 0; doc < view.reader->doc_count(); ++doc) {
      if (!old->is_live(doc)) continue;
      const bool killed = !view.is_live(doc);
      if (!killed && view.doc_numbers(doc) == old->doc_numbers(doc)) continue;
      const auto moved = lookup.find(view.reader->full_name(doc));
      if (!moved) continue;
      if (killed) {
        kill(pending, {at, moved->doc});
      } else {
        set_numbers(pending, {at, moved->doc}, view.doc_numbers(doc));
      }
    }
    view.reader.reset();
  }
}

// Merges these segments of the current snapshot into one. With `analyse`, their records are read
// and analysed again; without, postings and documents are moved as they are.
Status RocksIndexStore::merge_views(const std::vector<std::uint64_t>& ids, bool analyse,
                                    const std::function<void(Record&)>& transform,
                                    const std::function<void(double)>& progress) {
  MutexLock merging(merging_mutex_);
  const auto base = snapshot();
  SegmentBuilder builder({.store_documents = options_.store_documents});
  std::uint64_t total = 0;
  std::uint64_t done = 0;
  std::vector<SegmentView> inputs;
  for (const SegmentView& view : base->segments()) {
    if (std::find(ids.begin(), ids.end(), view.id) == ids.end()) continue;
    inputs.push_back(view);
    total += view.live_count();
  }
  if (analyse) {
    for (const SegmentView& input : inputs) {
      for (DocId doc = 0; doc < input.reader->doc_count(); ++doc) {
        if (!input.is_live(doc)) continue;
        auto record = input.reader->document(doc);
        if (!record) return std::move(record).error();
        apply_numbers(input.doc_numbers(doc), *record);
        if (transform) transform(*record);
        MODELZOO_RETURN_IF_ERROR(builder.add(*record));
        if (progress) progress(static_cast<double>(++done) / static_cast<double>(total));
      }
    }
  }
  Pending pending;
  const bool any = total > 0;
  std::uint64_t id = 0;
  {
    MutexLock lock(writer_mutex_);
    id = manifest_.next_segment++;
  }
  BatchSegmentSink sink(*database_, pending.batch, id);
  MODELZOO_RETURN_IF_ERROR(
      analyse ? builder.finish(sink)
              : merge_segments(inputs, sink, {.store_documents = options_.store_documents}));
  // Written ahead of the manifest and without a sync: until the manifest lists it, it is an orphan.
  rocksdb::Status status = database_->db->Write({}, &pending.batch);
  if (!status.ok()) return rocksdb_error(status, "merge");
  pending.batch.Clear();
  auto merged = open_view(id);
  if (!merged) return std::move(merged).error();

  MutexLock lock(writer_mutex_);
  const auto now = snapshot();
  pending.views = now->segments();
  pending.views.push_back(std::move(merged).value());
  carry_over(pending, *base, ids);
  if (!any) pending.views.back().reader.reset();
  MODELZOO_RETURN_IF_ERROR(commit(pending, options_.sync_writes));
  MutexLock sources_lock(snapshot_mutex_);
  for (const std::uint64_t old : ids) {
    if (const auto source = sources_[old].lock()) source->forget_on_close();
    sources_.erase(old);
  }
  ++merges_done_;
  return Ok{};
}

void RocksIndexStore::merge_loop() {
  for (;;) {
    {
      MutexLock lock(merge_mutex_);
      merge_wanted_.wait(merge_mutex_,
                         [this]() MODELZOO_REQUIRES(merge_mutex_) { return stopping_ || wanted_; });
      if (stopping_) return;
      wanted_ = false;
    }
    for (;;) {
      const auto now = snapshot();
      std::vector<SegmentSize> sizes;
      for (const SegmentView& view : now->segments()) {
        sizes.push_back({view.reader->doc_count(), view.live_count()});
      }
      std::vector<std::uint64_t> ids;
      for (const std::size_t i : choose_merge(sizes)) ids.push_back(now->segments()[i].id);
      if (ids.empty()) break;
      ++merges_running_;
      const Status merged = merge_views(ids, false, nullptr, nullptr);
      --merges_running_;
      if (!merged) break;  // tried again after the next write; the inputs are untouched
      MutexLock lock(merge_mutex_);
      if (stopping_) return;
    }
  }
}

Status RocksIndexStore::merge_all() {
  auto now = snapshot();
  std::vector<std::uint64_t> ids;
  bool deletions = false;
  for (const SegmentView& view : now->segments()) {
    ids.push_back(view.id);
    deletions = deletions || view.live_count() != view.reader->doc_count();
  }
  if (ids.size() < 2 && !deletions) return Ok{};
  MODELZOO_RETURN_IF_ERROR(merge_views(ids, false, nullptr, nullptr));
  now.reset();  // with the last reader of the old segments go their keys; then give the space back
  const rocksdb::Status status =
      database_->db->CompactRange({}, database_->segments, nullptr, nullptr);
  return checked(status, "giving back space");
}

Status RocksIndexStore::reindex(const std::function<void(Record&)>& transform,
                                const std::function<void(double)>& progress) {
  std::vector<std::uint64_t> ids;
  for (const SegmentView& view : snapshot()->segments()) ids.push_back(view.id);
  if (ids.empty()) return Ok{};
  return merge_views(ids, true, transform, progress);
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

}  // namespace

Result<std::unique_ptr<IndexStore>> IndexStore::open(StoreOptions options) {
  auto database = open_database(options.data_dir, options.create_if_missing && !options.read_only,
                                options.block_cache_bytes);
  if (!database) return std::move(database).error();
  auto store = std::make_unique<RocksIndexStore>(std::move(options), std::move(database).value());
  MODELZOO_RETURN_IF_ERROR(store->recover());
  return std::unique_ptr<IndexStore>(std::move(store));
}

}  // namespace modelzoo::index
