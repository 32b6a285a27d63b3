// Queries of one thread, first alone, then beside two writers, then alone again with what these
// left: one replaces records one by one, the
// other changes stars in small batches, each at a steady rate, every write synced, merges running.
// A writer that falls behind says so.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <functional>
#include <map>
#include <random>
#include <thread>

#include "index/store/index_store.h"
#include "query/block_max/block_max_search.h"
#include "query/embedded_backend.h"
#include "query/search_backend.h"
#include "schemas/json_writer.h"
#include "schemas/taxonomy.h"
#include "tools/commands.h"
#include "tools/modelzoo_bench/benchmarks.h"
#include "tools/modelzoo_bench/latencies.h"
#include "tools/modelzoo_bench/process_memory.h"
#include "tools/modelzoo_bench/query_file.h"

namespace modelzoo::tools {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t kStarsPerWrite = 20;
constexpr std::size_t kSample = 5000;
constexpr std::uint64_t kMostDrawnStars = 100'000;

// What is replaced and what gets stars: documents of the index, drawn evenly.
Result<std::vector<Record>> sample(const index::Snapshot& snapshot,
                                   const query::SearchBackend& backend) {
  std::mt19937_64 random(1);
  std::vector<Record> records;
  if (snapshot.segments().empty() || snapshot.live_count() == 0) {
    return Error{ErrorCode::kNotFound, "the index is empty"};
  }
  for (std::size_t tries = 0; tries < 10 * kSample && records.size() < kSample; ++tries) {
    const index::SegmentView& view = snapshot.segments()[random() % snapshot.segments().size()];
    const auto doc = static_cast<index::DocId>(random() % view.reader->doc_count());
    if (!view.is_live(doc)) continue;
    auto record = backend.get(view.reader->full_name(doc));
    if (!record) return std::move(record).error();
    records.push_back(std::move(record).value());
  }
  return records;
}

struct Written {
  Latencies latencies;          // from the call to the snapshot that shows the write
  std::uint64_t invisible = 0;  // acknowledged and not shown at once
  std::uint64_t late = 0;       // writes that were over only when the next was due
  std::string error;
};

// Sends one write a period, never ahead of it.
Written write_steadily(query::SearchBackend& backend, Clock::duration period,
                       Clock::time_point until, const std::function<query::Changes()>& next) {
  Written written;
  for (auto due = Clock::now() + period; std::max(due, Clock::now()) < until; due += period) {
    std::this_thread::sleep_until(due);
    query::Changes changes = next();
    const Clock::time_point began = Clock::now();
    auto receipt = backend.apply(std::move(changes));
    if (!receipt) {
      written.error = receipt.error().message;
      break;
    }
    if (backend.sequence() < receipt->sequence) ++written.invisible;
    written.latencies.add(Clock::now() - began);
    if (due + period < Clock::now()) ++written.late;
  }
  return written;
}

// A record whose description tells another revision: the same words and a new one.
std::function<query::Changes()> record_edits(const std::vector<Record>& records) {
  return [&records, random = std::mt19937_64(2), edits = 0]() mutable {
    query::Changes changes;
    Record record = records[random() % records.size()];
    record.description = record.description.value_or("") + " revision " + std::to_string(++edits);
    changes.puts.push_back(std::move(record));
    return changes;
  };
}

std::vector<std::string> live_names(const index::Snapshot& snapshot) {
  std::vector<std::string> names;
  for (const index::SegmentView& view : snapshot.segments()) {
    for (index::DocId doc = 0; doc < view.reader->doc_count(); ++doc) {
      if (view.is_live(doc)) names.emplace_back(view.reader->full_name(doc));
    }
  }
  return names;
}

std::function<query::Changes()> drawn_stars(std::vector<std::string> names) {
  return [names = std::move(names), random = std::mt19937_64(3)]() mutable {
    query::Changes changes;
    for (std::size_t i = 0; i < kStarsPerWrite; ++i) {
      query::NumbersChange change;
      change.full_name = names[random() % names.size()];
      change.stars = random() % (kMostDrawnStars + 1);
      changes.updates.push_back(std::move(change));
    }
    return changes;
  };
}

// Repositories gain a star, or up to a hundredth of those they have, at a time.
std::function<query::Changes()> growing_stars(const std::vector<Record>& records) {
  std::vector<std::uint64_t> stars;
  for (const Record& record : records) stars.push_back(record.stars.value_or(0));
  return [&records, stars = std::move(stars), random = std::mt19937_64(3)]() mutable {
    query::Changes changes;
    for (std::size_t i = 0; i < kStarsPerWrite; ++i) {
      query::NumbersChange change;
      const std::size_t at = random() % records.size();
      change.full_name = records[at].full_name;
      stars[at] += 1 + random() % (1 + stars[at] / 100);
      change.stars = stars[at];
      changes.updates.push_back(std::move(change));
    }
    return changes;
  };
}

Clock::duration period(double per_second) {
  return std::chrono::duration_cast<Clock::duration>(
      std::chrono::duration<double>(per_second > 0 ? 1 / per_second : 1e6));
}

struct Queried {
  std::map<std::string, Latencies> kinds;
  Latencies all;
  std::size_t most_segments = 0;
  double segments_sum = 0;
  std::size_t samples = 0;
};

// Runs the kinds in turn until the time is over, a snapshot a query as the daemon takes it.
Status ask(const index::IndexStore& store, const QueriesByKind& kinds, query::Ranking ranking,
           Clock::time_point until, Queried& queried) {
  for (std::size_t i = 0; Clock::now() < until; ++i) {
    for (const auto& [kind, queries] : kinds) {
      const TimedQuery& timed = queries[i % queries.size()];
      const Clock::time_point began = Clock::now();
      const auto snapshot = store.snapshot();
      const auto ranked = query::make_ranked_query(timed.text, timed.mode, *snapshot);
      const auto hits = query::search_top_k(*snapshot, ranked, 10, ranking);
      const Clock::duration took = Clock::now() - began;
      if (!hits) return Error(hits.error()).with_context("query \"" + timed.text + "\"");
      queried.kinds[kind].add(took);
      queried.all.add(took);
      queried.most_segments = std::max(queried.most_segments, snapshot->segments().size());
      queried.segments_sum += static_cast<double>(snapshot->segments().size());
      ++queried.samples;
    }
  }
  return Ok{};
}

void write_queried(JsonWriter& json, const char* name, const Queried& queried) {
  json.key(name).begin_object().member("queries", std::uint64_t{queried.all.count()});
  queried.all.write(json);
  for (const auto& [kind, latencies] : queried.kinds) {
    json.key(kind).begin_object();
    latencies.write(json);
    json.end_object();
  }
  json.member("most_segments", std::uint64_t{queried.most_segments});
  json.member("mean_segments", queried.segments_sum /
                                   static_cast<double>(std::max<std::size_t>(1, queried.samples)));
  json.end_object();
}

void write_written(JsonWriter& json, const char* name, const Written& written, double each,
                   double seconds) {
  json.key(name)
      .begin_object()
      .member("per_second", each * static_cast<double>(written.latencies.count()) / seconds)
      .member("visible_p50_us", written.latencies.quantile_us(0.5))
      .member("visible_p99_us", written.latencies.quantile_us(0.99))
      .member("visible_max_us", written.latencies.quantile_us(1.0))
      .member("late_writes", written.late)
      .member("invisible_writes", written.invisible)
      .end_object();
}

// Waits for the merges that are due; false after two minutes.
bool merges_settle(const index::IndexStore& store) {
  const auto limit = Clock::now() + std::chrono::minutes(2);
  int quiet = 0;
  while (Clock::now() < limit && quiet < 5) {
    quiet = store.stats().merges_running == 0 ? quiet + 1 : 0;
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
  }
  return quiet == 5;
}

}  // namespace

int run_living_benchmark(const LivingBenchmark& options) {
  const auto kinds = read_query_file(options.queries);
  if (!kinds) return fail(kinds.error().message);
  index::StoreOptions store_options;
  store_options.data_dir = options.data_dir;
  store_options.create_if_missing = false;
  auto store = index::IndexStore::open(store_options);
  if (!store) return fail(store.error().message);
  const auto backend = query::make_embedded_backend(**store, builtin_taxonomy());
  auto records = sample(*(*store)->snapshot(), *backend);
  if (!records) return fail(records.error().message);
  const auto span =
      std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(options.seconds));
  const index::StoreStats before = (*store)->stats();

  Queried warm;
  Queried rest;
  Queried load;
  Status status = ask(**store, *kinds, options.ranking, Clock::now() + span / 4, warm);
  if (status) status = ask(**store, *kinds, options.ranking, Clock::now() + span, rest);
  if (!status) return fail(status.error().message);
  Written edited;
  Written starred;
  const std::function<query::Changes()> next_stars =
      options.star_load == StarLoad::kDrawn ? drawn_stars(live_names(*(*store)->snapshot()))
                                            : growing_stars(*records);
  const Clock::time_point until = Clock::now() + span;
  std::thread editing([&] {
    edited =
        write_steadily(*backend, period(options.records_per_second), until, record_edits(*records));
  });
  std::thread starring([&] {
    const double writes = options.stars_per_second / static_cast<double>(kStarsPerWrite);
    starred = write_steadily(*backend, period(writes), until, next_stars);
  });
  status = ask(**store, *kinds, options.ranking, until, load);
  editing.join();
  starring.join();
  if (!status) return fail(status.error().message);
  for (const Written* written : {&edited, &starred}) {
    if (!written->error.empty()) return fail(written->error);
  }
  const index::StoreStats during = (*store)->stats();
  const bool settled = merges_settle(**store);
  Queried after;
  status = ask(**store, *kinds, options.ranking, Clock::now() + span, after);
  if (!status) return fail(status.error().message);
  const index::StoreStats settled_stats = (*store)->stats();
  if (const Status merged = (*store)->merge_all(); !merged) return fail(merged.error().message);
  // Opened again: files that are about to be deleted do not count.
  const std::uint64_t documents = backend->document_count();
  store->reset();
  auto again = index::IndexStore::open(store_options);
  if (!again) return fail(again.error().message);

  std::string out;
  JsonWriter json(out);
  json.begin_object().member("seconds", options.seconds);
  write_queried(json, "at_rest", rest);
  write_queried(json, "under_load", load);
  write_queried(json, "after_load", after);
  write_written(json, "records", edited, 1, options.seconds);
  write_written(json, "stars", starred, static_cast<double>(kStarsPerWrite), options.seconds);
  json.member("documents", documents)
      .member("merges_done", settled_stats.merges_done)
      .member("merges_settled", settled)
      .member("segments_after_settling", settled_stats.segments)
      .member("bytes_before", before.bytes_on_disk)
      .member("bytes_under_load", during.bytes_on_disk)
      .member("bytes_after_settling", settled_stats.bytes_on_disk)
      .member("bytes_after_merging_all", (*again)->stats().bytes_on_disk)
      .member("peak_rss_bytes", peak_rss_bytes())
      .end_object();
  std::puts(out.c_str());
  return 0;
}

}  // namespace modelzoo::tools
