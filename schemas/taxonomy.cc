#include "schemas/taxonomy.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <set>

#include "schemas/documents.h"
#include "schemas/record.h"
#include "schemas/toml_document.h"

namespace modelzoo {
namespace {

// An id stands in URLs: lower-case letters, digits and '-'.
bool is_id(std::string_view id) {
  return !id.empty() && std::all_of(id.begin(), id.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
  });
}

Status read_strings(const toml::node& node, std::string_view file, const std::string& key,
                    std::vector<std::string>& out) {
  const toml::array* array = node.as_array();
  if (array == nullptr)
    return toml_error(file, node, "\"" + key + "\" must be an array of strings");
  for (const toml::node& item : *array) {
    const auto text = item.value<std::string>();
    if (!text) return toml_error(file, item, "\"" + key + "\" must hold strings only");
    out.push_back(*text);
  }
  return Ok{};
}

Status read_member(const std::string& key, const toml::node& node, std::string_view file,
                   TaxonomyEntry& entry) {
  struct List {
    const char* key;
    std::vector<std::string> TaxonomyEntry::*member;
  };
  static constexpr List kLists[] = {
      {"aliases", &TaxonomyEntry::aliases},   {"topics", &TaxonomyEntry::topics},
      {"packages", &TaxonomyEntry::packages}, {"modules", &TaxonomyEntry::modules},
      {"phrases", &TaxonomyEntry::phrases},   {"implies", &TaxonomyEntry::implies},
  };
  for (const List& list : kLists) {
    if (key == list.key) return read_strings(node, file, key, entry.*list.member);
  }
  const auto text = node.value<std::string>();
  if (key != "id" && key != "label" && key != "description") {
    return toml_error(file, node, "unknown key \"" + key + "\"");
  }
  if (!text) return toml_error(file, node, "\"" + key + "\" must be a string");
  if (key == "id") entry.id = *text;
  if (key == "label") entry.label = *text;
  if (key == "description") entry.description = *text;
  return Ok{};
}

Status read_entries(const toml::node& node, std::string_view file, const std::string& section,
                    std::vector<TaxonomyEntry>& out) {
  const toml::array* array = node.as_array();
  if (array == nullptr)
    return toml_error(file, node, "write [[" + section + "]], not [" + section + "]");
  std::set<std::string> seen;
  for (const toml::node& item : *array) {
    const toml::table* table = item.as_table();
    if (table == nullptr) return toml_error(file, item, "[[" + section + "]] must be a table");
    TaxonomyEntry entry;
    for (const auto& [key, value] : *table) {
      MODELZOO_RETURN_IF_ERROR(read_member(std::string(key.str()), value, file, entry));
    }
    if (!is_id(entry.id)) {
      return toml_error(file, item,
                        "[[" + section + "]] needs an id of lower-case letters, digits and '-'");
    }
    if (!seen.insert(entry.id).second)
      return toml_error(file, item, "\"" + entry.id + "\" stands twice");
    if (entry.label.empty()) entry.label = entry.id;
    out.push_back(std::move(entry));
  }
  return Ok{};
}

// [[synonyms]] words = ["gan", "generative adversarial network"]
Status read_synonyms(const toml::node& node, std::string_view file, Synonyms& out) {
  const toml::array* array = node.as_array();
  if (array == nullptr) return toml_error(file, node, "write [[synonyms]], not [synonyms]");
  for (const toml::node& item : *array) {
    const toml::table* table = item.as_table();
    if (table == nullptr) return toml_error(file, item, "[[synonyms]] must be a table");
    std::vector<std::string> words;
    for (const auto& [key, value] : *table) {
      if (key.str() != "words")
        return toml_error(file, value, "unknown key \"" + std::string(key.str()) + "\"");
      MODELZOO_RETURN_IF_ERROR(read_strings(value, file, "words", words));
      for (const std::string& word : words) {
        if (word.find_first_not_of(" -") == std::string::npos)
          return toml_error(file, value, "\"words\" holds an empty word");
      }
    }
    if (words.size() < 2) return toml_error(file, item, "[[synonyms]] needs two words or more");
    out.add_group(words);
  }
  return Ok{};
}

const TaxonomyEntry* find_entry(const std::vector<TaxonomyEntry>& entries, std::string_view id) {
  const auto found = std::find_if(entries.begin(), entries.end(),
                                  [&](const TaxonomyEntry& entry) { return entry.id == id; });
  return found == entries.end() ? nullptr : &*found;
}

// An exact id wins over another entry's alias.
std::string_view canonical(const std::vector<TaxonomyEntry>& entries, std::string_view name) {
  const std::string folded = folded_name(name);
  if (const TaxonomyEntry* entry = find_entry(entries, folded)) return entry->id;
  for (const TaxonomyEntry& entry : entries) {
    if (std::find(entry.aliases.begin(), entry.aliases.end(), folded) != entry.aliases.end() ||
        folded_name(entry.label) == folded) {
      return entry.id;
    }
  }
  return {};
}

}  // namespace

std::string_view Taxonomy::framework_id(std::string_view name) const {
  return canonical(frameworks, name);
}
std::string_view Taxonomy::category_id(std::string_view name) const {
  return canonical(categories, name);
}
const TaxonomyEntry* Taxonomy::framework(std::string_view id) const {
  return find_entry(frameworks, id);
}
const TaxonomyEntry* Taxonomy::category(std::string_view id) const {
  return find_entry(categories, id);
}

Result<Taxonomy> parse_taxonomy(std::string_view toml, std::string_view file_name) {
  const auto parsed = parse_toml(toml, file_name);
  if (!parsed) return parsed.error();
  const toml::table& document = *parsed;
  Taxonomy taxonomy;
  for (const auto& [key, node] : document) {
    const std::string section(key.str());
    if (section == "synonyms") {
      MODELZOO_RETURN_IF_ERROR(read_synonyms(node, file_name, taxonomy.synonyms));
      continue;
    }
    std::vector<TaxonomyEntry>* entries = section == "framework"  ? &taxonomy.frameworks
                                          : section == "category" ? &taxonomy.categories
                                          : section == "kind"     ? &taxonomy.kinds
                                                                  : nullptr;
    if (entries == nullptr) {
      return toml_error(
          file_name, node,
          "unknown section \"" + section + "\" (framework, category, kind, synonyms)");
    }
    MODELZOO_RETURN_IF_ERROR(read_entries(node, file_name, section, *entries));
  }
  return taxonomy;
}

const Taxonomy& builtin_taxonomy() {
  static const Taxonomy taxonomy = [] {
    auto parsed = parse_taxonomy(documents::taxonomy_toml, "schemas/taxonomy.toml");
    if (!parsed) {
      // Compiled in and tested: a mistake here is one of the programmer's.
      std::fprintf(stderr, "%s\n", parsed.error().message.c_str());
      std::abort();
    }
    return std::move(parsed).value();
  }();
  return taxonomy;
}

}  // namespace modelzoo
