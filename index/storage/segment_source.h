// segment_source.h - where a segment's bytes come from and go to. A segment is a set of keys, read
// and written through these two interfaces; index_store.cc puts RocksDB behind them, tests a map.
#pragma once

#include <functional>
#include <memory>
#include <string_view>

#include "schemas/result.h"

namespace modelzoo::index {

// Bytes that stay valid while the handle lives: a pinned block or a mapped file, not a copy.
class PinnedBytes {
 public:
  PinnedBytes() = default;
  PinnedBytes(std::string_view bytes, std::shared_ptr<const void> owner)
      : bytes_(bytes), owner_(std::move(owner)) {}
  [[nodiscard]] std::string_view view() const { return bytes_; }

 private:
  std::string_view bytes_;
  std::shared_ptr<const void> owner_;
};

// Read access to the keys of one segment. Thread-safe.
class SegmentSource {
 public:
  virtual ~SegmentSource() = default;
  // kNotFound when the segment has no such key.
  [[nodiscard]] virtual Result<PinnedBytes> get(std::string_view key) const = 0;
  // The same for bytes that will not be asked for again soon: they do not take the place of others
  // in a cache.
  [[nodiscard]] virtual Result<PinnedBytes> get_once(std::string_view key) const {
    return get(key);
  }
  // Calls `visit` for the keys with this prefix in order until it returns false.
  virtual Status scan(
      std::string_view prefix,
      const std::function<bool(std::string_view key, std::string_view value)>& visit) const = 0;

  // Memory that a reader would hold beside what it is asked for, to answer faster: false when no
  // more may be held. What was granted is given back by release.
  [[nodiscard]] virtual bool reserve(std::size_t bytes) const = 0;
  virtual void release(std::size_t bytes) const = 0;
};

// Write access while a segment is built. One thread at a time.
class SegmentSink {
 public:
  virtual ~SegmentSink() = default;
  // REQUIRES: keys with the same first byte in strictly ascending byte order. The bytes are copied.
  virtual Status put(std::string_view key, std::string_view value) = 0;
};

}  // namespace modelzoo::index
