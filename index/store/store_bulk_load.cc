// Loading many records at once. Each thread takes batches from the source and fills a builder of
// its own; when the builders hold the memory that they may, or the source is at its end, they are
// finished together to one segment, which is written as files beside the log. So what fits into
// that memory is one segment at once, with nothing left to merge.
#include <algorithm>
#include <atomic>
#include <thread>

#include "index/documents/doc_hash.h"
#include "index/documents/document_compressor.h"
#include "index/documents/document_place.h"
#include "index/store/rocks_index_store.h"

namespace modelzoo::index {
namespace {

// A merge holds the terms of all segments that it merges in memory, tens of megabytes each where
// READMEs are long: a load that has left this many merges them before it goes on, so that what it
// takes does not grow with the corpus. Until then, and while there is a builder's memory too, terms
// that nobody searches are not read.
constexpr std::size_t kMostUnmerged = 8;

// What one thread has analysed.
class LoadWorker {
 public:
  explicit LoadWorker(SegmentBuildOptions options) : builder_(options) {}

  // Takes batches until the source is at its end, the builder is full, or another has failed or is
  // full.
  void run(RecordSource& source, std::size_t most_bytes, std::atomic<bool>& stop) {
    at_end_ = false;
    batches_.clear();
    while (!stop) {
      const std::uint32_t first = builder_.added_count();
      std::uint64_t number = 0;
      auto more =
          source.next(number, [this](const Record& record) { return builder_.add(record); });
      batches_.push_back({number, first, builder_.added_count()});
      if (!more) status_ = std::move(more).error();
      at_end_ = status_ && !*more;
      if (!status_ || at_end_ || builder_.memory_bytes() >= most_bytes) stop = true;
    }
  }

  [[nodiscard]] const Status& status() const { return status_; }
  [[nodiscard]] bool at_end() const { return at_end_; }
  [[nodiscard]] SegmentBuilder& builder() { return builder_; }

  // What came together from the source: documents from `first` to before `end`.
  struct Batch {
    std::uint64_t number;
    std::uint32_t first, end;
  };
  [[nodiscard]] const std::vector<Batch>& batches() const { return batches_; }

 private:
  SegmentBuilder builder_;
  std::vector<Batch> batches_;
  Status status_ = Ok{};
  bool at_end_ = false;
};

// The documents of all workers in the order of their source.
std::vector<DocumentPlace> in_source_order(const std::vector<LoadWorker>& workers) {
  std::vector<std::pair<LoadWorker::Batch, std::uint32_t>> batches;
  for (std::uint32_t w = 0; w < workers.size(); ++w) {
    for (const LoadWorker::Batch& batch : workers[w].batches()) batches.emplace_back(batch, w);
  }
  std::sort(batches.begin(), batches.end(),
            [](const auto& a, const auto& b) { return a.first.number < b.first.number; });
  std::vector<DocumentPlace> places;
  for (const auto& [batch, worker] : batches) {
    for (std::uint32_t doc = batch.first; doc < batch.end; ++doc) places.push_back({worker, doc});
  }
  return places;
}

// Drops records that a later one of the same name or id replaces.
class ReplacedRecords {
 public:
  explicit ReplacedRecords(std::vector<LoadWorker>& workers)
      : workers_(workers), places_(in_source_order(workers)) {}

  // How many were dropped.
  std::size_t drop() {
    DocHash by_name(static_cast<std::uint32_t>(places_.size()));
    DocHash by_id(static_cast<std::uint32_t>(places_.size()));
    for (std::uint32_t i = 0; i < places_.size(); ++i) {
      const std::uint64_t by_name_hash = hash_folded_name(name(i));
      drop_found(by_name.find(by_name_hash, [&](std::uint32_t other) {
        return !is_dropped(other) && is_same_name(name(i), name(other));
      }));
      by_name.add(by_name_hash, i);
      if (id(i) == 0) continue;
      drop_found(by_id.find(hash_number(id(i)), [&](std::uint32_t other) {
        return !is_dropped(other) && id(i) == id(other);
      }));
      by_id.add(hash_number(id(i)), i);
    }
    return dropped_;
  }

 private:
  SegmentBuilder& builder(std::uint32_t i) { return workers_[places_[i].part].builder(); }
  std::string_view name(std::uint32_t i) { return builder(i).full_name(places_[i].doc); }
  std::uint64_t id(std::uint32_t i) { return builder(i).github_id(places_[i].doc); }
  bool is_dropped(std::uint32_t i) { return builder(i).is_dropped(places_[i].doc); }

  void drop_found(const std::optional<std::uint32_t>& found) {
    if (!found) return;
    builder(*found).drop(places_[*found].doc);
    ++dropped_;
  }

  std::vector<LoadWorker>& workers_;
  const std::vector<DocumentPlace> places_;
  std::size_t dropped_ = 0;
};

void run_workers(std::vector<LoadWorker>& workers, RecordSource& source, std::size_t most_bytes) {
  std::atomic<bool> stop{false};
  std::vector<std::thread> threads;
  for (std::size_t w = 1; w < workers.size(); ++w) {
    threads.emplace_back([&, w] { workers[w].run(source, most_bytes, stop); });
  }
  workers[0].run(source, most_bytes, stop);
  for (std::thread& thread : threads) thread.join();
}

}  // namespace

Result<Receipt> RocksIndexStore::bulk_load(RecordSource& source, unsigned threads) {
  if (options_.read_only)
    return Error{ErrorCode::kInvalidArgument, "the index is open for reading only"};
  const SegmentBuildOptions build{.store_documents = options_.store_documents,
                                  .compressor = std::make_shared<DocumentCompressor>()};
  std::vector<LoadWorker> workers;
  for (unsigned w = 0; w < std::max(threads, 1U); ++w) workers.emplace_back(build);
  std::vector<SegmentBuilder*> parts;
  for (LoadWorker& worker : workers) parts.push_back(&worker.builder());
  Receipt receipt;
  for (bool at_end = false; !at_end;) {
    run_workers(workers, source, options_.build_memory_bytes / workers.size());
    receipt.replaced += ReplacedRecords(workers).drop();
    // What came before an error is kept.
    MODELZOO_RETURN_IF_ERROR(add_loaded(parts, receipt));
    if (snapshot()->segments().size() >= kMostUnmerged) merge_what_needs_it(MergeSize::kAny);
    for (const LoadWorker& worker : workers) {
      MODELZOO_RETURN_IF_ERROR(worker.status());
      at_end = at_end || worker.at_end();
    }
  }
  if (options_.background_merges) {
    for (const SegmentView& view : snapshot()->segments()) {
      MODELZOO_RETURN_IF_ERROR(view.reader->read_terms());
    }
  }
  MutexLock lock(merge_mutex_);
  wanted_ = true;
  merge_wanted_.notify_one();
  return receipt;
}

// Makes what the builders hold visible, in the place of what it replaces.
Status RocksIndexStore::add_loaded(std::span<SegmentBuilder* const> parts, Receipt& receipt) {
  std::uint32_t count = 0;
  for (const SegmentBuilder* part : parts) count += part->doc_count();
  if (count == 0) return Ok{};
  // Records that were replaced within the load had replaced others before.
  std::vector<std::pair<std::string, std::uint64_t>> passed_over;
  for (const SegmentBuilder* part : parts) {
    for (std::uint32_t doc = 0; doc < part->added_count(); ++doc) {
      if (!part->is_dropped(doc)) continue;
      passed_over.emplace_back(part->full_name(doc), part->github_id(doc));
    }
  }
  auto loaded = write_segment(
      true, [&](SegmentSink& sink) { return SegmentBuilder::finish_together(parts, sink); },
      Terms::kWhenAsked);
  if (!loaded) return std::move(loaded).error();
  const std::shared_ptr<const SegmentReader> reader = loaded->reader;
  Pending pending;
  MutexLock lock(writer_mutex_);
  const auto before = snapshot();
  pending.views = before->segments();
  pending.views.push_back(std::move(loaded).value());
  const auto replace = [&](std::string_view name, std::uint64_t github_id) {
    const auto by_id = before->find_id(github_id);
    const auto by_name = before->find(name);
    const bool same_id = by_id && kill(pending, *by_id);
    return (by_name && kill(pending, *by_name)) || same_id;
  };
  if (!before->segments().empty()) {
    for (DocId doc = 0; doc < count; ++doc) {
      if (replace(reader->full_name(doc), reader->github_id(doc))) ++pending.receipt.replaced;
    }
    for (const auto& [name, github_id] : passed_over) replace(name, github_id);
  }
  MODELZOO_RETURN_IF_ERROR(commit(pending, options_.sync_writes));
  ++writes_;
  receipt.sequence = pending.receipt.sequence;
  receipt.replaced += pending.receipt.replaced;
  receipt.added += count - pending.receipt.replaced;
  return Ok{};
}

}  // namespace modelzoo::index
