// embedded_backend.h - the seam over our own index: reads through snapshots, writes through the
// store. The only file of query/ that knows both sides.
#pragma once

#include <memory>

#include "query/search_backend.h"

namespace modelzoo {
struct Taxonomy;
}
namespace modelzoo::index {
class IndexStore;
}

namespace modelzoo::query {

// `store` and `taxonomy` must outlive the backend.
[[nodiscard]] std::unique_ptr<SearchBackend> make_embedded_backend(index::IndexStore& store,
                                                                   const Taxonomy& taxonomy);

}  // namespace modelzoo::query
