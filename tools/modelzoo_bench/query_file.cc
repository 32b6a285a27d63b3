#include "tools/modelzoo_bench/query_file.h"

#include <fstream>

namespace modelzoo::tools {

Result<QueriesByKind> read_query_file(const std::string& path) {
  std::ifstream file(path);
  if (!file) return Error{ErrorCode::kIo, "cannot read " + path};
  QueriesByKind kinds;
  std::string line;
  for (std::uint64_t number = 1; std::getline(file, line); ++number) {
    if (line.empty()) continue;
    const std::size_t tab = line.find('\t');
    const std::string kind = line.substr(0, tab);
    query::MatchMode mode = query::MatchMode::kAny;
    if (kind == "and") {
      mode = query::MatchMode::kAll;
    } else if (kind == "phrase") {
      mode = query::MatchMode::kPhrase;
    } else if (kind != "term" && kind != "or") {
      return Error{ErrorCode::kInvalidArgument, path + ":" + std::to_string(number) + ": kind \"" +
                                                    kind + "\" is none of term, or, and, phrase"};
    }
    if (tab == std::string::npos) {
      return Error{ErrorCode::kInvalidArgument,
                   path + ":" + std::to_string(number) + ": no tab between kind and query"};
    }
    kinds[kind].push_back({mode, line.substr(tab + 1)});
  }
  return kinds;
}

std::string in_query_language(std::string_view kind, std::string_view text) {
  if (kind == "phrase") return "\"" + std::string(text) + "\"";
  if (kind != "or") return std::string(text);
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find(' ', at), text.size());
    if (end > at) out.append(out.empty() ? "" : " OR ").append(text.substr(at, end - at));
    at = end + 1;
  }
  return out;
}

}  // namespace modelzoo::tools
