#include "tools/modelzoo_bench/judgements.h"

#include <cstdlib>
#include <fstream>

#include "schemas/record.h"

namespace modelzoo::tools {
namespace {

std::vector<std::string> split(const std::string& line) {
  std::vector<std::string> fields;
  std::size_t begin = 0;
  for (std::size_t tab = 0; (tab = line.find('\t', begin)) != std::string::npos; begin = tab + 1) {
    fields.push_back(line.substr(begin, tab - begin));
  }
  fields.push_back(line.substr(begin));
  return fields;
}

// Calls `use` with the fields of each line that is not empty.
template <typename Use>
Status read_tsv(const std::string& path, std::size_t wanted, Use use) {
  std::ifstream file(path);
  if (!file) return Error{ErrorCode::kIo, "cannot read " + path};
  std::string line;
  for (std::uint64_t number = 1; std::getline(file, line); ++number) {
    if (!line.empty() && line.back() == '\r') line.pop_back();
    if (line.empty()) continue;
    const std::vector<std::string> fields = split(line);
    if (fields.size() < wanted) {
      return Error{ErrorCode::kInvalidArgument, path + ":" + std::to_string(number) + ": needs " +
                                                    std::to_string(wanted) +
                                                    " fields separated by tabs"};
    }
    use(fields);
  }
  return Ok{};
}

}  // namespace

Result<std::vector<JudgedQuery>> read_judgements(const std::string& queries,
                                                 const std::string& qrels) {
  std::map<std::string, Grades> grades;
  Status read = read_tsv(qrels, 3, [&](const std::vector<std::string>& fields) {
    grades[fields[0]][folded_name(fields[1])] = std::atoi(fields[2].c_str());
  });
  if (!read) return std::move(read).error();
  std::vector<JudgedQuery> judged;
  read = read_tsv(queries, 2, [&](const std::vector<std::string>& fields) {
    const auto known = grades.find(fields[0]);
    if (known != grades.end()) judged.push_back({fields[0], fields[1], known->second});
  });
  if (!read) return std::move(read).error();
  return judged;
}

}  // namespace modelzoo::tools
