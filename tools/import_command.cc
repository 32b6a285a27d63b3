// import: records of an NDJSON stream into a data directory, in batches; lines that are no record
// are named, counted and skipped.
#include <chrono>
#include <cstdio>

#include "crawler/classify.h"
#include "index/index_store.h"
#include "query/search_backend.h"
#include "schemas/json_writer.h"
#include "schemas/record_reader.h"
#include "schemas/taxonomy.h"
#include "tools/commands.h"
#include "tools/ndjson_input.h"
#include "tools/opened_index.h"
#include "tools/progress_bar.h"
#include "tools/server_client.h"

namespace modelzoo::tools {
namespace {

constexpr std::size_t kBatchRecords = 20'000;
constexpr std::size_t kBatchBytes = std::size_t{64} << 20;

struct Counts {
  std::uint64_t read = 0, added = 0, replaced = 0, skipped = 0;
};

class Importer {
 public:
  Importer(const CommonOptions& common, const OpenedIndex& index)
      : common_(common), taxonomy_(*index.taxonomy), backend_(*index.backend) {}

  Status run(NdjsonInput& input) {
    ProgressBar progress("importing", common_.quiet);
    std::string line;
    for (;;) {
      auto more = input.next_line(line);
      if (!more) {
        // What was read before the damage stays: it is whole.
        MODELZOO_RETURN_IF_ERROR(flush());
        return std::move(more).error();
      }
      if (!*more) return flush();
      if (line.find_first_not_of(" \t\r") == std::string::npos) continue;
      MODELZOO_RETURN_IF_ERROR(add(line, input.line_number()));
      const double part = input.bytes_total() > 0 ? static_cast<double>(input.bytes_read()) /
                                                        static_cast<double>(input.bytes_total())
                                                  : -1;
      progress.show(part, counts.read);
    }
  }

  Counts counts;

 private:
  Status add(const std::string& line, std::uint64_t number) {
    auto record = reader_.read(line);
    if (!record) {
      ++counts.skipped;
      constexpr std::uint64_t kShown = 20;
      if (counts.skipped <= kShown) {
        std::fprintf(stderr, "line %llu: %s\n", static_cast<unsigned long long>(number),
                     record.error().message.c_str());
      } else if (counts.skipped == kShown + 1) {
        std::fputs("more lines are no records; they are counted\n", stderr);
      }
      return Ok{};
    }
    ++counts.read;
    bytes_ += line.size();
    crawler::classify_record(*record, taxonomy_);
    changes_.puts.push_back(std::move(record).value());
    return changes_.puts.size() >= kBatchRecords || bytes_ >= kBatchBytes ? flush() : Status(Ok{});
  }

  Status flush() {
    if (changes_.puts.empty()) return Ok{};
    auto receipt = backend_.apply(std::move(changes_));
    changes_ = {};
    bytes_ = 0;
    if (!receipt) return std::move(receipt).error();
    counts.added += receipt->added;
    counts.replaced += receipt->replaced;
    return Ok{};
  }

  const CommonOptions& common_;
  const Taxonomy& taxonomy_;
  query::SearchBackend& backend_;
  RecordReader reader_;
  query::Changes changes_;
  std::size_t bytes_ = 0;
};

void report(const CommonOptions& common, const Counts& counts, double seconds) {
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
  if (!common.server.empty()) return import_to_server(common, **input);
  auto index = open_index(common, true, true);
  if (!index) return fail(index.error().message);
  const auto began = std::chrono::steady_clock::now();
  Importer importer(common, *index);
  Status status = importer.run(**input);
  const Status flushed = index->store->flush();
  if (status && !flushed) status = flushed;
  report(common, importer.counts,
         std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count());
  return status ? 0 : fail(status.error().message);
}

}  // namespace modelzoo::tools
