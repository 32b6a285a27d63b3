// record_fields.h - the known fields of a record in their written order: one table that reader and
// writer share, so that a field is added in one place. Private to schemas/.
#pragma once

#include <array>
#include <string_view>
#include <variant>

#include "schemas/record.h"

namespace modelzoo::detail {

using TextField = std::optional<std::string> Record::*;
using CountField = std::optional<std::uint64_t> Record::*;
using TruthField = std::optional<bool> Record::*;
using ListField = std::optional<std::vector<std::string>> Record::*;
using TextsField = std::optional<std::map<std::string, std::string>> Record::*;
using CountsField = std::optional<std::map<std::string, std::uint64_t>> Record::*;
using HistoryField = std::optional<std::vector<StarCount>> Record::*;

struct RecordField {
  std::string_view name;
  std::variant<TextField, CountField, TruthField, ListField, TextsField, CountsField, HistoryField>
      member;
};

// full_name, the one that is required, comes before these.
inline constexpr std::array<RecordField, 25> kRecordFields = {{
    {"github_id", &Record::github_id},
    {"description", &Record::description},
    {"readme", &Record::readme},
    {"readme_path", &Record::readme_path},
    {"homepage", &Record::homepage},
    {"stars", &Record::stars},
    {"forks", &Record::forks},
    {"open_issues", &Record::open_issues},
    {"topics", &Record::topics},
    {"license", &Record::license},
    {"language", &Record::language},
    {"default_branch", &Record::default_branch},
    {"archived", &Record::archived},
    {"fork", &Record::fork},
    {"created_at", &Record::created_at},
    {"updated_at", &Record::updated_at},
    {"pushed_at", &Record::pushed_at},
    {"manifests", &Record::manifests},
    {"imports", &Record::imports},
    {"star_history", &Record::star_history},
    {"frameworks", &Record::frameworks},
    {"categories", &Record::categories},
    {"kind", &Record::kind},
    {"classified", &Record::classified},
    {"readme_oid", &Record::readme_oid},
}};

}  // namespace modelzoo::detail
