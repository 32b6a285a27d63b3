#include "query/suggestions/current_suggester.h"

#include <sys/resource.h>

#include <chrono>
#include <utility>

#include "index/segments/spelling_words.h"

namespace modelzoo::query {
namespace {

constexpr auto kLooksEvery = std::chrono::milliseconds(500);
constexpr int kRest = 4;  // times as long as the work before it

}  // namespace

CurrentSuggester::CurrentSuggester(NewestSnapshot newest, const Taxonomy& taxonomy)
    : newest_(std::move(newest)), taxonomy_(taxonomy) {}

CurrentSuggester::~CurrentSuggester() {
  std::thread follower;
  {
    MutexLock lock(mutex_);
    stopping_ = true;
    follower.swap(follower_);
  }
  changed_.notify_all();
  if (follower.joinable()) follower.join();
}

std::shared_ptr<const NameSuggester> CurrentSuggester::make(const NameSuggester* before) const {
  auto snapshot = newest_();
  for (const index::SegmentView& view : snapshot->segments()) (void)view.reader->spelling();
  return std::make_shared<const NameSuggester>(std::move(snapshot), taxonomy_, before);
}

void CurrentSuggester::prepare() {
  std::call_once(first_made_, [this] {
    auto first = make(nullptr);
    MutexLock lock(mutex_);
    current_ = std::move(first);
    follower_ = std::thread([this] { follow(); });
  });
}

std::shared_ptr<const NameSuggester> CurrentSuggester::get() {
  prepare();
  MutexLock lock(mutex_);
  return current_;
}

void CurrentSuggester::refresh() {
  {
    MutexLock lock(mutex_);
    wanted_ = true;
  }
  changed_.notify_all();
}

void CurrentSuggester::follow() {
  // Linux counts niceness by thread. Failing is no harm.
  constexpr int kNicer = 10;
  (void)setpriority(PRIO_PROCESS, 0, kNicer);
  using Clock = std::chrono::steady_clock;
  for (;;) {
    std::shared_ptr<const NameSuggester> before;
    {
      MutexLock lock(mutex_);
      changed_.wait_until(mutex_, Clock::now() + kLooksEvery,
                          [this]() MODELZOO_REQUIRES(mutex_) { return wanted_ || stopping_; });
      if (stopping_) return;
      wanted_ = false;
      before = current_;
    }
    if (newest_()->sequence() == before->sequence()) continue;
    const auto begun = Clock::now();
    auto made = make(before.get());
    {
      MutexLock lock(mutex_);
      current_.swap(made);
    }
    before.reset();
    made.reset();  // that of before: it keeps old segments alive
    const auto now = Clock::now();
    MutexLock lock(mutex_);
    changed_.wait_until(mutex_, now + kRest * (now - begun),
                        [this]() MODELZOO_REQUIRES(mutex_) { return stopping_; });
  }
}

}  // namespace modelzoo::query
