// numbered_batches.h - what the writer that gets killed writes, and what its test looks for
// afterwards. Batch n: seven records of its own, and one that every batch replaces.
#pragma once

#include <cstdint>
#include <string>

#include "index/index_store.h"
#include "tests/support/record_builder.h"

namespace modelzoo::testing {

inline constexpr int kBatchRecords = 7;

inline std::string batch_name(std::uint32_t n, int i) {
  return "b" + std::to_string(n) + "/r" + std::to_string(i);
}
inline std::string batch_readme(std::uint32_t n, int i) {
  return "# batch " + std::to_string(n) + "\n\nword" + std::to_string(i);
}

inline index::WriteBatch numbered_batch(std::uint32_t n) {
  index::WriteBatch out;
  for (int i = 0; i < kBatchRecords; ++i)
    out.puts.push_back(record(batch_name(n, i)).stars(n).readme(batch_readme(n, i)));
  out.puts.push_back(record("the/newest").stars(n).readme("number " + std::to_string(n)));
  return out;
}

}  // namespace modelzoo::testing
