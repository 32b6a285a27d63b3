#include "tests/support/power_loss_file_system.h"

#include <pthread.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string_view>
#include <utility>

namespace modelzoo::testing {
namespace {

std::string bytes_of(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::string folder_of(const std::string& path) {
  return std::filesystem::path(path).parent_path().lexically_normal().string();
}

// RocksDB names its threads.
bool in_compaction() {
  std::array<char, 16> name{};
  return ::pthread_getname_np(::pthread_self(), name.data(), name.size()) == 0 &&
         std::string_view(name.data()) == "rocksdb:low";
}

std::uint64_t up_to(Random& random, std::uint64_t most) {
  return random.below(static_cast<std::uint32_t>(most + 1));
}

}  // namespace

// Not rocksdb::FSWritableFileWrapper alone: each call that changes something asks the file system.
class PowerLossFileSystem::File final : public rocksdb::FSWritableFileOwnerWrapper {
 public:
  File(PowerLossFileSystem& system, std::shared_ptr<Written> written,
       std::unique_ptr<rocksdb::FSWritableFile> file)
      : FSWritableFileOwnerWrapper(std::move(file)),
        system_(system),
        written_(std::move(written)) {}

  Status Append(const rocksdb::Slice& data, const Options& options, Debug debug) override {
    return grow(data.size(), [&] { return target()->Append(data, options, debug); });
  }
  Status Append(const rocksdb::Slice& data, const Options& options,
                const rocksdb::DataVerificationInfo&, Debug debug) override {
    return Append(data, options, debug);
  }
  Status Truncate(std::uint64_t size, const Options& options, Debug debug) override {
    return system_.call([&] {
      written_->size = std::min(written_->size, size);
      written_->synced = std::min(written_->synced, size);
      return target()->Truncate(size, options, debug);
    });
  }
  Status Sync(const Options&, Debug) override { return sync(); }
  Status Fsync(const Options&, Debug) override { return sync(); }
  // Starts to write back; promises nothing.
  Status RangeSync(std::uint64_t, std::uint64_t, const Options&, Debug) override {
    return Status::OK();
  }
  // Would make the file longer than what was written.
  Status Allocate(std::uint64_t, std::uint64_t, const Options&, Debug) override {
    return Status::OK();
  }
  void PrepareWrite(std::size_t, std::size_t, const Options&, Debug) override {}

 private:
  Status grow(std::size_t bytes, const std::function<Status()>& append) {
    return system_.call([&] {
      if (system_.full_ && !in_compaction()) {
        Status full = Status::NoSpace("No space left on device");
        full.SetRetryable(true);  // as the real one is
        return full;
      }
      const Status status = append();
      if (status.ok()) written_->size += bytes;
      return status;
    });
  }
  // The real disk is not asked: nothing that these tests do needs it to be.
  Status sync() {
    return system_.call([&] {
      written_->synced = written_->size;
      return Status::OK();
    });
  }

  PowerLossFileSystem& system_;
  std::shared_ptr<Written> written_;
};

class PowerLossFileSystem::Folder final : public rocksdb::FSDirectoryWrapper {
 public:
  Folder(PowerLossFileSystem& system, std::string path,
         std::unique_ptr<rocksdb::FSDirectory> folder)
      : FSDirectoryWrapper(std::move(folder)), system_(system), path_(std::move(path)) {}
  Status Fsync(const Options&, Debug) override {
    return system_.call([&] {
      MutexLock lock(system_.mutex_);
      std::erase_if(system_.new_names_,
                    [&](const NewName& name) { return folder_of(name.path) == path_; });
      return Status::OK();
    });
  }
  Status FsyncWithDirOptions(const Options& options, Debug debug,
                             const rocksdb::DirFsyncOptions&) override {
    return Fsync(options, debug);
  }

 private:
  PowerLossFileSystem& system_;
  const std::string path_;
};

std::uint64_t PowerLossFileSystem::calls() const {
  MutexLock lock(mutex_);
  return calls_;
}

void PowerLossFileSystem::cut_at(std::uint64_t call) {
  MutexLock lock(mutex_);
  cut_ = call;
}

void PowerLossFileSystem::fail_at(std::uint64_t call) {
  MutexLock lock(mutex_);
  fail_ = call;
}

void PowerLossFileSystem::set_full(bool full) { full_ = full; }

bool PowerLossFileSystem::is_cut() const {
  MutexLock lock(mutex_);
  return calls_ >= cut_;
}

rocksdb::IOStatus PowerLossFileSystem::call(const std::function<Status()>& change) {
  {
    MutexLock lock(mutex_);
    ++calls_;
    if (calls_ >= cut_) return in_compaction() ? Status::OK() : Status::IOError("no power");
    if (calls_ == fail_ && in_compaction()) ++fail_;
    if (calls_ == fail_) return Status::IOError("this call was to fail");
  }
  return change();
}

rocksdb::IOStatus PowerLossFileSystem::track(const std::string& path, Status opened,
                                             std::unique_ptr<rocksdb::FSWritableFile>* file) {
  if (!opened.ok()) return opened;
  MutexLock lock(mutex_);
  std::shared_ptr<Written>& written = files_[path];
  if (!written) {
    written = std::make_shared<Written>();
    new_names_.push_back({path, "", std::nullopt});
  }
  *file = std::make_unique<File>(*this, written, std::move(*file));
  return opened;
}

rocksdb::IOStatus PowerLossFileSystem::NewWritableFile(
    const std::string& path, const rocksdb::FileOptions& options,
    std::unique_ptr<rocksdb::FSWritableFile>* file, Debug debug) {
  file->reset();
  const Status opened = call([&] {
    {
      MutexLock lock(mutex_);
      files_.erase(path);  // begun anew
    }
    return track(path, target()->NewWritableFile(path, options, file, debug), file);
  });
  const bool pretended = opened.ok() && *file == nullptr;
  return pretended ? target()->NewWritableFile(path + ".lost", options, file, debug) : opened;
}

rocksdb::IOStatus PowerLossFileSystem::ReopenWritableFile(
    const std::string& path, const rocksdb::FileOptions& options,
    std::unique_ptr<rocksdb::FSWritableFile>* file, Debug debug) {
  return call(
      [&] { return track(path, target()->ReopenWritableFile(path, options, file, debug), file); });
}

rocksdb::IOStatus PowerLossFileSystem::ReuseWritableFile(const std::string&, const std::string&,
                                                         const rocksdb::FileOptions&,
                                                         std::unique_ptr<rocksdb::FSWritableFile>*,
                                                         Debug) {
  return Status::NotSupported("logs are not recycled here");
}

rocksdb::IOStatus PowerLossFileSystem::NewDirectory(const std::string& path, const Options& options,
                                                    std::unique_ptr<rocksdb::FSDirectory>* folder,
                                                    Debug debug) {
  const Status opened = target()->NewDirectory(path, options, folder, debug);
  if (opened.ok()) {
    const std::string name = std::filesystem::path(path + "/x").parent_path().lexically_normal();
    *folder = std::make_unique<Folder>(*this, name, std::move(*folder));
  }
  return opened;
}

rocksdb::IOStatus PowerLossFileSystem::DeleteFile(const std::string& path, const Options& options,
                                                  Debug debug) {
  return call([&] {
    const Status status = target()->DeleteFile(path, options, debug);
    MutexLock lock(mutex_);
    files_.erase(path);
    std::erase_if(new_names_, [&](const NewName& name) { return name.path == path; });
    return status;
  });
}

rocksdb::IOStatus PowerLossFileSystem::RenameFile(const std::string& from, const std::string& to,
                                                  const Options& options, Debug debug) {
  return call([&] {
    NewName name{to, from, std::nullopt};
    if (std::filesystem::exists(to)) name.replaced = bytes_of(to);
    const Status status = target()->RenameFile(from, to, options, debug);
    if (!status.ok()) return status;
    MutexLock lock(mutex_);
    if (const auto file = files_.find(from); file != files_.end()) {
      files_[to] = file->second;
      files_.erase(from);
    }
    new_names_.push_back(std::move(name));
    return status;
  });
}

rocksdb::IOStatus PowerLossFileSystem::LinkFile(const std::string& from, const std::string& to,
                                                const Options& options, Debug debug) {
  return call([&] {
    const Status status = target()->LinkFile(from, to, options, debug);
    if (!status.ok()) return status;
    MutexLock lock(mutex_);
    if (const auto file = files_.find(from); file != files_.end()) files_[to] = file->second;
    new_names_.push_back({to, "", std::nullopt});
    return status;
  });
}

rocksdb::IOStatus PowerLossFileSystem::Truncate(const std::string& path, std::size_t size,
                                                const Options& options, Debug debug) {
  return call([&] { return target()->Truncate(path, size, options, debug); });
}

// From the last to the first that is not kept, so that each finds what it left.
void PowerLossFileSystem::forget_names(Random& random) {
  const std::uint64_t kept = up_to(random, new_names_.size());
  while (new_names_.size() > kept) {
    const NewName& name = new_names_.back();
    if (name.from.empty()) {
      std::filesystem::remove(name.path);
      files_.erase(name.path);
    } else {
      std::filesystem::rename(name.path, name.from);
      if (const auto file = files_.find(name.path); file != files_.end()) {
        files_[name.from] = file->second;
        files_.erase(name.path);
      }
      if (name.replaced) std::ofstream(name.path, std::ios::binary) << *name.replaced;
    }
    new_names_.pop_back();
  }
  new_names_.clear();
}

void PowerLossFileSystem::forget_bytes(Random& random) {
  for (const auto& [path, written] : files_) {
    // What was deleted behind our back, by whoever does without RocksDB's files, stays deleted.
    if (written->size == written->synced || !std::filesystem::exists(path)) continue;
    const std::uint64_t size = written->synced + up_to(random, written->size - written->synced);
    std::filesystem::resize_file(path, size);
    if (path.ends_with(".log") && size > written->synced && up_to(random, 1) == 1) {
      std::fstream file(path, std::ios::binary | std::ios::in | std::ios::out);
      file.seekp(
          static_cast<std::streamoff>(written->synced + up_to(random, size - written->synced - 1)));
      file.put(static_cast<char>(up_to(random, 255)));
    }
    written->size = written->synced = size;
  }
}

void PowerLossFileSystem::restore_power(Random& random) {
  MutexLock lock(mutex_);
  forget_names(random);
  forget_bytes(random);
  cut_ = fail_ = ~std::uint64_t{0};
}

}  // namespace modelzoo::testing
