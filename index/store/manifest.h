// manifest.h - the list of segments that make up the index: one value, replaced in the same atomic
// write as what it names. A segment that it does not list is not there.
//
//   varint format version, varint sequence, varint next segment id, varint number of segments,
//   per segment varint id
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "schemas/result.h"

namespace modelzoo::index {

inline constexpr char kManifestKey[] = "manifest";

struct Manifest {
  std::uint64_t sequence = 0;  // of the snapshot it stands for
  std::uint64_t next_segment = 1;
  std::vector<std::uint64_t> segments;
  friend bool operator==(const Manifest&, const Manifest&) = default;
};

[[nodiscard]] std::string encode_manifest(const Manifest& manifest);
// kUnsupported for a newer format (the message names `modelzoo reindex`), kCorrupt.
[[nodiscard]] Result<Manifest> decode_manifest(std::string_view bytes);

}  // namespace modelzoo::index
