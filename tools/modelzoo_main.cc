// modelzoo - the command line: bulk loads and dumps, searches, and the care of a data directory.
#include <CLI/CLI.hpp>
#include <cstdlib>
#include <map>

#include "tools/commands.h"

namespace {

using modelzoo::tools::CommonOptions;
namespace query = modelzoo::query;

struct Arguments {
  CommonOptions common;
  std::string file = "-";
  std::vector<std::string> words;
  query::SearchRequest search;
  std::string facets, sort;
  modelzoo::tools::CrawlArguments crawl;
  modelzoo::tools::NewsletterArguments newsletter;
};

void add_common(CLI::App& app, CommonOptions& common) {
  if (const char* file = std::getenv("MODELZOO_CONFIG")) common.config = file;
  if (const char* key = std::getenv("MODELZOO_API_KEY")) common.api_key = key;
  app.add_option("--config", common.config,
                 "the daemon's TOML file (environment: MODELZOO_CONFIG)");
  app.add_option("--data-dir", common.data_dir,
                 "where the index is kept (environment: MODELZOO_DATA_DIR; /var/lib/modelzoo)");
  app.add_option("--taxonomy", common.taxonomy, "a file like schemas/taxonomy.toml");
  app.add_option("--server", common.server,
                 "URL of a running daemon, in place of the data directory");
  app.add_option("--api-key", common.api_key, "key for --server (environment: MODELZOO_API_KEY)");
  app.add_flag("--json", common.json, "answers for machines");
  app.add_flag("--quiet,-q", common.quiet, "no progress, no summary");
}

void add_search(CLI::App& command, Arguments& arguments) {
  query::SearchRequest& search = arguments.search;
  command.add_option("query", arguments.words,
                     "words, \"phrases\", -without, a OR b, stars:>1000 ...");
  command.add_option("--framework", search.frameworks, "any of these frameworks");
  command.add_option("--category", search.categories, "any of these categories");
  command.add_option("--license", search.licenses, "any of these licences (SPDX ids)");
  command.add_option("--language", search.languages, "any of these programming languages");
  command.add_option("--limit", search.limit, "hits, 1 to 100 (20)")->check(CLI::Range(1, 100));
  command.add_option("--offset", search.offset, "hits to pass over, 0 to 10000")
      ->check(CLI::Range(0, 10000));
  command.add_option("--facets", arguments.facets,
                     "comma list of framework,category,license,language,topic,year");
  command
      .add_option("--sort", arguments.sort, "relevance, stars, trending, updated, created or name")
      ->check(CLI::IsMember({"relevance", "stars", "trending", "updated", "created", "name"}));
  command.add_flag("--highlight", search.highlight, "with the matching passages (--json)");
  command.add_flag("--explain", search.explain, "with how each score came about (--json)");
}

void finish_search(Arguments& arguments) {
  for (const std::string& word : arguments.words) {
    arguments.search.query += (arguments.search.query.empty() ? "" : " ") + word;
  }
  for (std::size_t at = 0; at < arguments.facets.size();) {
    const std::size_t comma = std::min(arguments.facets.find(',', at), arguments.facets.size());
    arguments.search.facets.push_back(arguments.facets.substr(at, comma - at));
    at = comma + 1;
  }
  static const std::map<std::string, query::Sort> kSorts = {
      {"relevance", query::Sort::kRelevance}, {"stars", query::Sort::kStars},
      {"trending", query::Sort::kTrending},   {"updated", query::Sort::kUpdated},
      {"created", query::Sort::kCreated},     {"name", query::Sort::kName}};
  if (const auto sort = kSorts.find(arguments.sort); sort != kSorts.end())
    arguments.search.sort = sort->second;
}

}  // namespace

int main(int argc, char** argv) {
  namespace tools = modelzoo::tools;
  CLI::App app("modelzoo: search deep-learning models; load, dump and check their index");
  app.set_version_flag("--version", "modelzoo " MODELZOO_VERSION);
  app.require_subcommand(1);
  app.fallthrough();
  Arguments arguments;
  add_common(app, arguments.common);
  std::map<const CLI::App*, std::function<int()>> run;
  const CommonOptions& common = arguments.common;

  CLI::App* import = app.add_subcommand("import", "load NDJSON records (.gz and .zst too)");
  import->add_option("file", arguments.file, "FILE, or - for standard input")->required();
  run[import] = [&] { return tools::import_command(common, arguments.file); };

  CLI::App* dump = app.add_subcommand("export", "write all records as NDJSON");
  dump->add_option("file", arguments.file, "FILE, or - for standard output (-)");
  run[dump] = [&] { return tools::export_command(common, arguments.file); };

  CLI::App* search = app.add_subcommand("search", "search, as the HTTP API does");
  add_search(*search, arguments);
  run[search] = [&] {
    finish_search(arguments);
    return tools::search_command(common, arguments.search);
  };

  CLI::App* crawl = app.add_subcommand("crawl", "fetch these repositories now");
  crawl->add_option("names", arguments.crawl.names, "owner/name, or its URL")->required();
  crawl->add_option("--timeout", arguments.crawl.timeout_s, "seconds until it gives up (300)")
      ->check(CLI::Range(1, 86'400));
  crawl->footer(
      "GitHub's addresses and tokens come from --config and the environment (GITHUB_TOKEN,\n"
      "MODELZOO_GITHUB_API_URL, MODELZOO_GITHUB_RAW_URL); with --server the daemon has its own, "
      "and\n"
      "the key needs the scope \"admin\".");
  run[crawl] = [&] { return tools::crawl_command(common, arguments.crawl); };

  CLI::App* newsletter = app.add_subcommand("newsletter", "what gained the most stars in a month");
  newsletter->add_option("month", arguments.newsletter.month, "as 2026-11")->required();
  newsletter->add_option("--count", arguments.newsletter.count, "models, 1 to 1000 (20)")
      ->check(CLI::Range(1, 1000));
  newsletter->add_flag("--html", arguments.newsletter.html, "an HTML page in place of Markdown");
  run[newsletter] = [&] { return tools::newsletter_command(common, arguments.newsletter); };

  run[app.add_subcommand("stats", "numbers of the index")] = [&] {
    return tools::stats_command(common);
  };
  run[app.add_subcommand("check", "verify every segment, posting list and document")] = [&] {
    return tools::check_command(common);
  };
  run[app.add_subcommand("reindex", "rebuild the index from the stored records")] = [&] {
    return tools::reindex_command(common);
  };
  CLI::App* backup = app.add_subcommand("backup", "copy the index to a new folder");
  backup->add_option("folder", arguments.file, "a folder that is not there yet")->required();
  run[backup] = [&] { return tools::backup_command(common, arguments.file); };
  CLI::App* restore = app.add_subcommand("restore", "check a backup and copy it to --data-dir");
  restore->add_option("folder", arguments.file, "what backup has written")->required();
  run[restore] = [&] { return tools::restore_command(common, arguments.file); };

  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  }
  return run.at(app.get_subcommands().front())();
}
