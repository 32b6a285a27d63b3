#include "index/postings/held_chunks.h"

#include "index/storage/segment_format.h"

namespace modelzoo::index {

HeldChunks::HeldChunks(std::shared_ptr<const SegmentSource> source, const char* prefix,
                       std::uint32_t count)
    : source_(std::move(source)), prefix_(prefix), held_(count) {}

HeldChunks::~HeldChunks() {
  for (const auto& slot : held_) {
    const std::unique_ptr<PinnedBytes> chunk(slot.load(std::memory_order_relaxed));
    if (chunk) source_->release(chunk->view().size());
  }
}

Result<PinnedBytes> HeldChunks::get(std::uint32_t number) const {
  if (number >= held_.size()) return Error{ErrorCode::kCorrupt, "posting chunk: no such one"};
  if (const PinnedBytes* chunk = held_[number].load(std::memory_order_acquire)) {
    return PinnedBytes(chunk->view(), nullptr);
  }
  auto bytes = source_->get(numbered_key(prefix_, number));
  if (!bytes) return std::move(bytes).error();
  const std::size_t size = bytes->view().size();
  if (!source_->reserve(size)) return bytes;
  auto chunk = std::make_unique<PinnedBytes>(*bytes);
  PinnedBytes* none = nullptr;
  if (held_[number].compare_exchange_strong(none, chunk.get(), std::memory_order_acq_rel)) {
    (void)chunk.release();
  } else {
    source_->release(size);
  }
  return bytes;
}

Result<PinnedBytes> HeldChunks::get_passing(std::uint32_t number, Passing& passing) const {
  if (number >= held_.size()) return Error{ErrorCode::kCorrupt, "posting chunk: no such one"};
  if (const PinnedBytes* chunk = held_[number].load(std::memory_order_acquire)) {
    return PinnedBytes(chunk->view(), nullptr);
  }
  if (passing.bytes.view().empty() || passing.number != number) {
    auto bytes = source_->get_once(numbered_key(prefix_, number));
    if (!bytes) return bytes;
    passing = {number, std::move(bytes).value()};
  }
  return passing.bytes;
}

}  // namespace modelzoo::index
