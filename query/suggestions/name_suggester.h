// name_suggester.h - completions for what is being typed: names of repositories, frameworks,
// categories, topics and phrases that many descriptions use.
//
// What is typed may be several words, in the order of the name or not, and mistyped. Names lie in
// an index for each segment, made once; topics and phrases are counted by segment and put together
// when the snapshot has grown by a fiftieth. A completion takes some ten microseconds.
// Immutable once made: thread-safe. Memory: about 250 bytes a repository.
// Tested by: tests/unit/query/suggestions/name_suggester_test.cc
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "index/segments/snapshot.h"
#include "query/search_result.h"
#include "query/suggestions/completion_index.h"

namespace modelzoo {
struct Taxonomy;
}

namespace modelzoo::query {

// What one segment has to complete; made once for it.
struct SegmentCompletions {
  CompletionIndex names;  // items are documents
  // Topics and phrases with the documents that have them.
  std::vector<std::pair<std::string, std::uint32_t>> topics, phrases;
};
[[nodiscard]] SegmentCompletions make_segment_completions(const index::SegmentReader& reader);

class NameSuggester {
 public:
  // `before`: of an earlier snapshot, or null; what has not changed since is taken over.
  NameSuggester(std::shared_ptr<const index::Snapshot> snapshot, const Taxonomy& taxonomy,
                const NameSuggester* before = nullptr);

  // First what begins as typed, then what has all the words, then what is similar; each by weight:
  // frameworks and categories, then the most starred. Of what begins as typed, three places in ten
  // are kept for what is no repository, however many stars those have.
  [[nodiscard]] std::vector<Suggestion> complete(std::string_view typed, std::size_t limit) const;

  [[nodiscard]] std::uint64_t sequence() const { return snapshot_->sequence(); }

 private:
  // Taxonomy, topics and phrases of all segments.
  struct Common {
    std::vector<Suggestion> items;
    CompletionIndex index;
    std::uint64_t documents = 0;  // when it was made
  };
  class Collector;
  static std::shared_ptr<const Common> make_common(
      const std::vector<std::shared_ptr<const SegmentCompletions>>& segments,
      const Taxonomy& taxonomy, std::uint64_t documents);
  void add_with_all_words(std::string_view typed, Collector& found) const;

  std::shared_ptr<const index::Snapshot> snapshot_;
  std::vector<std::shared_ptr<const SegmentCompletions>> segments_;  // as those of the snapshot
  std::shared_ptr<const Common> common_;
};

}  // namespace modelzoo::query
