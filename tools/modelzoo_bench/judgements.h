// judgements.h - queries with the repositories that answer them, as the relevance measurements read
// them.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "schemas/result.h"

namespace modelzoo::tools {

using Grades = std::map<std::string, int>;  // by folded name; 0 is a wrong answer

struct JudgedQuery {
  std::string id, text;
  Grades grades;
};

// Queries (qid, text) that have judgements (qid, full_name, grade), both TSV, in the order of the
// file. kIo, or kInvalidArgument with file and line.
[[nodiscard]] Result<std::vector<JudgedQuery>> read_judgements(const std::string& queries,
                                                               const std::string& qrels);

}  // namespace modelzoo::tools
