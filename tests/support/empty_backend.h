// empty_backend.h - a backend that has nothing, for tests of what stands before one; they override
// what they ask.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "query/search_backend.h"

namespace modelzoo::testing {

class EmptyBackend : public query::SearchBackend {
 public:
  void prepare() override {}
  Result<query::SearchResult> search(const query::SearchRequest&) const override { return none(); }
  Result<std::vector<query::Suggestion>> suggest(std::string_view, std::size_t) const override {
    return none();
  }
  Result<std::vector<query::Hit>> related(std::string_view, std::size_t) const override {
    return none();
  }
  Result<Record> get(std::string_view) const override { return none(); }
  Result<Record> get_by_id(std::uint64_t) const override { return none(); }
  Result<query::Facet> facet_counts(std::string_view) const override { return none(); }
  Status visit_all(const std::function<bool(const Record&)>&) const override { return none(); }
  Result<query::ChangeReceipt> apply(query::Changes) override { return none(); }
  std::uint64_t document_count() const override { return 0; }
  std::uint64_t sequence() const override { return 0; }
  std::vector<std::pair<std::string, double>> stats() const override { return {}; }

 private:
  static Error none() { return {ErrorCode::kNotFound, "none"}; }
};

}  // namespace modelzoo::testing
