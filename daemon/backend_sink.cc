#include "daemon/backend_sink.h"

#include "crawler/record_join.h"
#include "index/store/index_store.h"
#include "query/search_backend.h"

namespace modelzoo::daemon {
namespace {

class BackendSink final : public crawler::RecordSink {
 public:
  explicit BackendSink(query::SearchBackend& backend) : backend_(backend) {}

  Status accept(crawler::SinkBatch batch) override {
    query::Changes changes;
    changes.puts = std::move(batch.puts);
    for (Record& record : changes.puts) join_stored(record);
    changes.deletions = std::move(batch.deletions);
    for (crawler::NumbersChange& change : batch.updates) {
      if (auto grown = with_longer_history(change)) {
        changes.puts.push_back(std::move(*grown));
        continue;
      }
      changes.updates.push_back({std::move(change.full_name), change.stars, change.forks,
                                 change.open_issues, std::move(change.pushed_at),
                                 std::move(change.updated_at), change.archived});
    }
    auto receipt = backend_.apply(std::move(changes));
    return receipt ? Status(Ok{}) : Status(std::move(receipt).error());
  }

 private:
  void join_stored(Record& fresh) const {
    auto stored = fresh.github_id ? backend_.get_by_id(*fresh.github_id)
                                  : Result<Record>(Error{ErrorCode::kNotFound, ""});
    if (!stored) stored = backend_.get(fresh.full_name);
    // Another repository may go by a name that was given up.
    const bool is_other =
        stored && stored->github_id && fresh.github_id && stored->github_id != fresh.github_id;
    if (stored && !is_other) crawler::keep_what_github_does_not_tell(fresh, *stored);
  }

  // Numbers alone are changed in place, but a history is part of the record: this one, with the
  // change, when its history grows; that is once a day at most.
  std::optional<Record> with_longer_history(const crawler::NumbersChange& change) const {
    if (!change.star_count) return {};
    auto stored = backend_.get(change.full_name);
    if (!stored || !crawler::add_star_count(*stored, *change.star_count)) return {};
    const auto set = [](auto& field, const auto& to) {
      if (to) field = to;
    };
    set(stored->stars, change.stars);
    set(stored->forks, change.forks);
    set(stored->open_issues, change.open_issues);
    set(stored->pushed_at, change.pushed_at);
    set(stored->updated_at, change.updated_at);
    set(stored->archived, change.archived);
    return std::move(stored).value();
  }

  query::SearchBackend& backend_;
};

class StoredState final : public crawler::CrawlStateStore {
 public:
  explicit StoredState(index::IndexStore& store) : store_(store) {}

  Result<std::map<std::string, std::string>> load(std::string_view prefix) override {
    std::map<std::string, std::string> entries;
    MODELZOO_RETURN_IF_ERROR(
        store_.meta_scan(prefix, [&](std::string_view key, std::string_view value) {
          entries.emplace(key, value);
          return true;
        }));
    return entries;
  }
  Status save(
      const std::vector<std::pair<std::string, std::optional<std::string>>>& entries) override {
    return store_.meta_put(entries);
  }

 private:
  index::IndexStore& store_;
};

}  // namespace

std::unique_ptr<crawler::RecordSink> make_backend_sink(query::SearchBackend& backend) {
  return std::make_unique<BackendSink>(backend);
}
std::unique_ptr<crawler::CrawlStateStore> make_state_store(index::IndexStore& store) {
  return std::make_unique<StoredState>(store);
}

}  // namespace modelzoo::daemon
