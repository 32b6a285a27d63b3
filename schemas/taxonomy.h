// taxonomy.h - the frameworks, categories and kinds that models are sorted by, and the synonyms
// that searches know; data in schemas/taxonomy.toml, which an operator can extend without
// compiling.
//
// Immutable after loading: thread-safe.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "schemas/result.h"
#include "schemas/synonyms.h"

namespace modelzoo {

struct TaxonomyEntry {
  std::string id;     // "computer-vision": in URLs, records and facets
  std::string label;  // "Computer vision": on pages
  std::string description;
  std::vector<std::string> aliases;  // other ids that queries may use: "cv", "tf", "torch"
  // Evidence for the classifier (crawler/classify.h), each a lower-case word or phrase.
  std::vector<std::string> topics;    // GitHub topics
  std::vector<std::string> packages;  // names in dependency manifests
  std::vector<std::string> modules;   // imported modules
  std::vector<std::string> phrases;   // in name, description, README
  std::vector<std::string> implies;   // e.g. keras-contrib -> keras
};

struct Taxonomy {
  std::vector<TaxonomyEntry> frameworks;
  std::vector<TaxonomyEntry> categories;
  std::vector<TaxonomyEntry> kinds;
  Synonyms synonyms;

  // Canonical id for an id or alias in any case; empty when unknown.
  [[nodiscard]] std::string_view framework_id(std::string_view name) const;
  [[nodiscard]] std::string_view category_id(std::string_view name) const;
  [[nodiscard]] const TaxonomyEntry* framework(std::string_view id) const;
  [[nodiscard]] const TaxonomyEntry* category(std::string_view id) const;
};

// kInvalidArgument with the line of the mistake.
[[nodiscard]] Result<Taxonomy> parse_taxonomy(std::string_view toml, std::string_view file_name);

// The one compiled in (schemas/taxonomy.toml).
[[nodiscard]] const Taxonomy& builtin_taxonomy();

}  // namespace modelzoo
