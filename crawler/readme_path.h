// readme_path.h - which file of a folder is the README, and which are dependency manifests.
//
// GitHub looks in .github/, the root and docs/; the commonest spellings are README.md (90 %),
// readme.md, Readme.md, README.markdown, README.rst.
//
// Thread-safe. Tested by: tests/unit/crawler/readme_path_test.cc
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "crawler/repository_facts.h"

namespace modelzoo::crawler {

inline constexpr std::string_view kDefaultReadmePath = "README.md";

// The best README among files of one folder; null when none is.
[[nodiscard]] const TreeEntry* find_readme(std::span<const TreeEntry> entries);

// The names of manifests that the classifier reads, as they stand in the folder.
[[nodiscard]] std::vector<std::string> find_manifests(std::span<const TreeEntry> entries);

// docs/ or .github/ may hold a README when the root has none.
[[nodiscard]] bool may_hold_readme_below(std::span<const TreeEntry> entries);

}  // namespace modelzoo::crawler
