// page_parts.h - parts that several pages show: a model in a list, badges of its labels.
// Thread-safe.
#pragma once

#include <string>

#include "query/search_result.h"
#include "schemas/taxonomy.h"

namespace modelzoo::daemon {

[[nodiscard]] std::string model_card(const query::Hit& hit, const Taxonomy& taxonomy);
// Links to the pages of frameworks and categories.
[[nodiscard]] std::string label_badges(const Record& record, const Taxonomy& taxonomy);
[[nodiscard]] std::string framework_label(const Taxonomy& taxonomy, const std::string& id);
[[nodiscard]] std::string category_label(const Taxonomy& taxonomy, const std::string& id);

}  // namespace modelzoo::daemon
