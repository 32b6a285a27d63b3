// Batches of changes: each is one atomic write and one new snapshot (rocks_index_store.h).
#include <algorithm>
#include <set>

#include "index/storage/byte_io.h"
#include "index/store/merge_policy.h"
#include "index/store/rocks_index_store.h"
#include "schemas/rfc3339.h"

namespace modelzoo::index {
namespace {

std::string doc_key(std::uint64_t segment, DocId doc) {
  return ordered_u64(segment) + ordered_u32(doc);
}

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

}  // namespace

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
  const bool needs_room = options_.background_merges && !puts.empty();
  Pending pending;
  for (bool written = false; !written;) {
    const bool waits_no_more = !needs_room || !make_room();
    MutexLock lock(writer_mutex_);
    const auto before = snapshot();
    // Another writer may have taken the room.
    if (!waits_no_more && before->segments().size() > kMaxSegments) continue;
    written = true;
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
  if (options_.background_merges) merge_what_needs_it(MergeSize::kSmall);
  MutexLock lock(merge_mutex_);
  wanted_ = true;
  merge_wanted_.notify_one();
  return pending.receipt;
}

Result<std::uint64_t> RocksIndexStore::new_segment_id() {
  MutexLock lock(writer_mutex_);
  return manifest_.next_segment++;
}

Result<SegmentView> RocksIndexStore::write_segment(bool large,
                                                   const std::function<Status(SegmentSink&)>& write,
                                                   Terms terms) {
  auto id = new_segment_id();
  if (!id) return std::move(id).error();
  if (large) {
    FileSegmentSink sink(*database_, *id);
    MODELZOO_RETURN_IF_ERROR(write(sink));
    MODELZOO_RETURN_IF_ERROR(sink.ingest());
  } else {
    rocksdb::WriteBatch batch;
    BatchSegmentSink sink(*database_, batch, *id);
    MODELZOO_RETURN_IF_ERROR(write(sink));
    // Without a sync: the manifest's write, which is, comes later in the same log.
    MODELZOO_RETURN_IF_ERROR(checked(database_->db->Write({}, &batch), "segment"));
  }
  return open_view(*id, terms);
}

}  // namespace modelzoo::index
