#include "crawler/sink_writer.h"

#include <spdlog/spdlog.h>

#include <boost/asio/co_spawn.hpp>
#include <memory>

namespace modelzoo::crawler {

namespace asio = boost::asio;

SinkWriter::SinkWriter(const CrawlerOptions& options, RecordSink& sink, CrawlStateStore& store,
                       Classifier classify, WakeSignal& wake, asio::any_io_executor pool)
    : options_(options),
      sink_(sink),
      store_(store),
      classify_(std::move(classify)),
      wake_(wake),
      pool_(std::move(pool)) {}

void SinkWriter::touched() {
  if (!oldest_) {
    oldest_ = std::chrono::steady_clock::now();
    wake_.notify_all();
  } else if (changes() == options_.sink_batch) {
    wake_.notify_all();
  }
}

void SinkWriter::put(Record record) {
  batch_.puts.push_back(std::move(record));
  touched();
}
void SinkWriter::update(NumbersChange change) {
  batch_.updates.push_back(std::move(change));
  touched();
}
void SinkWriter::remove(std::string full_name) {
  batch_.deletions.push_back(std::move(full_name));
  touched();
}
void SinkWriter::save(std::string key, std::optional<std::string> value) {
  state_.emplace_back(std::move(key), std::move(value));
  touched();
}

void SinkWriter::flush() {
  if (flush_ || is_idle()) return;
  flush_ = true;
  wake_.notify_all();
}

void SinkWriter::close(bool abandon) {
  closed_ = true;
  abandon_ = abandon_ || abandon;
  wake_.notify_all();
}

asio::awaitable<bool> SinkWriter::write_batch(SinkBatch batch, StateEntries state) {
  struct Work {
    SinkBatch batch;
    StateEntries state;
    bool classified = false, accepted = false;
    Status status = Ok{};
  };
  const auto work = std::make_shared<Work>();
  work->batch = std::move(batch);
  work->state = std::move(state);
  const std::size_t count =
      work->batch.puts.size() + work->batch.updates.size() + work->batch.deletions.size();
  std::chrono::milliseconds pause = options_.backoff_base;
  for (;;) {
    const auto attempt = [this, work]() -> asio::awaitable<void> {
      if (classify_ && !work->classified)
        for (Record& record : work->batch.puts) classify_(record);
      work->classified = true;
      if (!work->accepted) {
        SinkBatch copy = work->batch;  // the sink may refuse it
        work->status = sink_.accept(std::move(copy));
        work->accepted = work->status.ok();
      }
      if (work->accepted) work->status = store_.save(work->state);
      co_return;
    };
    co_await asio::co_spawn(pool_, attempt, asio::use_awaitable);
    if (work->status.ok()) {
      written_ += count;
      co_return true;
    }
    ++failures_;
    spdlog::error("crawler: cannot hand over {} changes: {}", count, work->status.error().message);
    if (abandon_) co_return false;
    co_await wake_.wait_until(std::chrono::steady_clock::now() + pause);
    pause = std::min(pause * 2, options_.backoff_cap);
  }
}

asio::awaitable<void> SinkWriter::run() {
  for (;;) {
    if (abandon_) co_return;
    const auto now = std::chrono::steady_clock::now();
    const bool any = changes() > 0 || !state_.empty();
    if (!any && closed_) co_return;
    const bool due = any && (closed_ || flush_ || changes() >= options_.sink_batch ||
                             now - *oldest_ >= options_.sink_delay);
    if (!due) {
      if (!any) flush_ = false;
      co_await wake_.wait_until(any ? *oldest_ + options_.sink_delay
                                    : std::chrono::steady_clock::time_point::max());
      continue;
    }
    SinkBatch batch = std::exchange(batch_, {});
    StateEntries state = std::exchange(state_, {});
    oldest_.reset();
    flush_ = false;
    writing_ = true;
    const std::uint64_t number = filling_++;
    const bool done = co_await write_batch(std::move(batch), std::move(state));
    writing_ = false;
    wake_.notify_all();
    if (!done) co_return;
    written_batch_ = number;
  }
}

asio::awaitable<void> SinkWriter::save_now(StateEntries entries) {
  struct Work {
    StateEntries entries;
    Status status = Ok{};
  };
  const auto work = std::make_shared<Work>();
  work->entries = std::move(entries);
  const auto attempt = [this, work]() -> asio::awaitable<void> {
    work->status = store_.save(work->entries);
    co_return;
  };
  co_await asio::co_spawn(pool_, attempt, asio::use_awaitable);
  if (!work->status.ok())
    spdlog::error("crawler: cannot save a wait that GitHub asked for: {}",
                  work->status.error().message);
}

}  // namespace modelzoo::crawler
