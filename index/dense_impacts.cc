#include "index/dense_impacts.h"

#include <algorithm>

namespace modelzoo::index {
namespace {

std::unique_ptr<DenseRow> row_of(const PostingList& list, std::size_t bytes) {
  auto row = std::make_unique<DenseRow>();
  row->impacts.assign(bytes, 0);
  row->window_max.assign(bytes / DenseRow::kWindow, 0);
  DecodedBlock block;
  for (std::size_t b = 0; b < list.block_count(); ++b) {
    if (!list.decode(b, block)) return nullptr;
    for (std::size_t i = 0; i < block.count; ++i) {
      row->impacts[block.docs[i]] = block.impacts[i];
      std::uint8_t& most = row->window_max[block.docs[i] / DenseRow::kWindow];
      most = std::max(most, block.impacts[i]);
    }
  }
  return row;
}

}  // namespace

DenseImpacts::DenseImpacts(std::shared_ptr<const SegmentSource> source,
                           const TermDictionary& dictionary, std::uint32_t doc_count)
    : source_(std::move(source)), doc_count_(doc_count) {
  for (std::uint32_t i = 0; i < dictionary.size(); ++i) {
    const TermEntry& entry = dictionary.entry(i);
    if (entry.max_impact > 0 && is_dense(entry.doc_freq)) ordinals_.push_back(i);
  }
  rows_ = std::vector<std::atomic<DenseRow*>>(ordinals_.size());
}

DenseImpacts::~DenseImpacts() {
  for (const auto& slot : rows_) {
    const std::unique_ptr<DenseRow> row(slot.load(std::memory_order_relaxed));
    if (row) source_->release(row_bytes());
  }
}

std::size_t DenseImpacts::row_bytes() const {
  constexpr std::size_t kWindow = DenseRow::kWindow;
  return (doc_count_ + kWindow - 1) / kWindow * kWindow + DenseRow::kPadding;
}

const DenseRow* DenseImpacts::find(std::uint32_t ordinal, const PostingList& list) const {
  if (!is_dense(list.count()) || !list.scored()) return nullptr;
  const auto at = std::lower_bound(ordinals_.begin(), ordinals_.end(), ordinal);
  if (at == ordinals_.end() || *at != ordinal) return nullptr;
  std::atomic<DenseRow*>& slot = rows_[static_cast<std::size_t>(at - ordinals_.begin())];
  if (const DenseRow* row = slot.load(std::memory_order_acquire)) return row;
  if (!source_->reserve(row_bytes())) return nullptr;
  std::unique_ptr<DenseRow> row = row_of(list, row_bytes());
  DenseRow* none = nullptr;
  if (row && slot.compare_exchange_strong(none, row.get(), std::memory_order_acq_rel)) {
    return row.release();
  }
  source_->release(row_bytes());
  return slot.load(std::memory_order_acquire);
}

}  // namespace modelzoo::index
