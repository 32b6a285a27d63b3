// change_detection.h - whether an answer is news, and the bounds a README must keep.
//
// Equal README blob ids and equal facts: only numbers are handed on (stars, forks, dates), and no
// text is fetched. Facts are what search and pages show besides numbers: names, topics, licence.
//
// Thread-safe. Tested by: tests/unit/crawler/change_detection_test.cc
#pragma once

#include <cstdint>
#include <string>

#include "crawler/crawl_state.h"
#include "crawler/record_sink.h"
#include "crawler/repository_facts.h"
#include "schemas/clock.h"

namespace modelzoo::crawler {

// FNV-1a over the facts; numbers and dates that change daily are left out.
[[nodiscard]] std::uint64_t facts_digest(const Record& record);

// True when the record must be put whole: it is new, renamed, another repository under a known
// name, or README or facts differ from `known`.
[[nodiscard]] bool is_changed(const RepositoryState& known, const RepositoryFacts& facts,
                              const std::string& readme_oid);

[[nodiscard]] NumbersChange numbers_of(const Record& record, UnixSeconds today);

struct BoundedText {
  std::string text;
  bool cut = false;
  bool repaired = false;
};

// Valid UTF-8 of at most `max_bytes`, cut on a character border.
[[nodiscard]] BoundedText bounded_text(std::string text, std::size_t max_bytes);

}  // namespace modelzoo::crawler
