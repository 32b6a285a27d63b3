// opened_index.h - a data directory with its backend, for commands that work on it without a
// daemon.
#pragma once

#include <memory>
#include <string>

#include "schemas/result.h"

namespace modelzoo::index {
class IndexStore;
}
namespace modelzoo::query {
class SearchBackend;
}

namespace modelzoo::tools {

struct OpenedIndex {
  std::unique_ptr<index::IndexStore> store;
  std::unique_ptr<query::SearchBackend> backend;
  ~OpenedIndex();
  OpenedIndex();
  OpenedIndex(OpenedIndex&&) noexcept;
};

// `bulk`: not synced write by write; call store->flush() at the end.
[[nodiscard]] Result<OpenedIndex> open_index(const std::string& data_dir, bool create, bool bulk);

// The store alone, for measurements: no merges, no writes.
[[nodiscard]] Result<std::unique_ptr<index::IndexStore>> open_store_to_read(
    const std::string& data_dir);

}  // namespace modelzoo::tools
