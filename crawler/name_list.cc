#include "crawler/name_list.h"

#include <fstream>

#include "schemas/record.h"

namespace modelzoo::crawler {

std::optional<std::string> parse_repository_name(std::string_view text) {
  const auto is_space = [](char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; };
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  bool is_url = false;
  for (const std::string_view head :
       {"https://", "http://", "git@", "www.", "github.com/", "github.com:"}) {
    if (!text.starts_with(head)) continue;
    text.remove_prefix(head.size());
    is_url = is_url || head.starts_with("github.com");
  }
  if (is_url) {
    text = text.substr(0, text.find_first_of("?#"));
    const std::size_t slash = text.find('/');
    if (slash != std::string_view::npos) text = text.substr(0, text.find('/', slash + 1));
    if (text.ends_with(".git")) text.remove_suffix(4);
  }
  if (!is_full_name(text)) return std::nullopt;
  return std::string(text);
}

Result<std::vector<std::string>> read_names_file(const std::string& path) {
  std::ifstream file(path);
  if (!file) return Error{ErrorCode::kIo, "cannot read the names file " + path};
  std::vector<std::string> names;
  std::string line;
  for (std::size_t number = 1; std::getline(file, line); ++number) {
    const std::string text = line.substr(0, line.find('#'));
    if (text.find_first_not_of(" \t\r") == std::string::npos) continue;
    auto name = parse_repository_name(text);
    if (!name)
      return Error{ErrorCode::kInvalidArgument, path + ":" + std::to_string(number) + ": \"" +
                                                    text.substr(0, 100) +
                                                    "\" is no repository; write owner/name"};
    names.push_back(std::move(*name));
  }
  if (file.bad()) return Error{ErrorCode::kIo, "cannot read the names file " + path};
  return names;
}

}  // namespace modelzoo::crawler
