// stats, check, reindex, backup: what an operator does with a data directory.
#include <cstdio>

#include "crawler/classify.h"
#include "index/store/index_store.h"
#include "query/search_backend.h"
#include "schemas/json_writer.h"
#include "tools/commands.h"
#include "tools/opened_index.h"
#include "tools/progress_bar.h"
#include "tools/server_client.h"

namespace modelzoo::tools {
namespace {

// The last line of a command: how many models it went over, and what it did with them.
void report(const CommonOptions& common, std::uint64_t models, const char* done) {
  if (common.json) {
    std::string json;
    JsonWriter(json).begin_object().member("models", models).end_object();
    std::puts(json.c_str());
  } else if (!common.quiet) {
    std::printf("%llu models%s\n", static_cast<unsigned long long>(models), done);
  }
}

}  // namespace

int fail(const std::string& message) {
  std::fprintf(stderr, "modelzoo: %s\n", message.c_str());
  return 1;
}

int wrong_usage(const std::string& message) {
  fail(message);
  return 2;
}

int stats_command(const CommonOptions& common) {
  if (!common.server.empty()) return stats_of_server(common);
  auto index = open_index(common, false, false);
  if (!index) return fail(index.error().message);
  std::string json;
  JsonWriter writer(json);
  writer.begin_object();
  for (const auto& [name, value] : index->backend->stats()) {
    if (common.json) {
      writer.member(name, value);
    } else {
      std::printf("%-20s %.0f\n", name.c_str(), value);
    }
  }
  writer.end_object();
  if (common.json) std::puts(json.c_str());
  return 0;
}

int check_command(const CommonOptions& common) {
  if (!common.server.empty()) return wrong_usage("check works on --data-dir, with no daemon");
  auto index = open_index(common, false, false);
  if (!index) return fail(index.error().message);
  Status status = Ok{};
  {
    ProgressBar progress("checking", common.quiet);
    status = index->store->check(
        [](const std::string& problem) { std::fprintf(stderr, "%s\n", problem.c_str()); },
        [&](double part) { progress.show(part, static_cast<std::uint64_t>(part * 100)); });
  }
  if (!status)
    return fail(status.error().message + "; restore a backup, or import an export again");
  report(common, index->backend->document_count(), ", no problems found");
  return 0;
}

int reindex_command(const CommonOptions& common) {
  if (!common.server.empty()) return wrong_usage("reindex works on --data-dir, with no daemon");
  auto index = open_index(common, false, true);
  if (!index) return fail(index.error().message);
  Status status = Ok{};
  {
    ProgressBar progress("reindexing", common.quiet);
    status = index->store->reindex(
        [&](Record& record) { crawler::reclassify_record(record, *index->taxonomy); },
        [&](double part) { progress.show(part, static_cast<std::uint64_t>(part * 100)); });
  }
  if (status) status = index->store->flush();
  if (!status) return fail(status.error().message);
  report(common, index->backend->document_count(), " reindexed");
  return 0;
}

int backup_command(const CommonOptions& common, const std::string& to) {
  if (!common.server.empty()) return wrong_usage("backup works on --data-dir, with no daemon");
  auto index = open_index(common, false, false);
  if (!index) return fail(index.error().message);
  const Status status = index->store->backup(to);
  if (!status) return fail(status.error().message);
  report(common, index->backend->document_count(), (" copied to " + to).c_str());
  return 0;
}

}  // namespace modelzoo::tools
