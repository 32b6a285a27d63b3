// opened_index.h - a data directory with its backend, for commands that work on it without a
// daemon.
#pragma once

#include <cstddef>
#include <memory>
#include <string>

#include "daemon/configuration.h"
#include "schemas/result.h"
#include "schemas/taxonomy.h"
#include "tools/commands.h"

namespace modelzoo::index {
class IndexStore;
}
namespace modelzoo::query {
class SearchBackend;
}

namespace modelzoo::tools {

struct OpenedIndex {
  std::unique_ptr<const Taxonomy> taxonomy;  // the others refer to it
  std::unique_ptr<index::IndexStore> store;
  std::unique_ptr<query::SearchBackend> backend;
  ~OpenedIndex();
  OpenedIndex();
  OpenedIndex(OpenedIndex&&) noexcept;
};

// The daemon's configuration as the command sees it: file, environment, then flags.
[[nodiscard]] Result<daemon::Configuration> configuration_of(const CommonOptions& common);

// `bulk`: not synced write by write; call store->flush() at the end.
[[nodiscard]] Result<OpenedIndex> open_index(const CommonOptions& common, bool create, bool bulk);

// The store alone, for measurements: no merges, no writes.
[[nodiscard]] Result<std::unique_ptr<index::IndexStore>> open_store_to_read(
    const std::string& data_dir, std::size_t cache_bytes = std::size_t{256} << 20);

}  // namespace modelzoo::tools
