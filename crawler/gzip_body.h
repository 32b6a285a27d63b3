// gzip_body.h - unpacks a gzip or zlib body as HTTP servers send it.
//
// Thread-safe.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "schemas/result.h"

namespace modelzoo::crawler {

// kCorrupt: not gzip, or cut. kLimitExceeded: more than `max_bytes` when unpacked; no more than
// that is ever held in memory.
[[nodiscard]] Result<std::string> gunzip(std::string_view packed, std::size_t max_bytes);

}  // namespace modelzoo::crawler
