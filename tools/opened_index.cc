#include "tools/opened_index.h"

#include "index/index_store.h"
#include "query/embedded_backend.h"
#include "schemas/taxonomy.h"

namespace modelzoo::tools {

OpenedIndex::OpenedIndex() = default;
OpenedIndex::OpenedIndex(OpenedIndex&&) noexcept = default;
OpenedIndex::~OpenedIndex() {
  backend.reset();
  store.reset();
}

Result<OpenedIndex> open_index(const std::string& data_dir, bool create, bool bulk) {
  index::StoreOptions options;
  options.data_dir = data_dir;
  options.create_if_missing = create;
  options.sync_writes = !bulk;
  auto store = index::IndexStore::open(std::move(options));
  if (!store) return std::move(store).error();
  OpenedIndex opened;
  opened.store = std::move(store).value();
  opened.backend = query::make_embedded_backend(*opened.store, builtin_taxonomy());
  return opened;
}

Result<std::unique_ptr<index::IndexStore>> open_store_to_read(const std::string& data_dir) {
  index::StoreOptions options;
  options.data_dir = data_dir;
  options.create_if_missing = false;
  options.read_only = true;
  return index::IndexStore::open(std::move(options));
}

}  // namespace modelzoo::tools
