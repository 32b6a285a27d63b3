// power_loss_file_system.h - a file system below RocksDB that forgets what was not synced when the
// power goes, can fail one call, and can be full.
//
// A call that changes something (append, sync, create, rename, link, delete ...) has a number, from
// 1 at construction. After cut_at(n) call n and all later ones fail and change nothing, as for a
// process that the power leaves; restore_power() then gives the disk what it may hold:
//   - of a file, what was synced, and of the rest a random part from its start; of a log, that part
//     may end in garbage (a manifest may not: RocksDB, like every log of its kind, relies on file
//     systems that never show blocks which were not written);
//   - of new names in a folder (create, rename, link), those since its last sync that come first,
//     up to a random one: the others were never there. Deletions always last.
//
// Compactions are spared, since RocksDB 7.8 ends the process when one cannot write (an assertion in
// SubcompactionState::SmallestUserKey): with the power gone their calls seem to go well and change
// nothing, the call that would fail is the next one, and a full disk has room for them.
//
// Thread-safe; restore_power() only when nobody has files open.
#pragma once

#include <rocksdb/file_system.h>

#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "schemas/mutex.h"
#include "tests/support/random_numbers.h"

namespace modelzoo::testing {

class PowerLossFileSystem final : public rocksdb::FileSystemWrapper {
 public:
  PowerLossFileSystem() : FileSystemWrapper(rocksdb::FileSystem::Default()) {}
  const char* Name() const override { return "PowerLossFileSystem"; }

  [[nodiscard]] std::uint64_t calls() const;
  void cut_at(std::uint64_t call);
  void fail_at(std::uint64_t call);  // that one alone
  void set_full(bool full);          // while it is, no file grows
  [[nodiscard]] bool is_cut() const;
  void restore_power(Random& random);

  using Status = rocksdb::IOStatus;
  using Options = rocksdb::IOOptions;
  using Debug = rocksdb::IODebugContext*;
  Status NewWritableFile(const std::string& path, const rocksdb::FileOptions& options,
                         std::unique_ptr<rocksdb::FSWritableFile>* file, Debug debug) override;
  Status ReopenWritableFile(const std::string& path, const rocksdb::FileOptions& options,
                            std::unique_ptr<rocksdb::FSWritableFile>* file, Debug debug) override;
  Status ReuseWritableFile(const std::string& path, const std::string& old_path,
                           const rocksdb::FileOptions& options,
                           std::unique_ptr<rocksdb::FSWritableFile>* file, Debug debug) override;
  Status NewDirectory(const std::string& path, const Options& options,
                      std::unique_ptr<rocksdb::FSDirectory>* folder, Debug debug) override;
  Status DeleteFile(const std::string& path, const Options& options, Debug debug) override;
  Status RenameFile(const std::string& from, const std::string& to, const Options& options,
                    Debug debug) override;
  Status LinkFile(const std::string& from, const std::string& to, const Options& options,
                  Debug debug) override;
  Status Truncate(const std::string& path, std::size_t size, const Options& options,
                  Debug debug) override;

 private:
  class File;
  class Folder;
  struct Written {
    std::uint64_t synced = 0, size = 0;
  };
  // A name that its folder's next sync makes last.
  struct NewName {
    std::string path;
    std::string from;                     // of a rename; else empty
    std::optional<std::string> replaced;  // what the rename has replaced
  };

  // Runs `change` when the power is there and the call is not the one to fail.
  Status call(const std::function<Status()>& change);
  Status track(const std::string& path, Status opened,
               std::unique_ptr<rocksdb::FSWritableFile>* file);
  void forget_names(Random& random) MODELZOO_REQUIRES(mutex_);
  void forget_bytes(Random& random) MODELZOO_REQUIRES(mutex_);

  mutable Mutex mutex_;
  std::uint64_t calls_ MODELZOO_GUARDED_BY(mutex_) = 0;
  std::uint64_t cut_ MODELZOO_GUARDED_BY(mutex_) = ~std::uint64_t{0};
  std::uint64_t fail_ MODELZOO_GUARDED_BY(mutex_) = ~std::uint64_t{0};
  std::atomic<bool> full_{false};
  std::map<std::string, std::shared_ptr<Written>> files_ MODELZOO_GUARDED_BY(mutex_);
  std::vector<NewName> new_names_ MODELZOO_GUARDED_BY(mutex_);
};

}  // namespace modelzoo::testing
