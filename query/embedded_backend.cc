#include "query/embedded_backend.h"

#include <algorithm>

#include "index/store/index_store.h"
#include "query/answers/facet_counter.h"
#include "query/related_models.h"
#include "query/snapshot_search.h"
#include "query/suggestions/current_suggester.h"
#include "schemas/taxonomy.h"

namespace modelzoo::query {
namespace {

class EmbeddedBackend final : public SearchBackend {
 public:
  EmbeddedBackend(index::IndexStore& store, const Taxonomy& taxonomy)
      : store_(store),
        taxonomy_(taxonomy),
        suggester_([&store] { return store.snapshot(); }, taxonomy) {}

  void prepare() override { suggester_.prepare(); }

  Result<SearchResult> search(const SearchRequest& request) const override {
    return search_snapshot(*store_.snapshot(), taxonomy_, request);
  }

  Result<std::vector<Suggestion>> suggest(std::string_view prefix,
                                          std::size_t limit) const override {
    return suggester_.get()->complete(prefix, limit);
  }

  Result<std::vector<Hit>> related(std::string_view full_name, std::size_t limit) const override {
    const auto snapshot = store_.snapshot();
    const auto at = snapshot->find(full_name);
    if (!at) return Error{ErrorCode::kNotFound, "no model " + std::string(full_name)};
    return related_models(*snapshot, *at, limit);
  }

  Result<Record> get(std::string_view full_name) const override {
    const auto snapshot = store_.snapshot();
    const auto at = snapshot->find(full_name);
    if (!at) return Error{ErrorCode::kNotFound, "no model " + std::string(full_name)};
    return current_record(*snapshot, *at);
  }

  Result<Record> get_by_id(std::uint64_t github_id) const override {
    const auto snapshot = store_.snapshot();
    const auto at = snapshot->find_id(github_id);
    if (!at)
      return Error{ErrorCode::kNotFound, "no model with GitHub id " + std::to_string(github_id)};
    return current_record(*snapshot, *at);
  }

  Result<Facet> facet_counts(std::string_view facet) const override;

  Status visit_all(const std::function<bool(const Record&)>& visit) const override {
    const auto snapshot = store_.snapshot();
    for (std::uint32_t segment = 0; segment < snapshot->segments().size(); ++segment) {
      const index::SegmentView& view = snapshot->segments()[segment];
      for (index::DocId doc = 0; doc < view.reader->doc_count(); ++doc) {
        if (!view.is_live(doc)) continue;
        auto record = current_record(*snapshot, {segment, doc});
        if (!record) return std::move(record).error();
        if (!visit(*record)) return Ok{};
      }
    }
    return Ok{};
  }

  Result<ChangeReceipt> apply(Changes changes) override {
    index::WriteBatch batch;
    batch.puts = std::move(changes.puts);
    for (std::string& name : changes.deletions) batch.deletions.push_back({std::move(name), {}});
    for (NumbersChange& change : changes.updates) {
      batch.updates.push_back({std::move(change.full_name), change.stars, change.forks,
                               change.open_issues, std::move(change.pushed_at),
                               std::move(change.updated_at), change.archived});
    }
    auto receipt = store_.apply(std::move(batch));
    if (!receipt) return std::move(receipt).error();
    suggester_.refresh();
    return ChangeReceipt{receipt->sequence, receipt->added,   receipt->replaced,
                         receipt->deleted,  receipt->updated, receipt->not_found};
  }

  std::uint64_t document_count() const override { return store_.snapshot()->live_count(); }
  std::uint64_t sequence() const override { return store_.snapshot()->sequence(); }

  std::vector<std::pair<std::string, double>> stats() const override {
    const index::StoreStats s = store_.stats();
    const auto number = [](std::uint64_t n) { return static_cast<double>(n); };
    return {{"documents", number(s.documents)},
            {"deleted_documents", number(s.deleted_documents)},
            {"segments", number(s.segments)},
            {"terms", number(s.terms)},
            {"bytes_on_disk", number(s.bytes_on_disk)},
            {"merges_running", number(s.merges_running)},
            {"merges_done", number(s.merges_done)},
            {"merges_failed", number(s.merges_failed)},
            {"writes", number(s.writes)},
            {"sequence", number(s.sequence)},
            {"format_version", number(s.format_version)}};
  }

 private:
  index::IndexStore& store_;
  const Taxonomy& taxonomy_;
  mutable CurrentSuggester suggester_;
};

Result<Facet> EmbeddedBackend::facet_counts(std::string_view facet) const {
  SearchRequest request;
  request.limit = 1;
  request.facets = {std::string(facet)};
  auto found = search(request);
  if (!found) return std::move(found).error();
  Facet counts = std::move(found->facets.front());
  const std::vector<TaxonomyEntry>* entries = facet == "framework"  ? &taxonomy_.frameworks
                                              : facet == "category" ? &taxonomy_.categories
                                                                    : nullptr;
  if (entries == nullptr) return counts;
  for (const TaxonomyEntry& entry : *entries) {
    const bool there =
        std::any_of(counts.values.begin(), counts.values.end(),
                    [&](const FacetCount& count) { return count.value == entry.id; });
    if (!there) counts.values.push_back({entry.id, 0});
  }
  return counts;
}

}  // namespace

std::unique_ptr<SearchBackend> make_embedded_backend(index::IndexStore& store,
                                                     const Taxonomy& taxonomy) {
  return std::make_unique<EmbeddedBackend>(store, taxonomy);
}

}  // namespace modelzoo::query
