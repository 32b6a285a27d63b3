// record.h - a repository as all parts agree on it: the model record of one NDJSON line.
//
// The fields are those of schemas/record.schema.json. A field that the source did not name is
// "absent" (nullopt, or empty for the lists) and an export does not invent it. Fields that this
// program does not know are kept as raw JSON in `unknown` and given back in their place.
// Reading and writing: record_reader.h, record_writer.h.
//
// A value type. Thread-compatible.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "schemas/clock.h"

namespace modelzoo {

struct StarCount {
  std::string date;  // "YYYY-MM-DD"
  std::uint64_t stars = 0;
  friend bool operator==(const StarCount&, const StarCount&) = default;
};

// What kind of repository this is, as the taxonomy names it: model | library | framework | tutorial
// | dataset | list | application | other. Kept as text so that an unknown kind survives a round
// trip.
struct Record {
  std::string full_name;  // "owner/name", required; names are case-insensitive, spelling is kept

  // GitHub's database id: the identity across renames where present.
  std::optional<std::uint64_t> github_id;
  std::optional<std::string> description;
  std::optional<std::string> readme;  // source text as published, valid UTF-8
  std::optional<std::string> readme_path;
  std::optional<std::string> homepage;
  std::optional<std::uint64_t> stars;
  std::optional<std::uint64_t> forks;
  std::optional<std::uint64_t> open_issues;
  std::optional<std::vector<std::string>> topics;
  std::optional<std::string> license;  // SPDX id
  std::optional<std::string> language;
  std::optional<std::string> default_branch;
  std::optional<bool> archived;
  std::optional<bool> fork;
  // RFC 3339 as given (see rfc3339.h for seconds).
  std::optional<std::string> created_at;
  std::optional<std::string> updated_at;
  std::optional<std::string> pushed_at;
  std::optional<std::map<std::string, std::string>> manifests;  // file name -> text
  std::optional<std::map<std::string, std::uint64_t>> imports;  // module -> import statements
  std::optional<std::vector<StarCount>> star_history;
  std::optional<std::vector<std::string>> frameworks;  // taxonomy ids
  std::optional<std::vector<std::string>> categories;  // taxonomy ids
  std::optional<std::string> kind;
  // Which of the three the classifier set: it may set them anew, and leaves the others alone.
  std::optional<std::vector<std::string>> classified;
  std::optional<std::string> readme_oid;  // git blob id of `readme`: equal ids, equal READMEs

  // Names of known fields that were given as JSON null; an export gives the null back.
  std::vector<std::string> nulls;
  // Unknown fields in the order of the source: name and raw JSON text of the value.
  std::vector<std::pair<std::string, std::string>> unknown;

  friend bool operator==(const Record&, const Record&) = default;
};

// "owner/name" of letters, digits, '-', '_', '.'; owner at most 39 characters on GitHub today, but
// up to 100 each are accepted.
[[nodiscard]] bool is_full_name(std::string_view text);

// The key under which names are compared: ASCII lower case.
[[nodiscard]] std::string folded_name(std::string_view full_name);

}  // namespace modelzoo
