// plan_filters.h - the conditions of a plan: of qualifiers in the query, and of the request's own
// parameters. Thread-safe.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "query/language/qualifier.h"
#include "query/planning/search_plan.h"
#include "query/search_request.h"

namespace modelzoo::query {

// The facet whose values the qualifier chooses, if any.
[[nodiscard]] std::optional<FacetKind> facet_of(std::string_view qualifier);

// What the qualifier asks of a document. Frameworks and categories go by any name that the taxonomy
// knows.
[[nodiscard]] Filter filter_of(const Qualifier& qualifier, const Taxonomy& taxonomy);

// Adds the request's parameters to plan.filters and plan.request_filters; `warnings` receives
// frameworks and categories that the taxonomy does not know.
void add_request_filters(const SearchRequest& request, const Taxonomy& taxonomy, SearchPlan& plan,
                         std::vector<std::string>& warnings);

}  // namespace modelzoo::query
