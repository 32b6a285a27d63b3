#include "daemon/result_cache.h"

#include <algorithm>

namespace modelzoo::daemon {
namespace {

constexpr std::size_t kMaxShards = 16;
constexpr std::size_t kLeastShardBytes = std::size_t{1} << 20;
constexpr std::size_t kLargestPart = 8;
// Nodes of the list and the map, control block, strings' and vectors' own bytes.
constexpr std::size_t kEntryOverhead = 320;
constexpr std::size_t kHeaderOverhead = 64;

}  // namespace

ResultCache::ResultCache(std::size_t capacity_bytes) {
  if (capacity_bytes == 0) return;
  const std::size_t shards =
      std::clamp(capacity_bytes / kLeastShardBytes, std::size_t{1}, kMaxShards);
  shard_bytes_ = capacity_bytes / shards;
  for (std::size_t i = 0; i < shards; ++i) shards_.push_back(std::make_unique<Shard>());
}

std::size_t ResultCache::charge(std::string_view key, const SharedAnswer& answer) {
  std::size_t bytes = kEntryOverhead + key.size() + answer.body.capacity() + answer.tag.capacity();
  for (const auto& [name, value] : answer.headers) {
    bytes += kHeaderOverhead + name.size() + value.size();
  }
  return bytes;
}

ResultCache::Shard& ResultCache::shard_of(std::string_view key) {
  return *shards_[std::hash<std::string_view>{}(key) % shards_.size()];
}

void ResultCache::remove(Shard& shard, Order::iterator entry) {
  shard.bytes -= entry->charge;
  shard.by_key.erase(entry->key);
  shard.order.erase(entry);
}

std::shared_ptr<const SharedAnswer> ResultCache::find(std::string_view key,
                                                      std::uint64_t sequence) {
  if (!enabled()) return nullptr;
  Shard& shard = shard_of(key);
  MutexLock lock(shard.mutex);
  const auto found = shard.by_key.find(key);
  if (found == shard.by_key.end() || found->second->sequence != sequence) {
    ++shard.misses;
    return nullptr;
  }
  ++shard.hits;
  shard.order.splice(shard.order.begin(), shard.order, found->second);
  return found->second->answer;
}

void ResultCache::insert(std::string_view key, std::uint64_t sequence,
                         std::shared_ptr<const SharedAnswer> answer) {
  if (!enabled()) return;
  const std::size_t bytes = charge(key, *answer);
  if (bytes > shard_bytes_ / kLargestPart) return;
  Shard& shard = shard_of(key);
  MutexLock lock(shard.mutex);
  if (const auto old = shard.by_key.find(key); old != shard.by_key.end()) {
    if (old->second->sequence > sequence) return;
    remove(shard, old->second);
  }
  while (shard.bytes + bytes > shard_bytes_) {
    remove(shard, std::prev(shard.order.end()));
    ++shard.evictions;
  }
  shard.order.push_front({std::string(key), sequence, std::move(answer), bytes});
  shard.by_key.emplace(shard.order.front().key, shard.order.begin());
  shard.bytes += bytes;
}

ResultCacheStats ResultCache::stats() const {
  ResultCacheStats sum;
  for (const auto& shard : shards_) {
    MutexLock lock(shard->mutex);
    sum.hits += shard->hits;
    sum.misses += shard->misses;
    sum.evictions += shard->evictions;
    sum.entries += shard->order.size();
    sum.bytes += shard->bytes;
  }
  sum.capacity_bytes = shard_bytes_ * shards_.size();
  return sum;
}

}  // namespace modelzoo::daemon
