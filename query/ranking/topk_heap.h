// topk_heap.h - the k best of many, in memory of k. O(log k) for what gets in, O(1) for what does
// not. One thread at a time.
#pragma once

#include <algorithm>
#include <cstddef>
#include <vector>

namespace modelzoo::query {

// `Better(a, b)`: a stands before b; a strict total order, so that results do not depend on the
// order of insertion.
template <typename T, typename Better>
class TopkHeap {
 public:
  TopkHeap(std::size_t k, Better better) : k_(k), better_(better) {}

  void insert(const T& item) {
    if (items_.size() < k_) {
      items_.push_back(item);
      std::push_heap(items_.begin(), items_.end(), better_);
    } else if (k_ > 0 && better_(item, items_.front())) {
      std::pop_heap(items_.begin(), items_.end(), better_);
      items_.back() = item;
      std::push_heap(items_.begin(), items_.end(), better_);
    }
  }

  [[nodiscard]] bool full() const { return items_.size() == k_; }
  // The one that the next better item drives out. REQUIRES: full(), k > 0.
  [[nodiscard]] const T& worst() const { return items_.front(); }

  // Best first. The heap is empty afterwards.
  std::vector<T> take_sorted() {
    std::sort(items_.begin(), items_.end(), better_);
    return std::move(items_);
  }

 private:
  std::size_t k_;
  Better better_;
  std::vector<T> items_;  // a heap whose front is the worst
};

}  // namespace modelzoo::query
