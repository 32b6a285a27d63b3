// What becomes of a repository once its answer is read: written, updated, counted as missing.

#include "crawler/change_detection.h"
#include "crawler/crawl_engine.h"
#include "schemas/rfc3339.h"

namespace modelzoo::crawler {

UnixSeconds CrawlEngine::today() const {
  return std::chrono::time_point_cast<std::chrono::seconds>(clock_.now());
}

void CrawlEngine::save_state(const std::string& key) {
  const RepositoryState* state = frontier_.state(key);
  if (state == nullptr) return;
  writer_.save(std::string(kRepositoryPrefix) + key, encode_state(*state));
  frontier_.handed_over(key, writer_.filling());
}

void CrawlEngine::drop(const std::string& key) {
  frontier_.erase(key);
  writer_.save(std::string(kRepositoryPrefix) + key, std::nullopt);
}

std::string CrawlEngine::settle_name(const std::string& key, const RepositoryFacts& facts,
                                     bool& renamed) {
  const RepositoryState* state = frontier_.state(key);
  renamed = false;
  if (state == nullptr) return {};
  const std::string new_key = folded_name(facts.record.full_name);
  const std::string old_name = state->name;
  const bool stored = state->stored;
  if (is_denied(facts.record.full_name)) {
    if (stored) writer_.remove(old_name);
    drop(key);
    return {};
  }
  if (new_key == key) {
    renamed = old_name != facts.record.full_name;  // spelling
    return key;
  }
  renamed = true;
  if (stored) {
    ++counts_.renamed;
    // The sink replaces by github_id; this is for records that have none.
    writer_.remove(old_name);
  }
  writer_.save(std::string(kRepositoryPrefix) + key, std::nullopt);
  return frontier_.rename(key, facts.record.full_name) ? new_key : std::string();
}

void CrawlEngine::finish_unchanged(const std::string& key, const RepositoryFacts& facts) {
  RepositoryState* state = frontier_.state(key);
  if (state == nullptr) return;
  ++counts_.fetched;
  ++counts_.unchanged;
  state->stars = facts.record.stars.value_or(0);
  state->pushed_at = facts.record.pushed_at.value_or("");
  frontier_.seen(key);
  writer_.update(numbers_of(facts.record, today()));
  save_state(key);
}

void CrawlEngine::finish_changed(TextJob job, BlobText readme,
                                 std::map<std::string, std::string> manifests) {
  RepositoryState* state = frontier_.state(job.key);
  if (state == nullptr) return;
  ++counts_.fetched;
  ++counts_.changed;
  const std::uint64_t digest = facts_digest(job.facts.record);
  Record record = std::move(job.facts.record);
  if (readme.found && !readme.is_binary) {
    BoundedText bounded = bounded_text(std::move(readme.text), options_.max_readme_bytes);
    counts_.readmes_cut += bounded.cut || readme.is_truncated ? 1 : 0;
    counts_.readmes_repaired += bounded.repaired ? 1 : 0;
    record.readme = std::move(bounded.text);
    record.readme_path = job.readme_path;
    record.readme_oid = job.readme_oid;
  }
  if (!manifests.empty()) record.manifests = std::move(manifests);
  if (record.stars)
    record.star_history = std::vector<StarCount>{{format_date(today()), *record.stars}};
  state->name = record.full_name;
  state->github_id = record.github_id.value_or(0);
  state->readme_oid = job.readme_oid;
  state->readme_path = job.readme_path;
  state->facts_digest = digest;
  state->stars = record.stars.value_or(0);
  state->pushed_at = record.pushed_at.value_or("");
  state->stored = true;
  frontier_.seen(job.key);
  writer_.put(std::move(record));
  save_state(job.key);
}

void CrawlEngine::finish_missing(const std::string& key) {
  RepositoryState* state = frontier_.state(key);
  if (state == nullptr) return;
  ++counts_.fetched;
  ++counts_.missing;
  frontier_.missed(key);
  state = frontier_.state(key);
  // Once may be a repository made private for a day; twice in a row it leaves the results.
  if (state->misses >= 2) {
    if (state->stored) {
      writer_.remove(state->name);
      ++counts_.deleted;
    }
    state->stored = false;
    state->gone = true;
    state->readme_oid.clear();
    state->etag.clear();
  }
  save_state(key);
}

void CrawlEngine::finish_failed(const std::string& key) {
  if (frontier_.failed(key)) ++counts_.given_up;
  save_state(key);
}

}  // namespace modelzoo::crawler
