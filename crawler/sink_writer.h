// sink_writer.h - gathers finished changes and hands them to the sink in large batches, then saves
// the crawl state that belongs to them: what is lost in between is fetched again, never skipped.
//
// Lives on the I/O thread; classification, sink and store are called on `pool`.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "crawler/crawler.h"
#include "crawler/crawler_options.h"
#include "crawler/record_sink.h"
#include "crawler/wake_signal.h"

namespace modelzoo::crawler {

using StateEntries = std::vector<std::pair<std::string, std::optional<std::string>>>;

class SinkWriter {
 public:
  SinkWriter(const CrawlerOptions& options, RecordSink& sink, CrawlStateStore& store,
             Classifier classify, WakeSignal& wake, boost::asio::any_io_executor pool);

  void put(Record record);
  void update(NumbersChange change);
  void remove(std::string full_name);
  void save(std::string key, std::optional<std::string> value);

  // Lanes stop taking work while this holds.
  [[nodiscard]] bool is_full() const { return changes() >= 3 * options_.sink_batch; }
  // All that was given is written.
  [[nodiscard]] bool is_idle() const { return !writing_ && changes() == 0 && state_.empty(); }
  [[nodiscard]] std::uint64_t written() const { return written_; }
  // The number, from 1, of the batch that takes what is given now; whether one has been written.
  [[nodiscard]] std::uint64_t filling() const { return filling_; }
  [[nodiscard]] bool is_written(std::uint64_t batch) const { return batch <= written_batch_; }
  [[nodiscard]] std::uint64_t failures() const { return failures_; }
  // Nothing more will come soon: do not wait for a full batch.
  void flush();
  // run() ends: when all is written, or (abandon) after the batch under way.
  void close(bool abandon);

  [[nodiscard]] boost::asio::awaitable<void> run();
  // Saves at once, ahead of what waits.
  [[nodiscard]] boost::asio::awaitable<void> save_now(StateEntries entries);

 private:
  using Time = std::chrono::steady_clock::time_point;
  [[nodiscard]] std::size_t changes() const {
    return batch_.puts.size() + batch_.updates.size() + batch_.deletions.size();
  }
  void touched();
  [[nodiscard]] boost::asio::awaitable<bool> write_batch(SinkBatch batch, StateEntries state);

  const CrawlerOptions& options_;
  RecordSink& sink_;
  CrawlStateStore& store_;
  Classifier classify_;
  WakeSignal& wake_;
  boost::asio::any_io_executor pool_;
  SinkBatch batch_;
  StateEntries state_;
  std::optional<Time> oldest_;
  bool writing_ = false, flush_ = false, closed_ = false, abandon_ = false;
  std::uint64_t written_ = 0, failures_ = 0, filling_ = 1, written_batch_ = 0;
};

}  // namespace modelzoo::crawler
