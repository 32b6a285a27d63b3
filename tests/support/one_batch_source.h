// one_batch_source.h - records for a bulk load, all in one batch. For one thread.
#pragma once

#include <functional>
#include <utility>
#include <vector>

#include "index/store/index_store.h"

namespace modelzoo::testing {

class OneBatchSource final : public index::RecordSource {
 public:
  explicit OneBatchSource(std::vector<Record> records) : records_(std::move(records)) {}
  Result<bool> next(std::uint64_t& number,
                    const std::function<Status(const Record&)>& add) override {
    number = 0;
    const bool any = !records_.empty();
    for (const Record& record : std::exchange(records_, {})) MODELZOO_RETURN_IF_ERROR(add(record));
    return any;
  }

 private:
  std::vector<Record> records_;
};

}  // namespace modelzoo::testing
