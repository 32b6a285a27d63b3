// name_list.h - repository names as people write them down: "owner/name" or a github.com URL.
//
// Thread-safe. Tested by: tests/unit/crawler/name_list_test.cc
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "schemas/result.h"

namespace modelzoo::crawler {

// "owner/name" out of a name or a URL of it (with .git, a path below, a query); nullopt: neither.
[[nodiscard]] std::optional<std::string> parse_repository_name(std::string_view text);

// One name a line; empty lines and what follows '#' are skipped. kIo: the file cannot be read.
// kInvalidArgument: "names.txt:14: ..." for a line that is no name.
[[nodiscard]] Result<std::vector<std::string>> read_names_file(const std::string& path);

}  // namespace modelzoo::crawler
