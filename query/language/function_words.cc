#include "query/language/function_words.h"

#include <set>

namespace modelzoo::query {

bool is_stop_word(std::string_view word) {
  static const std::set<std::string_view> kWords = {
      "a",    "an",    "and",   "are",   "as",    "at",   "be",    "but", "by",  "for",  "if",
      "in",   "into",  "is",    "it",    "no",    "not",  "of",    "on",  "or",  "such", "that",
      "the",  "their", "then",  "there", "these", "they", "this",  "to",  "was", "will", "with",
      "can",  "do",    "does",  "from",  "has",   "have", "how",   "i",   "its", "me",   "my",
      "our",  "so",    "some",  "than",  "use",   "used", "using", "via", "we",  "were", "what",
      "when", "where", "which", "who",   "you",   "your"};
  return kWords.contains(word);
}

bool is_description_word(std::string_view word) {
  static const std::set<std::string_view> kWords = {
      "allow",       "allows",       "beautiful",      "building",
      "built",       "creating",     "designed",       "easily",
      "etc",         "flexible",     "friendly",       "full",
      "high",        "https",        "implementation", "implementations",
      "implemented", "implementing", "include",        "includes",
      "including",   "inspired",     "lightweight",    "like",
      "made",        "more",         "most",           "only",
      "other",       "powered",      "powerful",       "provide",
      "provides",    "providing",    "repository",     "running",
      "support",     "supported",    "supporting",     "supports",
      "various",     "without",      "written"};
  return kWords.contains(word);
}

}  // namespace modelzoo::query
