// compressed_bytes.h - zstd frames for stored documents. Thread-safe.
#pragma once

#include <string>
#include <string_view>

#include "schemas/result.h"

namespace modelzoo::index {

[[nodiscard]] std::string compress(std::string_view bytes);
// kCorrupt when it is no whole frame, or claims more than 1 GiB.
[[nodiscard]] Result<std::string> decompress(std::string_view frame);

}  // namespace modelzoo::index
