#include "query/name_suggester.h"

#include <algorithm>
#include <set>

#include "query/search_plan.h"
#include "schemas/taxonomy.h"

namespace modelzoo::query {
namespace {

// "Mask_RCNN" may be completed from "mask..." and from "rcnn...": the keys are its suffixes by
// word.
std::vector<std::string> keys_of(std::string_view text) {
  std::vector<std::string> keys;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::string key = joined_letters(text.substr(begin));
    if (!key.empty() && (keys.empty() || keys.back() != key)) keys.push_back(key);
    const std::size_t next = text.find_first_of("-_./ ", begin);
    if (next == std::string_view::npos) break;
    begin = next + 1;
  }
  return keys;
}

}  // namespace

NameSuggester::NameSuggester(const index::Snapshot& snapshot, const Taxonomy& taxonomy) {
  std::map<std::string, std::uint64_t> topics;
  for (const index::SegmentView& view : snapshot.segments()) {
    for (index::DocId doc = 0; doc < view.reader->doc_count(); ++doc) {
      if (!view.is_live(doc)) continue;
      const std::string_view full_name = view.reader->full_name(doc);
      std::vector<std::string> keys = keys_of(full_name.substr(full_name.find('/') + 1));
      keys.push_back(joined_letters(full_name));
      add({std::string(full_name), "model", view.doc_numbers(doc).stars}, std::move(keys));
      for (const std::uint32_t topic :
           view.reader->facet(index::FacetField::kTopic).ordinals(doc)) {
        topics[view.reader->facet(index::FacetField::kTopic).values()[topic]] += 1;
      }
    }
  }
  for (const TaxonomyEntry& entry : taxonomy.frameworks) {
    std::vector<std::string> keys = keys_of(entry.label);
    for (const std::string& alias : entry.aliases) keys.push_back(joined_letters(alias));
    add({entry.label, "framework", UINT32_MAX}, std::move(keys));
  }
  for (const TaxonomyEntry& entry : taxonomy.categories) {
    std::vector<std::string> keys = keys_of(entry.label);
    for (const std::string& alias : entry.aliases) keys.push_back(joined_letters(alias));
    add({entry.label, "category", UINT32_MAX}, std::move(keys));
  }
  constexpr std::uint64_t kCommonTopic = 3;
  for (const auto& [topic, count] : topics) {
    // A topic of many repositories is worth as much as a repository of many stars.
    if (count >= kCommonTopic) add({topic, "topic", count * 50}, keys_of(topic));
  }
  std::sort(entries_.begin(), entries_.end(),
            [](const Entry& a, const Entry& b) { return a.key < b.key; });
}

void NameSuggester::add(Suggestion suggestion, std::vector<std::string> keys) {
  const auto index = static_cast<std::uint32_t>(suggestions_.size());
  suggestions_.push_back(std::move(suggestion));
  for (std::string& key : keys) {
    if (!key.empty()) entries_.push_back({std::move(key), index});
  }
}

std::vector<Suggestion> NameSuggester::complete(std::string_view prefix, std::size_t limit) const {
  const std::string key = joined_letters(prefix);
  if (key.empty()) return {};
  auto at = std::lower_bound(
      entries_.begin(), entries_.end(), key,
      [](const Entry& entry, const std::string& wanted) { return entry.key < wanted; });
  std::set<std::uint32_t> found;
  for (; at != entries_.end() && at->key.starts_with(key); ++at) found.insert(at->suggestion);
  std::vector<std::uint32_t> order(found.begin(), found.end());
  const std::size_t kept = std::min(limit, order.size());
  std::partial_sort(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(kept), order.end(),
                    [this](std::uint32_t a, std::uint32_t b) {
                      const Suggestion& x = suggestions_[a];
                      const Suggestion& y = suggestions_[b];
                      return x.stars != y.stars ? x.stars > y.stars : x.text < y.text;
                    });
  std::vector<Suggestion> result;
  for (std::size_t i = 0; i < kept; ++i) {
    result.push_back(suggestions_[order[i]]);
    if (result.back().kind != "model") result.back().stars = 0;
  }
  return result;
}

}  // namespace modelzoo::query
