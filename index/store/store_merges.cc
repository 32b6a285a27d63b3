// Merges, and what rebuilds segments in their place (rocks_index_store.h tells how they stand to
// writes). Large ones run in the background at low priority, so that on a busy machine queries and
// writes go first. Small ones are the writer's own: it merges before it returns, beside a large
// merge that may run, so that however fast records come one by one, segments never pile up behind
// a thread that does not get its turn.
#include <sys/resource.h>

#include <algorithm>
#include <chrono>

#include "index/documents/document_compressor.h"
#include "index/store/merge_policy.h"
#include "index/store/rocks_index_store.h"

namespace modelzoo::index {
namespace {

// A segment of more documents is written as files of its own: no log, no compaction after it. For
// fewer, the files would cost more syncs than they save.
constexpr std::uint64_t kLargeSegment = 2000;

// A writer does not wait longer for the merges of others before it adds a segment.
constexpr std::chrono::milliseconds kMostWaitForRoom{500};

std::vector<std::uint64_t> ids_of(const Snapshot& snapshot) {
  std::vector<std::uint64_t> ids;
  for (const SegmentView& view : snapshot.segments()) ids.push_back(view.id);
  return ids;
}

}  // namespace

// What changed in the replaced segments since `base` goes to the views from `first_made` on, which
// take their place; theirs are emptied, so that commit() leaves them out.
void RocksIndexStore::carry_over(Pending& pending, const Snapshot& base,
                                 const std::vector<std::uint64_t>& ids, std::uint32_t first_made) {
  const Snapshot made(0, {pending.views.begin() + first_made, pending.views.end()});
  for (std::uint32_t i = 0; i < first_made; ++i) {
    SegmentView& view = pending.views[i];
    if (std::find(ids.begin(), ids.end(), view.id) == ids.end()) continue;
    const auto old = std::find_if(base.segments().begin(), base.segments().end(),
                                  [&](const SegmentView& v) { return v.id == view.id; });
    for (DocId doc = 0; doc < view.reader->doc_count(); ++doc) {
      if (!old->is_live(doc)) continue;
      const bool killed = !view.is_live(doc);
      if (!killed && !(view.changed && view.changed->has(doc))) continue;
      if (!killed && view.doc_numbers(doc) == old->doc_numbers(doc)) continue;
      const auto moved = made.find(view.reader->full_name(doc));
      if (!moved) continue;
      const DocAddress at{first_made + moved->segment, moved->doc};
      if (killed) {
        kill(pending, at);
      } else {
        set_numbers(pending, at, view.doc_numbers(doc));
      }
    }
    view.reader.reset();
  }
}

Status RocksIndexStore::replace_segments(const Snapshot& base,
                                         const std::vector<std::uint64_t>& ids,
                                         std::vector<SegmentView> made) {
  Pending pending;
  MutexLock lock(writer_mutex_);
  pending.views = snapshot()->segments();
  const auto first_made = static_cast<std::uint32_t>(pending.views.size());
  for (SegmentView& view : made) pending.views.push_back(std::move(view));
  carry_over(pending, base, ids, first_made);
  MODELZOO_RETURN_IF_ERROR(commit(pending, options_.sync_writes));
  MutexLock sources_lock(snapshot_mutex_);
  for (const std::uint64_t old : ids) {
    if (const auto source = sources_[old].lock()) source->forget_on_close();
    sources_.erase(old);
  }
  return Ok{};
}

// Merges these segments of the current snapshot into one; postings and documents are moved as they
// are.
Status RocksIndexStore::merge_views(const Claim& claim) {
  const std::vector<std::uint64_t>& ids = claim.ids();
  const auto base = snapshot();
  std::uint64_t live = 0;
  std::vector<SegmentView> inputs;
  for (const SegmentView& view : base->segments()) {
    if (std::find(ids.begin(), ids.end(), view.id) == ids.end()) continue;
    inputs.push_back(view);
    live += view.live_count();
  }
  std::vector<SegmentView> made;
  if (live > 0) {
    auto merged = write_segment(live > kLargeSegment, [&](SegmentSink& sink) {
      return merge_segments(inputs, sink, {.store_documents = options_.store_documents});
    });
    if (!merged) return std::move(merged).error();
    made.push_back(std::move(merged).value());
    // Where mistyped words are looked for, the first such query should not have to read a large
    // dictionary.
    const bool spelled = std::any_of(inputs.begin(), inputs.end(), [](const SegmentView& view) {
      return view.reader->spelling_is_made();
    });
    if (spelled && live > kLargeSegment) (void)made.back().reader->spelling();
  }
  inputs.clear();  // so that the store's are the last readers
  MODELZOO_RETURN_IF_ERROR(replace_segments(*base, ids, std::move(made)));
  ++merges_done_;
  return Ok{};
}

RocksIndexStore::Claim RocksIndexStore::claim_all() {
  MutexLock lock(merge_mutex_);
  claim_returned_.wait(merge_mutex_,
                       [this]() MODELZOO_REQUIRES(merge_mutex_) { return claimed_.empty(); });
  std::vector<std::uint64_t> ids = ids_of(*snapshot());
  claimed_.insert(ids.begin(), ids.end());
  all_claimed_ = true;
  return Claim(*this, std::move(ids));
}

RocksIndexStore::Claim RocksIndexStore::claim_merge(MergeSize size) {
  MutexLock lock(merge_mutex_);
  const auto now = snapshot();
  std::vector<SegmentSize> sizes;
  std::vector<std::uint64_t> free;
  for (const SegmentView& view : now->segments()) {
    if (claimed_.contains(view.id)) continue;
    sizes.push_back({view.reader->doc_count(), view.live_count()});
    free.push_back(view.id);
  }
  std::vector<std::uint64_t> ids;
  std::uint64_t live = 0;
  for (const std::size_t i : choose_merge(sizes, now->segments().size() - sizes.size())) {
    ids.push_back(free[i]);
    live += sizes[i].live;
  }
  const bool too_many = now->segments().size() > kMaxSegments;
  if (stopping_ || (size == MergeSize::kSmall && live > kLargeSegment && !too_many)) ids.clear();
  claimed_.insert(ids.begin(), ids.end());
  return Claim(*this, std::move(ids));
}

bool RocksIndexStore::merge_once(MergeSize size) {
  const Claim claim = claim_merge(size);
  if (claim.ids().empty()) return false;
  ++merges_running_;
  const Status merged = merge_views(claim);
  --merges_running_;
  if (merged) return true;
  ++merges_failed_;
  if (options_.merge_failed) options_.merge_failed(merged.error());
  return false;
}

void RocksIndexStore::merge_what_needs_it(MergeSize size) {
  while (merge_once(size)) {
  }
}

bool RocksIndexStore::make_room() {
  const auto until = std::chrono::steady_clock::now() + kMostWaitForRoom;
  while (snapshot()->segments().size() > kMaxSegments) {
    std::uint64_t returned = 0;
    {
      MutexLock lock(merge_mutex_);
      returned = claims_returned_;
    }
    if (merge_once(MergeSize::kSmall)) continue;
    // Others merge what there is; theirs make room too.
    MutexLock lock(merge_mutex_);
    if (claimed_.empty() || all_claimed_) return false;
    const bool came = claim_returned_.wait_until(
        merge_mutex_, until, [this, returned]() MODELZOO_REQUIRES(merge_mutex_) {
          return claims_returned_ != returned;
        });
    if (!came) return false;
  }
  return true;
}

void RocksIndexStore::merge_loop() {
  // Linux counts niceness by thread. Failing is no harm.
  constexpr int kNicer = 10;
  (void)setpriority(PRIO_PROCESS, 0, kNicer);
  for (;;) {
    {
      MutexLock lock(merge_mutex_);
      merge_wanted_.wait(merge_mutex_,
                         [this]() MODELZOO_REQUIRES(merge_mutex_) { return stopping_ || wanted_; });
      if (stopping_) return;
      wanted_ = false;
    }
    merge_what_needs_it(MergeSize::kAny);
  }
}

Status RocksIndexStore::merge_all() {
  const Claim claim = claim_all();
  auto now = snapshot();
  const bool deletions = std::any_of(
      now->segments().begin(), now->segments().end(),
      [](const SegmentView& view) { return view.live_count() != view.reader->doc_count(); });
  if (claim.ids().size() < 2 && !deletions) return Ok{};
  MODELZOO_RETURN_IF_ERROR(merge_views(claim));
  now.reset();  // with the last reader of the old segments go their keys; then give the space back
  return checked(database_->db->CompactRange({}, database_->segments, nullptr, nullptr),
                 "giving back space");
}

// The records are read and analysed again, in their places; segments are cut at the memory that a
// build may take.
Status RocksIndexStore::reindex(const std::function<void(Record&)>& transform,
                                const std::function<void(double)>& progress) {
  const Claim claim = claim_all();
  const auto base = snapshot();
  if (claim.ids().empty()) return Ok{};
  std::vector<SegmentView> made;
  SegmentBuilder builder({.store_documents = options_.store_documents,
                          .compressor = std::make_shared<DocumentCompressor>()});
  const auto finish = [&]() -> Status {
    auto built = write_segment(builder.doc_count() > kLargeSegment,
                               [&](SegmentSink& sink) { return builder.finish(sink); });
    if (!built) return std::move(built).error();
    made.push_back(std::move(built).value());
    return Ok{};
  };
  double done = 0;
  for (const SegmentView& input : base->segments()) {
    // A write that came between is read with the new analysis already.
    if (std::find(claim.ids().begin(), claim.ids().end(), input.id) == claim.ids().end()) continue;
    for (DocId doc = 0; doc < input.reader->doc_count(); ++doc) {
      if (!input.is_live(doc)) continue;
      auto record = input.reader->document(doc);
      if (!record) return std::move(record).error();
      apply_numbers(input.doc_numbers(doc), *record);
      if (transform) transform(*record);
      MODELZOO_RETURN_IF_ERROR(builder.add(*record));
      if (builder.memory_bytes() >= options_.build_memory_bytes) MODELZOO_RETURN_IF_ERROR(finish());
      if (progress) progress(++done / static_cast<double>(base->live_count()));
    }
  }
  if (builder.doc_count() > 0) MODELZOO_RETURN_IF_ERROR(finish());
  return replace_segments(*base, claim.ids(), std::move(made));
}

}  // namespace modelzoo::index
