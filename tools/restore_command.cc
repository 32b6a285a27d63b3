// restore: a backup becomes the data directory. The backup is checked first, and nothing is ever
// written over: the data directory must be empty or absent.
#include <fcntl.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <vector>

#include "index/store/index_store.h"
#include "schemas/json_writer.h"
#include "tools/commands.h"
#include "tools/opened_index.h"
#include "tools/progress_bar.h"

namespace modelzoo::tools {
namespace {

namespace fs = std::filesystem;

// RocksDB opens what this file names: copied last, so that half a copy is no index.
constexpr const char* kCurrent = "CURRENT";

Status io_error(const std::string& what, const std::error_code& error) {
  return Error{ErrorCode::kIo, what + ": " + error.message()};
}

// The files that an index is made of; its lock and its logs are the process's own.
Result<std::vector<fs::path>> files_of(const fs::path& backup) {
  std::vector<fs::path> files;
  std::error_code error;
  for (fs::directory_iterator at(backup, error), end; !error && at != end; at.increment(error)) {
    const std::string name = at->path().filename().string();
    if (name == "LOCK" || name == kCurrent || name.starts_with("LOG")) continue;
    if (at->is_regular_file(error)) files.push_back(at->path());
  }
  if (error) return io_error("cannot read " + backup.string(), error).error();
  files.push_back(backup / kCurrent);
  return files;
}

Status check_target(const fs::path& to) {
  std::error_code error;
  if (!fs::exists(to, error)) return error ? io_error(to.string(), error) : Status(Ok{});
  if (!fs::is_directory(to, error))
    return Error{ErrorCode::kInvalidArgument, to.string() + " is not a folder"};
  const bool is_empty = fs::is_empty(to, error);
  if (error) return io_error(to.string(), error);
  if (is_empty) return Ok{};
  if (!fs::exists(to / kCurrent, error))
    return Error{ErrorCode::kInvalidArgument,
                 to.string() +
                     " is not empty, and no index either (an earlier restore that was "
                     "broken off?); empty it, or choose another --data-dir"};
  return Error{ErrorCode::kInvalidArgument,
               to.string() + " holds an index already; move it away, or choose another --data-dir"};
}

Status make_durable(const fs::path& path) {
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return io_error(path.string(), {errno, std::system_category()});
  const bool done = ::fsync(file) == 0;
  const std::error_code error(errno, std::system_category());
  ::close(file);
  return done ? Status(Ok{}) : io_error("cannot sync " + path.string(), error);
}

Status copy_durably(const std::vector<fs::path>& files, const fs::path& to, ProgressBar& bar) {
  std::error_code error;
  fs::create_directories(to, error);
  if (error) return io_error("cannot create " + to.string(), error);
  for (std::size_t i = 0; i < files.size(); ++i) {
    const fs::path copy = to / files[i].filename();
    fs::copy_file(files[i], copy, error);
    if (error) return io_error("cannot copy " + files[i].string() + " to " + to.string(), error);
    MODELZOO_RETURN_IF_ERROR(make_durable(copy));
    bar.show(static_cast<double>(i + 1) / static_cast<double>(files.size()), i + 1);
  }
  return make_durable(to);
}

Result<std::uint64_t> checked_documents(const CommonOptions& common, const std::string& backup) {
  auto store = open_store_to_read(backup);
  if (!store) return std::move(store).error();
  ProgressBar bar("checking the backup", common.quiet);
  std::string first;
  const Status sound =
      (*store)->check([&](const std::string& problem) { first = first.empty() ? problem : first; },
                      [&](double part) { bar.show(part, static_cast<std::uint64_t>(part * 100)); });
  if (!sound)
    return Error{ErrorCode::kCorrupt, "the backup " + backup + " is damaged: " +
                                          sound.error().message + ", first: " + first};
  return (*store)->stats().documents;
}

}  // namespace

int restore_command(const CommonOptions& common, const std::string& from) {
  if (!common.server.empty()) return wrong_usage("restore works on --data-dir, with no daemon");
  const auto configuration = configuration_of(common);
  if (!configuration) return fail(configuration.error().message);
  const fs::path to = configuration->data_dir;
  if (const Status free = check_target(to); !free) return fail(free.error().message);
  std::error_code ignored;
  if (!fs::exists(fs::path(from) / kCurrent, ignored)) return fail("no backup in " + from);
  const auto documents = checked_documents(common, from);
  if (!documents) return fail(documents.error().message);
  const auto files = files_of(from);
  if (!files) return fail(files.error().message);
  Status copied = Ok{};
  {
    ProgressBar bar("restoring", common.quiet);
    copied = copy_durably(*files, to, bar);
  }
  if (!copied) {
    for (const fs::path& file : *files) fs::remove(to / file.filename(), ignored);
    return fail(copied.error().message);
  }
  if (common.json) {
    std::string json;
    JsonWriter(json)
        .begin_object()
        .member("models", *documents)
        .member("data_dir", to.string())
        .end_object();
    std::puts(json.c_str());
  } else if (!common.quiet) {
    std::printf("%llu models restored to %s\n", static_cast<unsigned long long>(*documents),
                to.c_str());
  }
  return 0;
}

}  // namespace modelzoo::tools
