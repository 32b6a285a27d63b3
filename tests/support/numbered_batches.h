// numbered_batches.h - what the writers of crash tests write, and what is looked for afterwards.
// Batch n: seven records of its own, and one that every batch replaces.
#pragma once

#include <cstdint>
#include <string>

#include "index/store/index_store.h"
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

// How many of the batch's own records are there, with their README.
inline int present_of(const index::Snapshot& snapshot, std::uint32_t n) {
  int present = 0;
  for (int i = 0; i < kBatchRecords; ++i) {
    const auto at = snapshot.find(batch_name(n, i));
    if (!at) continue;
    const auto found = snapshot.segments()[at->segment].reader->document(at->doc);
    if (found && found->readme == batch_readme(n, i)) ++present;
  }
  return present;
}

// The number in "the/newest"; 0 when it is not there.
inline std::uint32_t newest_batch(const index::Snapshot& snapshot) {
  const auto at = snapshot.find("the/newest");
  return at ? snapshot.segments()[at->segment].doc_numbers(at->doc).stars : 0;
}

}  // namespace modelzoo::testing
