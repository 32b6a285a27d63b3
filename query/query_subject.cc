#include "query/query_subject.h"

#include <algorithm>

namespace modelzoo::query {

bool follows_subject(std::string_view rest) {
  static constexpr std::string_view kMarks[] = {":", "- ", "–", "—", "|", "(", ", "};
  static constexpr std::string_view kVerbs[] = {
      "is",    "are",   "was",    "aims",    "provides", "offers",     "builds", "brings",
      "makes", "helps", "allows", "enables", "supports", "implements", "lets",   "abstracts"};
  const std::size_t begin = rest.find_first_not_of(" )\"'");
  if (begin == rest.npos) return false;
  rest.remove_prefix(begin);
  const auto begins = [&](std::string_view mark) { return rest.starts_with(mark); };
  if (std::any_of(std::begin(kMarks), std::end(kMarks), begins)) return true;
  const std::string_view word = rest.substr(0, rest.find(' '));
  return word.size() < rest.size() &&
         std::find(std::begin(kVerbs), std::end(kVerbs), word) != std::end(kVerbs);
}

}  // namespace modelzoo::query
