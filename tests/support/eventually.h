// eventually.h - waiting for what another thread or process is to bring about.
#pragma once

#include <chrono>
#include <thread>

namespace modelzoo::testing {

// Tries until `condition` holds; false after 60 s without.
template <typename Condition>
[[nodiscard]] bool eventually(Condition condition) {
  const auto limit = std::chrono::steady_clock::now() + std::chrono::seconds(60);
  while (std::chrono::steady_clock::now() < limit) {
    if (condition()) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  return false;
}

}  // namespace modelzoo::testing
