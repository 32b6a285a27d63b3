// query_tree.h - a query as its parser read it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "index/postings/field.h"

namespace modelzoo::query {

enum class NodeKind : std::uint8_t {
  kAll,        // the empty query
  kWord,       // text; prefix: "word*"
  kPhrase,     // text between quotes
  kQualifier,  // name:value
  kAnd,
  kOr,
  kNot,  // one child
};

// name:value, as on GitHub. Ranges are closed; an absent bound is open.
struct Qualifier {
  std::string name;   // canonical: "stars", "framework", ...
  std::string value;  // as written, unquoted
  // For stars, forks (counts) and pushed, created, updated (unix seconds).
  std::optional<std::int64_t> low, high;
};

struct Node {
  NodeKind kind = NodeKind::kAll;
  std::string text;
  bool prefix = false;
  Qualifier qualifier;
  std::vector<Node> children;
  // Where a word, phrase or qualifier stands: bytes of ParsedQuery::text, and the character,
  // counted from 1. A printed tree has other places: they are not part of what it says.
  std::size_t begin = 0, end = 0, at = 1;
};

struct ParsedQuery {
  std::string text;  // as read: valid UTF-8, not longer than is allowed
  Node root;
  // From in:name and the like: where words and phrases must stand.
  index::FieldMask fields = index::kAllFields;
  // What could not be read as meant, each with the character where it stands, counted from 1.
  std::vector<std::string> warnings;
};

// Do both say the same?
[[nodiscard]] bool same_tree(const Node& a, const Node& b);

// The tree as text that parses to the same tree.
[[nodiscard]] std::string print_query(const ParsedQuery& query);

}  // namespace modelzoo::query
