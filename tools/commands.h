// commands.h - the subcommands of `modelzoo`. Each returns the exit code: 0 done, 1 failed (one
// line on standard error), 2 wrong usage.
#pragma once

#include <string>
#include <vector>

#include "query/search_request.h"

namespace modelzoo::tools {

struct CommonOptions {
  std::string config;    // the daemon's TOML file; empty: none
  std::string data_dir;  // empty: as the configuration says
  std::string taxonomy;  // a file like schemas/taxonomy.toml; empty: as the configuration says
  std::string server;    // URL of a running daemon; then the data directory is not opened
  std::string api_key;
  bool json = false;
  bool quiet = false;
};

struct CrawlArguments {
  std::vector<std::string> names;  // "owner/name" or URLs
  std::uint64_t timeout_s = 300;
};

struct NewsletterArguments {
  std::string month;  // "2026-11"
  std::size_t count = 20;
  bool html = false;
};

int import_command(const CommonOptions& common, const std::string& file);
int export_command(const CommonOptions& common, const std::string& file);
int search_command(const CommonOptions& common, const query::SearchRequest& request);
int crawl_command(const CommonOptions& common, const CrawlArguments& arguments);
int newsletter_command(const CommonOptions& common, const NewsletterArguments& arguments);
int stats_command(const CommonOptions& common);
int check_command(const CommonOptions& common);
int reindex_command(const CommonOptions& common);
int backup_command(const CommonOptions& common, const std::string& to);
int restore_command(const CommonOptions& common, const std::string& from);

// One line on standard error; 1.
int fail(const std::string& message);
// Likewise; 2.
int wrong_usage(const std::string& message);

}  // namespace modelzoo::tools
