// record_join.h - what a fresh answer of GitHub keeps of the record that is stored: all that GitHub
// does not tell, and that a crawl would otherwise wipe out.
//
// Thread-safe. Tested by: tests/unit/crawler/record_join_test.cc
#pragma once

#include "schemas/record.h"

namespace modelzoo::crawler {

// Into `fresh`, from `stored`, which is the same repository: the star history (one count per date,
// the fresh one where both have it, by date), labels that were given and not classified, imports,
// and fields that we do not know. Linear, but for sorting the history.
void keep_what_github_does_not_tell(Record& fresh, const Record& stored);

// Adds a count to the star history of `stored`, in the place of one of the same date. False, with
// nothing added, when it would tell nothing: the newest count says the same and is not older than
// kLongestSilence days, after which what the last month gained has to be worked out anew.
inline constexpr int kLongestSilence = 7;
[[nodiscard]] bool add_star_count(Record& stored, const StarCount& count);

}  // namespace modelzoo::crawler
