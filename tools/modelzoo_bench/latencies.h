// latencies.h - times of single operations and what is told of them. One thread at a time.
#pragma once

#include <chrono>
#include <cstddef>
#include <vector>

namespace modelzoo {
class JsonWriter;
}

namespace modelzoo::tools {

class Latencies {
 public:
  void add(std::chrono::steady_clock::duration took) {
    us_.push_back(std::chrono::duration<double, std::micro>(took).count());
  }
  void add_all(const Latencies& others) {
    us_.insert(us_.end(), others.us_.begin(), others.us_.end());
  }
  [[nodiscard]] std::size_t count() const { return us_.size(); }
  // The smallest time that is not below the part `q` of them, 0 <= q <= 1; 0 when there are none.
  [[nodiscard]] double quantile_us(double q) const;
  // How many of them one thread does in a second.
  [[nodiscard]] double per_second() const;
  // Adds the members p50_us, p95_us, p99_us, qps to an open object.
  void write(JsonWriter& json) const;

 private:
  std::vector<double> us_;
};

}  // namespace modelzoo::tools
