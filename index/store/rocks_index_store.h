// rocks_index_store.h - the store behind IndexStore::open. Its parts, a file each: index_store.cc
// opens, recovers and tells; store_writes.cc makes writes visible; store_bulk_load.cc loads many
// records at once; store_merges.cc merges. Private to index/.
//
// How a write becomes visible. Under the writer's lock the batch's records are built into a
// segment, the documents that they replace are looked up in the current snapshot, and segment,
// deletions, newer numbers and manifest go to RocksDB in one synced batch. Then, and only then, the
// next snapshot is made and swapped in. A crash before the write leaves nothing of it, one after
// leaves all of it. A large segment is written ahead, as files of its own; it is an orphan until
// the manifest names it.
//
// A merge runs on a thread of its own without the lock: it reads the views of a snapshot, builds,
// and takes the lock only to carry over what changed meanwhile and to write. Segments that are no
// longer listed are deleted when their last reader is gone, or at the next open.
#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <span>
#include <string>
#include <thread>
#include <vector>

#include "index/segments/segment_builder.h"
#include "index/segments/view_editor.h"
#include "index/store/index_store.h"
#include "index/store/manifest.h"
#include "index/store/rocksdb_store.h"
#include "schemas/mutex.h"

namespace modelzoo::index {

// IndexStore::open on files of another kind: tests take the power from them. `env` outlives the
// store.
[[nodiscard]] Result<std::unique_ptr<IndexStore>> open_store_on(StoreOptions options,
                                                                rocksdb::Env& env);

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
  Result<Receipt> bulk_load(RecordSource& source, unsigned threads) override;
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

  using Terms = SegmentReader::Terms;
  Result<SegmentView> open_view(std::uint64_t segment, Terms terms = Terms::kNow);
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
  Result<std::uint64_t> new_segment_id();
  // Writes a segment by `write` in a way that suits its size, without naming it in the manifest.
  Result<SegmentView> write_segment(bool large, const std::function<Status(SegmentSink&)>& write,
                                    Terms terms = Terms::kNow);

  Status add_loaded(std::span<SegmentBuilder* const> parts, Receipt& receipt);

  // Puts the `made` segments in the place of those with these ids, which `base` showed.
  Status replace_segments(const Snapshot& base, const std::vector<std::uint64_t>& ids,
                          std::vector<SegmentView> made);
  void carry_over(Pending& pending, const Snapshot& base, const std::vector<std::uint64_t>& ids,
                  std::uint32_t first_made);
  // Segments that one merge, or what else replaces segments, has for its own; given back with it.
  class Claim;
  enum class MergeSize : std::uint8_t { kAny, kSmall };
  // What the policy would merge of the segments that nobody has claimed; empty when nothing is due,
  // or when it would be more than a writer should wait for (kSmall).
  Claim claim_merge(MergeSize size);
  // All segments of the current snapshot; waits for the merges that run.
  Claim claim_all();
  Status merge_views(const Claim& claim);
  void merge_loop();
  // False when nothing was due, or the merge failed.
  bool merge_once(MergeSize size);
  void merge_what_needs_it(MergeSize size);
  // Merges, or waits for those who do, until one more segment may be shown. False when that fails,
  // or takes long: then a write counts for more than how many segments there are.
  bool make_room();
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

  // Taken before snapshot_mutex_, never with writer_mutex_.
  Mutex merge_mutex_;
  CondVar merge_wanted_, claim_returned_;
  std::set<std::uint64_t> claimed_ MODELZOO_GUARDED_BY(merge_mutex_);
  bool all_claimed_ MODELZOO_GUARDED_BY(merge_mutex_) = false;  // for minutes, it may be
  std::uint64_t claims_returned_ MODELZOO_GUARDED_BY(merge_mutex_) = 0;
  bool stopping_ MODELZOO_GUARDED_BY(merge_mutex_) = false;
  bool wanted_ MODELZOO_GUARDED_BY(merge_mutex_) = false;
  std::thread merger_;
  std::atomic<std::uint64_t> writes_{0}, merges_done_{0}, merges_failed_{0}, merges_running_{0};
};

class RocksIndexStore::Claim {
 public:
  Claim(RocksIndexStore& store, std::vector<std::uint64_t> ids)
      : store_(&store), ids_(std::move(ids)) {}
  ~Claim() {
    MutexLock lock(store_->merge_mutex_);
    for (const std::uint64_t id : ids_) store_->claimed_.erase(id);
    ++store_->claims_returned_;
    if (store_->claimed_.empty()) store_->all_claimed_ = false;
    store_->claim_returned_.notify_all();
  }
  Claim(const Claim&) = delete;
  Claim& operator=(const Claim&) = delete;
  [[nodiscard]] const std::vector<std::uint64_t>& ids() const { return ids_; }

 private:
  RocksIndexStore* store_;
  std::vector<std::uint64_t> ids_;
};

}  // namespace modelzoo::index
