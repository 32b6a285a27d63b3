// clock.h - the time, passed in, so that tests need no sleeping.
//
// Thread-safe.
#pragma once

#include <atomic>
#include <chrono>

namespace modelzoo {

// Seconds since 1970-01-01T00:00:00Z; 0 stands for "not known" in records.
using UnixSeconds = std::chrono::sys_seconds;

class Clock {
 public:
  virtual ~Clock() = default;
  // Wall clock: dates, resets that GitHub names. May jump.
  [[nodiscard]] virtual std::chrono::system_clock::time_point now() const = 0;
  // Never goes back: deadlines, durations.
  [[nodiscard]] virtual std::chrono::steady_clock::time_point steady_now() const = 0;
};

// The machine's clocks.
[[nodiscard]] const Clock& system_clock();

// Stands still until told otherwise. For tests and github-sim.
class ManualClock final : public Clock {
 public:
  explicit ManualClock(std::chrono::system_clock::time_point start) : start_(start) {}
  [[nodiscard]] std::chrono::system_clock::time_point now() const override {
    return start_ + std::chrono::nanoseconds(elapsed_ns_.load());
  }
  [[nodiscard]] std::chrono::steady_clock::time_point steady_now() const override {
    return std::chrono::steady_clock::time_point(std::chrono::nanoseconds(elapsed_ns_.load()));
  }
  void advance(std::chrono::nanoseconds by) { elapsed_ns_ += by.count(); }

 private:
  const std::chrono::system_clock::time_point start_;
  std::atomic<std::chrono::nanoseconds::rep> elapsed_ns_{0};
};

}  // namespace modelzoo
