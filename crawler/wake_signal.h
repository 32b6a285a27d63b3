// wake_signal.h - lets coroutines of one thread wait for "something may have changed", or a time.
//
// One thread at a time: the executor's.
#pragma once

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>
#include <vector>

namespace modelzoo::crawler {

class WakeSignal {
 public:
  explicit WakeSignal(boost::asio::any_io_executor executor) : executor_(std::move(executor)) {}

  void notify_all() {
    for (boost::asio::steady_timer* timer : waiting_) timer->cancel();
  }

  // Returns at `until` or at the next notify_all(), whichever is first.
  boost::asio::awaitable<void> wait_until(std::chrono::steady_clock::time_point until) {
    boost::asio::steady_timer timer(executor_, until);
    const Registration registration(waiting_, &timer);
    auto [ignored] = co_await timer.async_wait(boost::asio::as_tuple(boost::asio::use_awaitable));
    (void)ignored;
  }

 private:
  using Waiting = std::vector<boost::asio::steady_timer*>;
  class Registration {
   public:
    Registration(Waiting& waiting, boost::asio::steady_timer* timer)
        : waiting_(waiting), timer_(timer) {
      waiting_.push_back(timer_);
    }
    ~Registration() { waiting_.erase(std::find(waiting_.begin(), waiting_.end(), timer_)); }
    Registration(const Registration&) = delete;
    Registration& operator=(const Registration&) = delete;

   private:
    Waiting& waiting_;
    boost::asio::steady_timer* const timer_;
  };

  boost::asio::any_io_executor executor_;
  Waiting waiting_;
};

}  // namespace modelzoo::crawler
