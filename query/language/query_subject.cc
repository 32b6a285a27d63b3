#include "query/language/query_subject.h"

#include <algorithm>
#include <cctype>
#include <string>

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

std::vector<std::size_t> sentence_begins(std::string_view text) {
  std::vector<std::size_t> begins = {0};
  for (std::size_t at = 1; at + 1 < text.size(); ++at) {
    const char mark = text[at - 1];
    if (text[at] == ' ' && (mark == '.' || mark == '?' || mark == '!')) begins.push_back(at + 1);
  }
  return begins;
}

bool opens_sentence(std::string_view before) {
  std::string letters;
  for (const char c : before) {
    if (std::isalnum(static_cast<unsigned char>(c)) != 0 || static_cast<unsigned char>(c) >= 0x80)
      letters += c;
  }
  return letters.empty() || letters == "The" || letters == "the";
}

}  // namespace modelzoo::query
