// search: the query language on the command line; with --json the answer of the HTTP API.
#include <cstdio>

#include "daemon/search_response.h"
#include "query/search_backend.h"
#include "tools/commands.h"
#include "tools/opened_index.h"
#include "tools/server_client.h"

namespace modelzoo::tools {
namespace {

std::string joined(const std::optional<std::vector<std::string>>& values) {
  std::string out;
  if (!values) return out;
  for (const std::string& value : *values) out += (out.empty() ? "" : ", ") + value;
  return out;
}

void print_hits(const query::SearchResult& result, std::uint32_t offset) {
  for (const std::string& warning : result.warnings)
    std::fprintf(stderr, "note: %s\n", warning.c_str());
  if (result.did_you_mean) std::fprintf(stderr, "did you mean: %s\n", result.did_you_mean->c_str());
  std::size_t number = offset;
  for (const query::Hit& hit : result.hits) {
    std::printf("%3zu. %s  \u2605 %llu", ++number, hit.record.full_name.c_str(),
                static_cast<unsigned long long>(hit.record.stars.value_or(0)));
    const std::string labels = joined(hit.record.frameworks);
    if (!labels.empty()) std::printf("  [%s]", labels.c_str());
    std::printf("\n");
    if (hit.record.description) std::printf("     %s\n", hit.record.description->c_str());
  }
  for (const query::Facet& facet : result.facets) {
    std::printf("%s:", facet.name.c_str());
    for (const query::FacetCount& count : facet.values) {
      std::printf("  %s %llu", count.value.c_str(), static_cast<unsigned long long>(count.count));
    }
    std::printf("\n");
  }
  std::printf("%llu found\n", static_cast<unsigned long long>(result.total));
}

}  // namespace

int search_command(const CommonOptions& common, const query::SearchRequest& request) {
  if (!common.server.empty()) return search_on_server(common, request);
  auto index = open_index(common, false, false);
  if (!index) return fail(index.error().message);
  const auto began = std::chrono::steady_clock::now();
  auto result = index->backend->search(request);
  if (!result) return fail(result.error().message);
  const auto took = std::chrono::duration_cast<std::chrono::microseconds>(
      std::chrono::steady_clock::now() - began);
  if (common.json) {
    std::puts(daemon::search_response_json(request, *result, took).c_str());
  } else {
    print_hits(*result, request.offset);
  }
  return 0;
}

}  // namespace modelzoo::tools
