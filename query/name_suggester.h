// name_suggester.h - completions for what is being typed: names, frameworks, categories, topics.
// Built once for a snapshot; immutable: thread-safe. Memory: about 60 bytes a repository.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "index/snapshot.h"
#include "query/search_result.h"

namespace modelzoo {
struct Taxonomy;
}

namespace modelzoo::query {

class NameSuggester {
 public:
  NameSuggester(const index::Snapshot& snapshot, const Taxonomy& taxonomy);
  // Entries with a word that begins with `prefix`, most stars first. O(log n + matches).
  [[nodiscard]] std::vector<Suggestion> complete(std::string_view prefix, std::size_t limit) const;

 private:
  struct Entry {
    std::string key;           // letters and digits, from which a completion may begin
    std::uint32_t suggestion;  // index into suggestions_
  };
  void add(Suggestion suggestion, std::vector<std::string> keys);
  std::vector<Suggestion> suggestions_;
  std::vector<Entry> entries_;  // by key
};

}  // namespace modelzoo::query
