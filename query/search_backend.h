// search_backend.h - the seam between serving and indexing: search, facets, suggest, related, put,
// delete. Behind it stands the RocksDB index (embedded_backend.h) or, one day, a cluster. Crawler,
// HTTP API, pages and newsletter do not know which one answers.
//
// Thread-safe. Calls block; searches are short (microseconds to milliseconds), writes are not.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "query/search_request.h"
#include "query/search_result.h"
#include "schemas/record.h"
#include "schemas/result.h"

namespace modelzoo::query {

struct NumbersChange {
  std::string full_name;
  std::optional<std::uint64_t> stars, forks, open_issues;
  std::optional<std::string> pushed_at, updated_at;
  std::optional<bool> archived;
};

struct Changes {
  std::vector<Record> puts;
  std::vector<std::string> deletions;  // full names
  std::vector<NumbersChange> updates;
};

struct ChangeReceipt {
  std::uint64_t sequence = 0;
  std::size_t added = 0, replaced = 0, deleted = 0, updated = 0, not_found = 0;
};

class SearchBackend {
 public:
  virtual ~SearchBackend() = default;

  // Makes what searches and completions would otherwise make when they first need it: seconds for a
  // million models. Nothing fails without it.
  virtual void prepare() = 0;

  // kInvalidArgument for parameters out of range (the message names the parameter); never for the
  // text of a query.
  [[nodiscard]] virtual Result<SearchResult> search(const SearchRequest& request) const = 0;
  // A write shows in completions a moment later.
  [[nodiscard]] virtual Result<std::vector<Suggestion>> suggest(std::string_view prefix,
                                                                std::size_t limit) const = 0;
  [[nodiscard]] virtual Result<std::vector<Hit>> related(std::string_view full_name,
                                                         std::size_t limit) const = 0;
  // The whole record; kNotFound.
  [[nodiscard]] virtual Result<Record> get(std::string_view full_name) const = 0;
  [[nodiscard]] virtual Result<Record> get_by_id(std::uint64_t github_id) const = 0;
  // Counts over all documents, every taxonomy value included, most frequent first.
  [[nodiscard]] virtual Result<Facet> facet_counts(std::string_view facet) const = 0;
  // All records in no particular order, from one snapshot, until `visit` returns false.
  virtual Status visit_all(const std::function<bool(const Record&)>& visit) const = 0;

  // All or nothing; durable and visible when it returns.
  [[nodiscard]] virtual Result<ChangeReceipt> apply(Changes changes) = 0;

  [[nodiscard]] virtual std::uint64_t document_count() const = 0;
  [[nodiscard]] virtual std::uint64_t sequence() const = 0;  // for ETags
  // Name and value pairs for /metrics and `modelzoo stats`.
  [[nodiscard]] virtual std::vector<std::pair<std::string, double>> stats() const = 0;
};

}  // namespace modelzoo::query
