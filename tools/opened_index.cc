#include "tools/opened_index.h"

#include "index/store/index_store.h"
#include "query/embedded_backend.h"

namespace modelzoo::tools {

OpenedIndex::OpenedIndex() = default;
OpenedIndex::OpenedIndex(OpenedIndex&&) noexcept = default;
OpenedIndex::~OpenedIndex() {
  backend.reset();
  store.reset();
}

Result<daemon::Configuration> configuration_of(const CommonOptions& common) {
  daemon::Overrides overrides;
  overrides.environment = daemon::configuration_environment();
  overrides.data_dir = common.data_dir;
  auto configuration = daemon::load_configuration(common.config, overrides);
  if (configuration && !common.taxonomy.empty()) configuration->taxonomy = common.taxonomy;
  return configuration;
}

Result<OpenedIndex> open_index(const CommonOptions& common, bool create, bool bulk) {
  auto configuration = configuration_of(common);
  if (!configuration) return std::move(configuration).error();
  auto taxonomy = daemon::load_taxonomy(configuration->taxonomy);
  if (!taxonomy) return std::move(taxonomy).error();
  index::StoreOptions options;
  options.data_dir = configuration->data_dir;
  options.create_if_missing = create;
  options.sync_writes = !bulk;
  auto store = index::IndexStore::open(std::move(options));
  if (!store) return std::move(store).error();
  OpenedIndex opened;
  opened.taxonomy = std::make_unique<const Taxonomy>(std::move(taxonomy).value());
  opened.store = std::move(store).value();
  opened.backend = query::make_embedded_backend(*opened.store, *opened.taxonomy);
  return opened;
}

Result<std::unique_ptr<index::IndexStore>> open_store_to_read(const std::string& data_dir,
                                                              std::size_t cache_bytes) {
  index::StoreOptions options;
  options.data_dir = data_dir;
  options.create_if_missing = false;
  options.read_only = true;
  options.block_cache_bytes = cache_bytes;
  return index::IndexStore::open(std::move(options));
}

}  // namespace modelzoo::tools
