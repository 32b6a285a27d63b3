// stats, check, reindex, backup: what an operator does with a data directory.
#include <cstdio>

#include "crawler/classify.h"
#include "index/index_store.h"
#include "query/search_backend.h"
#include "schemas/json_writer.h"
#include "schemas/taxonomy.h"
#include "tools/commands.h"
#include "tools/opened_index.h"
#include "tools/progress_bar.h"
#include "tools/server_client.h"

namespace modelzoo::tools {

int fail(const std::string& message) {
  std::fprintf(stderr, "modelzoo: %s\n", message.c_str());
  return 1;
}

int stats_command(const CommonOptions& common) {
  if (!common.server.empty()) return stats_of_server(common);
  auto index = open_index(common.data_dir, false, false);
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
  auto index = open_index(common.data_dir, false, false);
  if (!index) return fail(index.error().message);
  ProgressBar progress("checking", common.quiet);
  const Status status = index->store->check(
      [](const std::string& problem) { std::fprintf(stderr, "%s\n", problem.c_str()); },
      [&](double part) { progress.show(part, static_cast<std::uint64_t>(part * 100)); });
  if (!status)
    return fail(status.error().message + "; restore a backup, or import an export again");
  if (!common.quiet) {
    std::printf("%llu models, no problems found\n",
                static_cast<unsigned long long>(index->backend->document_count()));
  }
  return 0;
}

int reindex_command(const CommonOptions& common) {
  auto index = open_index(common.data_dir, false, true);
  if (!index) return fail(index.error().message);
  ProgressBar progress("reindexing", common.quiet);
  Status status = index->store->reindex(
      [](Record& record) { crawler::reclassify_record(record, builtin_taxonomy()); },
      [&](double part) { progress.show(part, static_cast<std::uint64_t>(part * 100)); });
  if (status) status = index->store->flush();
  if (!status) return fail(status.error().message);
  if (!common.quiet) {
    std::printf("%llu models reindexed\n",
                static_cast<unsigned long long>(index->backend->document_count()));
  }
  return 0;
}

int backup_command(const CommonOptions& common, const std::string& to) {
  auto index = open_index(common.data_dir, false, false);
  if (!index) return fail(index.error().message);
  const Status status = index->store->backup(to);
  return status ? 0 : fail(status.error().message);
}

}  // namespace modelzoo::tools
