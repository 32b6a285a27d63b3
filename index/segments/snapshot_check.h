// snapshot_check.h - reads everything that a snapshot shows, and tells what contradicts itself.
#pragma once

#include <cstddef>
#include <functional>
#include <string>

namespace modelzoo::index {

class Snapshot;

// Decodes every posting list, and every document where `documents` are stored; calls `problem` for
// each finding and returns their number. `progress` in 0..1 may be null. Time grows with the
// index; no lock is held, so that writes go on meanwhile.
[[nodiscard]] std::size_t check_snapshot(const Snapshot& snapshot, bool documents,
                                         const std::function<void(const std::string&)>& problem,
                                         const std::function<void(double)>& progress);

}  // namespace modelzoo::index
