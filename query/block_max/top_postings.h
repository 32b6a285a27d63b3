// top_postings.h - what the stored best postings of the words (index/postings/posting_list.h) say
// of a search before it begins.
#pragma once

#include "query/block_max/segment_search.h"

namespace modelzoo::query {

// Raises the search's floor to what the k-th best of each single word scores. Valid for a search of
// any of the words.
void raise_floor_by_best(SegmentSearch& search);

}  // namespace modelzoo::query
