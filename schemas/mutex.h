// mutex.h - std::mutex with clang's thread-safety annotations: a member marked
// MODELZOO_GUARDED_BY(mutex_) cannot be touched without the lock when clang builds.
//
// Locks are private to a class and never held across a co_await, a callback or I/O.
#pragma once

#include <condition_variable>
#include <mutex>

#if defined(__clang__)
#define MODELZOO_ANNOTATE(x) __attribute__((x))
#else
#define MODELZOO_ANNOTATE(x)
#endif

#define MODELZOO_CAPABILITY(x) MODELZOO_ANNOTATE(capability(x))
#define MODELZOO_GUARDED_BY(x) MODELZOO_ANNOTATE(guarded_by(x))
#define MODELZOO_REQUIRES(...) MODELZOO_ANNOTATE(requires_capability(__VA_ARGS__))
#define MODELZOO_EXCLUDES(...) MODELZOO_ANNOTATE(locks_excluded(__VA_ARGS__))

namespace modelzoo {

class MODELZOO_CAPABILITY("mutex") Mutex {
 public:
  void lock() MODELZOO_ANNOTATE(acquire_capability()) { mutex_.lock(); }
  void unlock() MODELZOO_ANNOTATE(release_capability()) { mutex_.unlock(); }
  bool try_lock() MODELZOO_ANNOTATE(try_acquire_capability(true)) { return mutex_.try_lock(); }

 private:
  std::mutex mutex_;
};

class MODELZOO_ANNOTATE(scoped_lockable) MutexLock {
 public:
  explicit MutexLock(Mutex& mutex) MODELZOO_ANNOTATE(acquire_capability(mutex)) : mutex_(mutex) {
    mutex_.lock();
  }
  ~MutexLock() MODELZOO_ANNOTATE(release_capability()) { mutex_.unlock(); }
  MutexLock(const MutexLock&) = delete;
  MutexLock& operator=(const MutexLock&) = delete;

 private:
  Mutex& mutex_;
};

// Waits on a Mutex that the caller holds.
class CondVar {
 public:
  template <typename Predicate>
  void wait(Mutex& mutex, Predicate ready) MODELZOO_REQUIRES(mutex) {
    condition_.wait(mutex, ready);
  }
  // False when `until` passed before `ready` held.
  template <typename TimePoint, typename Predicate>
  bool wait_until(Mutex& mutex, TimePoint until, Predicate ready) MODELZOO_REQUIRES(mutex) {
    return condition_.wait_until(mutex, until, ready);
  }
  void notify_one() { condition_.notify_one(); }
  void notify_all() { condition_.notify_all(); }

 private:
  std::condition_variable_any condition_;
};

}  // namespace modelzoo
