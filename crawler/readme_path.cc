#include "crawler/readme_path.h"

#include <algorithm>
#include <array>
#include <utility>

namespace modelzoo::crawler {
namespace {

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = char(c + 32);
  return out;
}

// Smaller is better; -1: not a README.
int rank_of(std::string_view name) {
  static constexpr std::array<std::string_view, 14> kEndings = {
      ".md",       ".markdown", ".mdown", ".mkdn", ".rst", ".org", ".adoc",
      ".asciidoc", ".textile",  ".rdoc",  ".html", ".txt", "",     ".zh-cn.md"};
  const std::string folded = lower(name);
  if (!folded.starts_with("readme")) return -1;
  const std::string_view ending = std::string_view(folded).substr(6);
  const auto found = std::find(kEndings.begin(), kEndings.end(), ending);
  return found == kEndings.end() ? -1 : int(found - kEndings.begin());
}

}  // namespace

const TreeEntry* find_readme(std::span<const TreeEntry> entries) {
  const TreeEntry* best = nullptr;
  int best_rank = 0;
  for (const TreeEntry& entry : entries) {
    const int rank = entry.is_folder ? -1 : rank_of(entry.name);
    if (rank < 0) continue;
    if (best == nullptr || std::pair(rank, std::string_view(entry.name)) <
                               std::pair(best_rank, std::string_view(best->name))) {
      best = &entry;
      best_rank = rank;
    }
  }
  return best;
}

std::vector<std::string> find_manifests(std::span<const TreeEntry> entries) {
  static constexpr std::array<std::string_view, 9> kNames = {
      "requirements.txt", "setup.py", "setup.cfg",  "pyproject.toml", "environment.yml",
      "environment.yaml", "Pipfile",  "conda.yaml", "package.json"};
  std::vector<std::string> found;
  for (const TreeEntry& entry : entries)
    if (!entry.is_folder && std::find(kNames.begin(), kNames.end(), entry.name) != kNames.end())
      found.push_back(entry.name);
  return found;
}

bool may_hold_readme_below(std::span<const TreeEntry> entries) {
  return std::any_of(entries.begin(), entries.end(), [](const TreeEntry& entry) {
    return entry.is_folder && (entry.name == "docs" || entry.name == ".github");
  });
}

}  // namespace modelzoo::crawler
