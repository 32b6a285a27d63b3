// current_suggester.h - the completions of the newest snapshot, made beside the requests that ask
// for them: a request takes what was finished last and never waits for what a write has changed.
//
// A thread of low priority looks for a newer snapshot when refresh() says so and twice a second,
// because merges change the segments too and what it holds keeps the old ones alive. It rests four
// times as long as it worked, so that a stream of writes costs a fifth of one core. With the
// completions it makes what tolerates typing errors (SegmentReader::spelling) of each new segment.
//
// Thread-safe. Tested by: tests/unit/query/suggestions/current_suggester_test.cc
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <thread>

#include "index/segments/snapshot.h"
#include "query/suggestions/name_suggester.h"
#include "schemas/mutex.h"

namespace modelzoo {
struct Taxonomy;
}

namespace modelzoo::query {

class CurrentSuggester {
 public:
  using NewestSnapshot = std::function<std::shared_ptr<const index::Snapshot>()>;

  // `newest` is called by several threads; it and `taxonomy` must outlive this.
  CurrentSuggester(NewestSnapshot newest, const Taxonomy& taxonomy);
  // Waits for what is being made.
  ~CurrentSuggester();
  CurrentSuggester(const CurrentSuggester&) = delete;
  CurrentSuggester& operator=(const CurrentSuggester&) = delete;

  // Makes the first one: 0.8 s for 76,000 repositories. At once when that has been done.
  void prepare();
  // Of the newest snapshot or, for a moment after a change, of the one before. Makes the first one
  // when prepare() was not called.
  [[nodiscard]] std::shared_ptr<const NameSuggester> get();
  // There is a newer snapshot. Does not wait; nothing before the first one was made.
  void refresh();

 private:
  [[nodiscard]] std::shared_ptr<const NameSuggester> make(const NameSuggester* before) const;
  void follow();

  const NewestSnapshot newest_;
  const Taxonomy& taxonomy_;
  std::once_flag first_made_;
  Mutex mutex_;
  CondVar changed_;
  std::shared_ptr<const NameSuggester> current_ MODELZOO_GUARDED_BY(mutex_);
  bool wanted_ MODELZOO_GUARDED_BY(mutex_) = false;
  bool stopping_ MODELZOO_GUARDED_BY(mutex_) = false;
  std::thread follower_ MODELZOO_GUARDED_BY(mutex_);
};

}  // namespace modelzoo::query
