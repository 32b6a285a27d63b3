// compressed_bytes.h - zstd frames for stored documents. Thread-safe.
#pragma once

#include <string>
#include <string_view>

#include "schemas/result.h"

namespace modelzoo::index {

enum class CompressionEffort {
  kColumn,    // read at every opening, written at every merge
  kDocument,  // written once, copied by merges
};
[[nodiscard]] std::string compress(std::string_view bytes,
                                   CompressionEffort effort = CompressionEffort::kColumn);
// kCorrupt when it is no whole frame, or claims more than 1 GiB.
[[nodiscard]] Result<std::string> decompress(std::string_view frame);

}  // namespace modelzoo::index
