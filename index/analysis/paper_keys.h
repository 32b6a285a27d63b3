// paper_keys.h - which papers a README names as its own: arXiv numbers and titles of BibTeX
// entries, as keys under which other implementations of the same paper are found.
//
// Thread-safe. Linear in the text. Tested by: tests/unit/index/analysis/paper_keys_test.cc
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace modelzoo::index {

// A README that names more is a survey or a list: what comes first is what it is about.
inline constexpr std::size_t kMaxPaperKeys = 4;

// Distinct keys in the order of the source, at most kMaxPaperKeys: "1703.10593" (new style arXiv
// numbers, without version) and "unpairedimagetoimagetranslation..." (letters and digits of a
// title, lower case ASCII). `source`: a README as published; link targets count.
[[nodiscard]] std::vector<std::string> paper_keys(std::string_view source);

// The key of a paper as somebody writes it: "arXiv:1703.10593v2", "1703.10593", or its title.
[[nodiscard]] std::string paper_key(std::string_view written);

}  // namespace modelzoo::index
