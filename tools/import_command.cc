// import: records of an NDJSON stream into a data directory; lines that are no record are named,
// counted and skipped.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <thread>

#include "crawler/classify.h"
#include "index/store/index_store.h"
#include "schemas/json_writer.h"
#include "schemas/taxonomy.h"
#include "tools/commands.h"
#include "tools/ndjson_input.h"
#include "tools/ndjson_records.h"
#include "tools/opened_index.h"
#include "tools/progress_bar.h"
#include "tools/server_client.h"

namespace modelzoo::tools {
namespace {

constexpr std::uint64_t kShownLines = 20;

// Names the first lines that are no records.
class SkippedLines {
 public:
  void tell(std::uint64_t line, const Error& reason) {
    ++count_;
    if (count_ <= kShownLines) {
      std::fprintf(stderr, "line %llu: %s\n", static_cast<unsigned long long>(line),
                   reason.message.c_str());
    } else if (count_ == kShownLines + 1) {
      std::fputs("more lines are no records; they are counted\n", stderr);
    }
  }

 private:
  std::uint64_t count_ = 0;
};

// What was read before damage stays: it is whole.
Status load_into_index(const CommonOptions& common, NdjsonInput& input, ImportCounts& counts) {
  auto index = open_index(common, true, true);
  if (!index) return std::move(index).error();
  ProgressBar progress("importing", common.quiet);
  SkippedLines skipped;
  NdjsonRecords records(
      input,
      {.skipped = [&](std::uint64_t line, const Error& reason) { skipped.tell(line, reason); },
       .prepare = [&](Record& record) { crawler::classify_record(record, *index->taxonomy); },
       .progress = [&](const NdjsonInput& read,
                       std::uint64_t count) { progress.show(read.part_read(), count); }});
  constexpr unsigned kMostThreads = 4;  // each holds a part of the memory of the load
  auto receipt = index->store->bulk_load(
      records, std::clamp(std::thread::hardware_concurrency(), 1U, kMostThreads));
  counts.read = records.records();
  counts.skipped = records.skipped();
  if (receipt) {
    counts.added = receipt->added;
    counts.replaced = receipt->replaced;
  }
  const Status flushed = index->store->flush();
  return receipt ? flushed : Status(std::move(receipt).error());
}

Status load_into_server(const CommonOptions& common, NdjsonInput& input, ImportCounts& counts) {
  SkippedLines skipped;
  return import_to_server(
      common, input, [&](std::uint64_t line, const Error& reason) { skipped.tell(line, reason); },
      counts);
}

void report(const CommonOptions& common, const ImportCounts& counts, double seconds) {
  if (common.json) {
    std::string out;
    JsonWriter(out)
        .begin_object()
        .member("records", counts.read)
        .member("added", counts.added)
        .member("replaced", counts.replaced)
        .member("skipped", counts.skipped)
        .member("seconds", seconds)
        .end_object();
    std::puts(out.c_str());
  } else if (!common.quiet) {
    std::printf("%llu records imported (%llu new, %llu replaced), %llu lines skipped, %.1f s\n",
                static_cast<unsigned long long>(counts.read),
                static_cast<unsigned long long>(counts.added),
                static_cast<unsigned long long>(counts.replaced),
                static_cast<unsigned long long>(counts.skipped), seconds);
  }
}

}  // namespace

int import_command(const CommonOptions& common, const std::string& file) {
  auto input = NdjsonInput::open(file);
  if (!input) return fail(input.error().message);
  ImportCounts counts;
  const auto began = std::chrono::steady_clock::now();
  const Status status = common.server.empty() ? load_into_index(common, **input, counts)
                                              : load_into_server(common, **input, counts);
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
  if (status || counts.read > 0) report(common, counts, took.count());
  return status ? 0 : fail(status.error().message);
}

}  // namespace modelzoo::tools
