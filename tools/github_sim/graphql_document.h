// graphql_document.h - a GraphQL request as a tree: operations, fragments, selections, values. As
// much of the language (October 2021) as clients of GitHub use; directives are read and ignored.
// Thread-safe.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "schemas/result.h"

namespace modelzoo::github_sim {

struct GraphqlValue {
  enum class Kind { kNull, kString, kInt, kFloat, kBool, kEnum, kVariable, kList, kObject };
  Kind kind = Kind::kNull;
  std::string text;  // of scalars; the name of a variable
  std::vector<GraphqlValue> items;
  std::map<std::string, GraphqlValue> members;
};

struct GraphqlSelection {
  enum class Kind { kField, kFragment, kInline };
  Kind kind = Kind::kField;
  std::string alias;  // the key of the answer
  std::string name;   // of the field, or of the fragment; of the type of an inline fragment
  std::map<std::string, GraphqlValue> arguments;
  std::vector<GraphqlSelection> selections;
};

struct GraphqlDocument {
  std::vector<GraphqlSelection> selections;  // of the first operation
  std::map<std::string, GraphqlSelection> fragments;
};

// kInvalidArgument with line and what was expected, as GitHub's parser words it.
[[nodiscard]] Result<GraphqlDocument> parse_graphql(std::string_view text);

}  // namespace modelzoo::github_sim
