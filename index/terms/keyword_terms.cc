#include "index/terms/keyword_terms.h"

#include <algorithm>

#include "index/analysis/paper_keys.h"
#include "index/analysis/tokenizer.h"
#include "index/documents/facet_column.h"
#include "schemas/utf8.h"

namespace modelzoo::index {

std::string keyword_term(KeywordField field, std::string_view value) {
  std::string term(1, static_cast<char>(field));
  term += folded_name(utf8_prefix(value, kMaxTermBytes - 1));
  return term;
}

std::vector<std::string> keyword_terms(const Record& record) {
  static constexpr std::pair<FacetField, KeywordField> kFacets[] = {
      {FacetField::kFramework, KeywordField::kFramework},
      {FacetField::kCategory, KeywordField::kCategory},
      {FacetField::kTopic, KeywordField::kTopic},
      {FacetField::kLicense, KeywordField::kLicense},
      {FacetField::kLanguage, KeywordField::kLanguage},
      {FacetField::kKind, KeywordField::kKind},
  };
  std::vector<std::string> terms;
  terms.push_back(
      keyword_term(KeywordField::kOwner, record.full_name.substr(0, record.full_name.find('/'))));
  for (const auto& [facet, field] : kFacets) {
    for (const std::string& value : facet_values(record, facet))
      terms.push_back(keyword_term(field, value));
  }
  if (record.readme) {
    for (const std::string& paper : paper_keys(*record.readme))
      terms.push_back(keyword_term(KeywordField::kPaper, paper));
  }
  std::sort(terms.begin(), terms.end());
  terms.erase(std::unique(terms.begin(), terms.end()), terms.end());
  return terms;
}

}  // namespace modelzoo::index
