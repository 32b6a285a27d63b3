// posting_inverter.h - documents' postings (term_accumulator.h) to posting lists by term.
//
// A counting sort: how long each list will be is known, so that one pass over the documents in
// their final order writes every posting to its place, and lists come out sorted. To bound memory,
// and to keep the places in the cache, terms are taken in ranges, each with a pass of its own.
//
// Takes the accumulators of several threads, whose documents come in any order, as one.
// Tested by: tests/unit/index/segments/segment_build_test.cc
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string_view>
#include <vector>

#include "index/documents/document_place.h"
#include "index/postings/posting_block.h"
#include "index/terms/term_accumulator.h"
#include "schemas/result.h"

namespace modelzoo::index {

struct InvertedPosting {
  Posting posting;
  std::uint32_t position_bytes;
};

// One term's list. Views hold during the call that hands it over.
struct InvertedList {
  std::string_view term;
  bool scored;
  std::span<const InvertedPosting> postings;
  std::string_view positions;  // of all postings, one after the other
};

struct InvertOptions {
  std::size_t range_bytes = std::size_t{48} << 20;  // of lists at a time, about
  bool ahead = false;  // invert the next range on a thread of its own while one is handed over
};

// Hands over the lists of all terms, ascending, with documents numbered as in `order`. Documents
// that `order` does not name were dropped. Stops at the first error of `visit`. One thread at a
// time for each accumulator.
Status invert_postings(std::span<const TermAccumulator* const> parts,
                       std::span<const DocumentPlace> order, const InvertOptions& options,
                       const std::function<Status(const InvertedList&)>& visit);

}  // namespace modelzoo::index
