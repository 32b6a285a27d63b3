// graphql_batch.h - how many repositories to ask for at once.
//
// Halves after two failures in a row (one may be chance, two speak of too much work for the
// server's ten seconds), at once when the server says so, down to one; doubles after five
// successes, up to what was configured.
//
// One thread at a time. Tested by: tests/unit/crawler/graphql_batch_test.cc
#pragma once

#include <algorithm>
#include <cstddef>

namespace modelzoo::crawler {

class GraphqlBatchSize {
 public:
  explicit GraphqlBatchSize(std::size_t largest)
      : largest_(std::max<std::size_t>(largest, 1)), size_(largest_) {}

  [[nodiscard]] std::size_t size() const { return size_; }

  void succeeded() {
    failures_ = 0;
    if (++successes_ < 5) return;
    successes_ = 0;
    size_ = std::min(size_ * 2, largest_);
  }

  // `too_much_work`: the server named the query as the reason.
  void failed(bool too_much_work) {
    successes_ = 0;
    if (++failures_ < 2 && !too_much_work) return;
    failures_ = 0;
    size_ = std::max<std::size_t>(size_ / 2, 1);
  }

 private:
  const std::size_t largest_;
  std::size_t size_;
  unsigned successes_ = 0;
  unsigned failures_ = 0;
};

}  // namespace modelzoo::crawler
