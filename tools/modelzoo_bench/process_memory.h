// process_memory.h - what the kernel says of this process's memory. Thread-safe.
#pragma once

#include <cstdint>

namespace modelzoo::tools {

[[nodiscard]] std::uint64_t rss_bytes();       // now; 0 where /proc is missing
[[nodiscard]] std::uint64_t peak_rss_bytes();  // the most so far

}  // namespace modelzoo::tools
