// commands.h - the subcommands of `modelzoo`. Each returns the exit code: 0 done, 1 failed (one
// line on standard error), 2 wrong usage.
#pragma once

#include <string>
#include <vector>

#include "query/search_request.h"

namespace modelzoo::tools {

struct CommonOptions {
  std::string data_dir;
  std::string server;  // URL of a running daemon; then the data directory is not opened
  std::string api_key;
  bool json = false;
  bool quiet = false;
};

int import_command(const CommonOptions& common, const std::string& file);
int export_command(const CommonOptions& common, const std::string& file);
int search_command(const CommonOptions& common, const query::SearchRequest& request);
int stats_command(const CommonOptions& common);
int check_command(const CommonOptions& common);
int reindex_command(const CommonOptions& common);
int backup_command(const CommonOptions& common, const std::string& to);

// One line on standard error; 1.
int fail(const std::string& message);

}  // namespace modelzoo::tools
