// Owns the two threads: coroutines of the engine on one, calls that block on the other.

#include "crawler/crawler.h"

#include <spdlog/spdlog.h>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>
#include <exception>
#include <future>
#include <thread>

#include "crawler/classify.h"
#include "crawler/crawl_engine.h"
#include "crawler/name_list.h"
#include "schemas/mutex.h"
#include "schemas/taxonomy.h"

namespace modelzoo::crawler {

namespace asio = boost::asio;

struct Crawler::Impl {
  Impl(CrawlerOptions opts, RecordSink& sink, CrawlStateStore& state_store, Classifier classifier,
       const Clock& clock)
      : options(std::move(opts)),
        store(state_store),
        engine(
            options, sink, state_store,
            classifier ? std::move(classifier)
                       : [](Record& record) { classify_record(record, builtin_taxonomy()); },
            clock, io.get_executor(), pool.get_executor()),
        work(asio::make_work_guard(io)) {}

  void spawn();
  void lane_ended(std::exception_ptr error);
  void publish();
  void shut_down(std::chrono::milliseconds limit, bool abandon);
  template <typename Call>
  void command(Call call);

  const CrawlerOptions options;
  CrawlStateStore& store;
  // The engine's coroutines run in `io`; all are over before anything here is destroyed.
  asio::io_context io{1};
  asio::thread_pool pool{1};
  CrawlEngine engine;
  asio::executor_work_guard<asio::io_context::executor_type> work;
  std::thread thread;
  bool started = false, stopped = false;  // one caller of start() and stop()

  // I/O thread.
  std::vector<std::unique_ptr<asio::cancellation_signal>> lanes;
  std::unique_ptr<asio::steady_timer> stop_limit;
  std::size_t running_lanes = 0;
  bool stopping = false, abandoning = false;

  mutable Mutex mutex;
  mutable CondVar changed;
  CrawlProgress published MODELZOO_GUARDED_BY(mutex);
  std::size_t commands MODELZOO_GUARDED_BY(mutex) = 0;  // posted, not yet taken
};

void Crawler::Impl::publish() {
  CrawlProgress now = engine.progress();
  const MutexLock lock(mutex);
  now.idle = now.idle && commands == 0;
  published = std::move(now);
  changed.notify_all();
}

void Crawler::Impl::lane_ended(std::exception_ptr error) {
  if (error) {
    try {
      std::rethrow_exception(error);
    } catch (const boost::system::system_error& cancelled) {
      if (cancelled.code() != asio::error::operation_aborted)
        spdlog::error("crawler: a lane ended: {}", cancelled.what());
    } catch (const std::exception& unexpected) {
      spdlog::critical("crawler: a lane ended: {}", unexpected.what());
    }
  }
  if (--running_lanes > 0 || !stopping) return;
  if (stop_limit) stop_limit->cancel();
  engine.close_writer(abandoning);  // what is finished is written first
}

void Crawler::Impl::spawn() {
  engine.on_progress([this] { publish(); });
  asio::co_spawn(io, engine.run_writer(), [this](std::exception_ptr error) {
    if (error) spdlog::critical("crawler: the writer ended");
    publish();
  });
  running_lanes = engine.lanes();
  for (std::size_t lane = 0; lane < engine.lanes(); ++lane) {
    lanes.push_back(std::make_unique<asio::cancellation_signal>());
    asio::co_spawn(
        io, engine.run_lane(lane),
        asio::bind_cancellation_slot(lanes.back()->slot(), [this](std::exception_ptr error) {
          lane_ended(std::move(error));
        }));
  }
}

void Crawler::Impl::shut_down(std::chrono::milliseconds limit, bool abandon) {
  if (!started || stopped) return;
  stopped = true;
  asio::post(io, [this, limit, abandon] {
    stopping = true;
    abandoning = abandon;
    engine.stop();
    if (running_lanes == 0) engine.close_writer(abandon);
    const auto cancel = [this] {
      for (const auto& lane : lanes) lane->emit(asio::cancellation_type::terminal);
    };
    if (abandon) {
      engine.close_writer(true);
      cancel();
      return;
    }
    stop_limit = std::make_unique<asio::steady_timer>(io, limit);
    if (running_lanes > 0)
      stop_limit->async_wait([cancel](const boost::system::error_code& error) {
        if (!error) cancel();
      });
  });
  work.reset();
  thread.join();
  pool.join();
}

// Runs `call` on the I/O thread; until then the crawl is not idle.
template <typename Call>
void Crawler::Impl::command(Call call) {
  {
    const MutexLock lock(mutex);
    ++commands;
    published.idle = false;
  }
  asio::post(io, [this, call = std::move(call)] {
    call();
    {
      const MutexLock lock(mutex);
      --commands;
    }
    publish();
  });
}

Crawler::Crawler(CrawlerOptions options, RecordSink& sink, CrawlStateStore& store,
                 Classifier classify, const Clock& clock)
    : impl_(std::make_unique<Impl>(std::move(options), sink, store, std::move(classify), clock)) {}

Crawler::~Crawler() { impl_->shut_down(std::chrono::milliseconds(0), true); }

Status Crawler::start() {
  MODELZOO_RETURN_IF_ERROR(check_options(impl_->options));
  std::vector<std::string> names = impl_->options.names;
  if (!impl_->options.names_file.empty()) {
    auto more = read_names_file(impl_->options.names_file);
    if (!more.ok()) return std::move(more).error();
    names.insert(names.end(), more->begin(), more->end());
  }
  MODELZOO_RETURN_IF_ERROR(impl_->engine.load(impl_->store, names));
  impl_->started = true;
  if (impl_->options.enabled) impl_->spawn();
  impl_->publish();
  impl_->thread = std::thread([impl = impl_.get()] { impl->io.run(); });
  return Ok{};
}

void Crawler::stop(std::chrono::milliseconds limit) { impl_->shut_down(limit, false); }

Status Crawler::check_name(const std::string& full_name) const {
  if (!is_full_name(full_name))
    return Error{ErrorCode::kInvalidArgument,
                 "\"" + full_name + "\" is no repository; write owner/name"};
  if (impl_->engine.is_denied(full_name))
    return Error{ErrorCode::kInvalidArgument, full_name + " is on the deny list"};
  return Ok{};
}

Status Crawler::crawl_now(const std::vector<std::string>& names) {
  for (const std::string& name : names) MODELZOO_RETURN_IF_ERROR(check_name(name));
  impl_->command([impl = impl_.get(), names] { impl->engine.ask(names); });
  return Ok{};
}

Status Crawler::submit(const std::string& full_name) {
  MODELZOO_RETURN_IF_ERROR(check_name(full_name));
  impl_->command([impl = impl_.get(), full_name] { impl->engine.submit(full_name); });
  return Ok{};
}

NameStatus Crawler::status_of(const std::string& full_name) const {
  // Asked seldom (a submission's page); answered from the I/O thread's own state.
  const NameStatus unknown{"unknown", full_name};
  if (!impl_->started || impl_->stopped) return unknown;
  const auto answer = std::make_shared<std::promise<NameStatus>>();
  std::future<NameStatus> future = answer->get_future();
  asio::post(impl_->io, [impl = impl_.get(), answer, full_name] {
    answer->set_value(impl->engine.status_of(full_name));
  });
  if (future.wait_for(std::chrono::seconds(2)) != std::future_status::ready) return unknown;
  return future.get();
}

CrawlProgress Crawler::progress() const {
  const MutexLock lock(impl_->mutex);
  return impl_->published;
}

bool Crawler::wait_until_idle(std::chrono::milliseconds limit) const {
  const MutexLock lock(impl_->mutex);
  return impl_->changed.wait_until(
      impl_->mutex, std::chrono::steady_clock::now() + limit,
      [this]() MODELZOO_REQUIRES(impl_->mutex) { return impl_->published.idle; });
}

}  // namespace modelzoo::crawler
