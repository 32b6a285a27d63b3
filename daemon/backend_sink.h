// backend_sink.h - the crawler's way into the index: what it hands over is put behind the seam of
// query/, whatever stands there; its state goes to the index store's values. Thread-safe.
#pragma once

#include <memory>

#include "crawler/record_sink.h"

namespace modelzoo::index {
class IndexStore;
}
namespace modelzoo::query {
class SearchBackend;
}

namespace modelzoo::daemon {

// `backend` and `store` must outlive them.
[[nodiscard]] std::unique_ptr<crawler::RecordSink> make_backend_sink(query::SearchBackend& backend);
[[nodiscard]] std::unique_ptr<crawler::CrawlStateStore> make_state_store(index::IndexStore& store);

}  // namespace modelzoo::daemon
