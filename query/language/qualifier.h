// qualifier.h - the qualifiers of the query language: their names and what their values may be.
// Thread-safe.
#pragma once

#include <string_view>

#include "query/language/query_tree.h"
#include "schemas/result.h"

namespace modelzoo::query {

// kNotFound: no such qualifier; kInvalidArgument: it is one, but not with this value. `in:` and
// `is:` are qualifiers as well.
[[nodiscard]] Result<Qualifier> read_qualifier(std::string_view name, std::string_view value);

// Is there a qualifier of this name?
[[nodiscard]] bool is_qualifier(std::string_view name);

// The fields of in:name, in:description, in:readme, in:topics, in:name,topics; 0 when one is none.
[[nodiscard]] index::FieldMask in_fields(std::string_view value);

}  // namespace modelzoo::query
