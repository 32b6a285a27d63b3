// classify.h - frameworks, categories and kind of a repository, from what it says of itself.
//
// Evidence is looked for as the taxonomy names it: GitHub topics, dependency manifests, imported
// modules, and phrases in name, description, headings and the beginning of the README. Each piece
// has a weight by where it stands; a label holds when its pieces reach a threshold. A framework
// counts when the work is built on it, so that mention in the README alone counts for little, and
// what is imported a few times beside a main framework (exports, comparisons) does not count.
//
// Thread-safe.
#pragma once

#include <string>
#include <vector>

#include "schemas/record.h"

namespace modelzoo {
struct Taxonomy;
}

namespace modelzoo::crawler {

struct Evidence {
  std::string label;  // id of the framework, category or kind
  std::string where;  // topic | manifest | import | name | description | heading | readme
  std::string text;   // what was found
  double weight = 0;
};

struct Classification {
  std::vector<std::string> frameworks, categories;  // strongest first
  std::string kind;
  std::vector<Evidence> evidence;
};

[[nodiscard]] Classification classify(const Record& record, const Taxonomy& taxonomy);

// Sets frameworks, categories and kind where they are absent, and notes in `classified` which.
void classify_record(Record& record, const Taxonomy& taxonomy);
// Sets anew those that a classifier has set before (a new taxonomy, a new README).
void reclassify_record(Record& record, const Taxonomy& taxonomy);

}  // namespace modelzoo::crawler
