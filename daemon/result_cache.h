// result_cache.h - answers of searches that were made before, found again by what was asked and the
// state of the index.
//
// An entry tells the sequence of the snapshot that it was made from and is found under that one
// only: what a write changed is never answered from here. At most one entry a key; the least
// recently used leave when the bytes run out. Sharded by key, one lock a shard, held for a look-up
// or a link. Thread-safe.
#pragma once

#include <cstddef>
#include <cstdint>
#include <list>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "daemon/http_message.h"
#include "schemas/mutex.h"

namespace modelzoo::daemon {

struct ResultCacheStats {
  std::uint64_t hits = 0, misses = 0, evictions = 0;  // an entry of another sequence is a miss
  std::uint64_t entries = 0, bytes = 0, capacity_bytes = 0;
};

class ResultCache {
 public:
  // 0 bytes: keeps nothing, finds nothing and counts nothing.
  explicit ResultCache(std::size_t capacity_bytes);

  [[nodiscard]] bool enabled() const { return !shards_.empty(); }

  // Null when there is none of this sequence. O(1).
  [[nodiscard]] std::shared_ptr<const SharedAnswer> find(std::string_view key,
                                                         std::uint64_t sequence);

  // Takes the place of the key's entry, unless that one is of a later sequence. An answer that is
  // larger than an eighth of a shard is not kept: it would cost too many others.
  void insert(std::string_view key, std::uint64_t sequence,
              std::shared_ptr<const SharedAnswer> answer);

  [[nodiscard]] ResultCacheStats stats() const;

  // What an entry is counted as: its strings and what holds them together.
  [[nodiscard]] static std::size_t charge(std::string_view key, const SharedAnswer& answer);

 private:
  struct Entry {
    std::string key;
    std::uint64_t sequence;
    std::shared_ptr<const SharedAnswer> answer;
    std::size_t charge;
  };
  using Order = std::list<Entry>;  // most recently used first

  struct Shard {
    mutable Mutex mutex;
    Order order MODELZOO_GUARDED_BY(mutex);
    std::unordered_map<std::string_view, Order::iterator> by_key MODELZOO_GUARDED_BY(mutex);
    std::size_t bytes MODELZOO_GUARDED_BY(mutex) = 0;
    std::uint64_t hits MODELZOO_GUARDED_BY(mutex) = 0;
    std::uint64_t misses MODELZOO_GUARDED_BY(mutex) = 0;
    std::uint64_t evictions MODELZOO_GUARDED_BY(mutex) = 0;
  };

  Shard& shard_of(std::string_view key);
  static void remove(Shard& shard, Order::iterator entry) MODELZOO_REQUIRES(shard.mutex);

  std::size_t shard_bytes_ = 0;
  std::vector<std::unique_ptr<Shard>> shards_;
};

}  // namespace modelzoo::daemon
