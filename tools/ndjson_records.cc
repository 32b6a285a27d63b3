#include "tools/ndjson_records.h"

#include <string>
#include <vector>

#include "schemas/record_reader.h"

namespace modelzoo::tools {
namespace {

// Enough that the lock is taken seldom, and little beside a second-level cache.
constexpr std::size_t kBatchBytes = std::size_t{256} << 10;

}  // namespace

struct NdjsonRecords::Batch {
  std::string text;  // lines, one after the other, and what the parser may read past them
  struct Line {
    std::size_t begin, size;
    std::uint64_t number;
  };
  std::vector<Line> lines;
  std::uint64_t number = 0;
};

Result<bool> NdjsonRecords::read_batch(Batch& batch) {
  MutexLock lock(mutex_);
  batch.number = batches_++;
  batch.text.clear();
  batch.lines.clear();
  std::string_view line;
  while (batch.text.size() < kBatchBytes) {
    auto more = input_.next_line(line);
    if (!more) return std::move(more).error();
    if (!*more) break;
    if (line.find_first_not_of(" \t\r") == std::string_view::npos) continue;
    batch.lines.push_back({batch.text.size(), line.size(), input_.line_number()});
    batch.text += line;
  }
  if (hooks_.progress) hooks_.progress(input_, records_);
  return !batch.lines.empty();
}

void NdjsonRecords::skip(std::uint64_t line, const Error& reason) {
  MutexLock lock(mutex_);
  ++skipped_;
  if (hooks_.skipped) hooks_.skipped(line, reason);
}

Result<bool> NdjsonRecords::next(std::uint64_t& number,
                                 const std::function<Status(const Record&)>& add) {
  thread_local Batch batch;
  thread_local RecordReader reader;
  thread_local Record record;
  auto more = read_batch(batch);
  // What was read before damage is whole.
  if (!more && batch.lines.empty()) return more;
  number = batch.number;
  batch.text.append(RecordReader::kPadding, ' ');
  for (const Batch::Line& line : batch.lines) {
    const Status read =
        reader.read_padded(std::string_view(batch.text).substr(line.begin, line.size), record);
    if (!read) {
      skip(line.number, read.error());
      continue;
    }
    ++records_;
    bytes_ += line.size + 1;
    if (hooks_.prepare) hooks_.prepare(record);
    MODELZOO_RETURN_IF_ERROR(add(record));
  }
  return more;
}

}  // namespace modelzoo::tools
