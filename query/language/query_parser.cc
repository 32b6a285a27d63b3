// Recursive descent over the lexemes:
//   query  = and { "OR" and }
//   and    = { ["AND"] unary }
//   unary  = ["-"] ( word | phrase | qualifier | "(" query ")" )
// An `in:` qualifier is no condition of its own: it says where the words of the query must stand.
#include "query/language/query_parser.h"

#include <algorithm>

#include "query/language/qualifier.h"
#include "query/language/query_lexer.h"
#include "schemas/utf8.h"

namespace modelzoo::query {
namespace {

class Parser {
 public:
  Parser(std::vector<Lexeme> lexemes, ParsedQuery& query)
      : lexemes_(std::move(lexemes)), query_(query) {}

  void run() {
    query_.root = parse_or(0);
    // A ')' that closes nothing ends parse_or; go on behind it.
    while (peek().kind != Lexeme::Kind::kEnd) {
      warn(peek().at, "this ')' closes nothing");
      ++at_;
      join(query_.root, parse_or(0));
    }
  }

 private:
  const Lexeme& peek() const { return lexemes_[at_]; }

  void warn(std::size_t at, const std::string& what) {
    query_.warnings.push_back("character " + std::to_string(at) + ": " + what);
  }

  static bool is_empty(const Node& node) { return node.kind == NodeKind::kAll; }

  // and(a, b), flat, without the empty query.
  static void join(Node& left, Node right) {
    if (is_empty(right)) return;
    if (is_empty(left)) {
      left = std::move(right);
      return;
    }
    if (left.kind != NodeKind::kAnd) {
      Node both;
      both.kind = NodeKind::kAnd;
      both.children.push_back(std::move(left));
      left = std::move(both);
    }
    if (right.kind == NodeKind::kAnd) {
      for (Node& child : right.children) left.children.push_back(std::move(child));
    } else {
      left.children.push_back(std::move(right));
    }
  }

  // or(a, b), flat.
  static void join_or(Node& left, Node right) {
    if (left.kind != NodeKind::kOr) {
      Node either;
      either.kind = NodeKind::kOr;
      either.children.push_back(std::move(left));
      left = std::move(either);
    }
    if (right.kind == NodeKind::kOr) {
      for (Node& child : right.children) left.children.push_back(std::move(child));
    } else {
      left.children.push_back(std::move(right));
    }
  }

  Node parse_or(std::size_t depth) {
    Node left = parse_and(depth);
    while (peek().kind == Lexeme::Kind::kOr) {
      const std::size_t at = peek().at;
      ++at_;
      Node right = parse_and(depth);
      if (is_empty(left) || is_empty(right)) {
        warn(at, "OR needs something on both sides");
        if (is_empty(left)) left = std::move(right);
        continue;
      }
      join_or(left, std::move(right));
    }
    return left;
  }

  Node parse_and(std::size_t depth) {
    Node all;
    for (;;) {
      const Lexeme::Kind kind = peek().kind;
      if (kind == Lexeme::Kind::kEnd || kind == Lexeme::Kind::kOr || kind == Lexeme::Kind::kClose) {
        return all;
      }
      if (kind == Lexeme::Kind::kAnd) {
        ++at_;
        continue;
      }
      join(all, parse_unary(depth));
    }
  }

  Node parse_unary(std::size_t depth) {
    const Lexeme lexeme = peek();
    ++at_;
    Node node;
    if (lexeme.kind == Lexeme::Kind::kOpen) {
      node = parse_group(lexeme, depth);
    } else {
      node = leaf(lexeme);
    }
    if (!lexeme.negated || is_empty(node)) return node;
    Node without;
    without.kind = NodeKind::kNot;
    without.children.push_back(std::move(node));
    return without;
  }

  // A word, phrase or qualifier, while there may be more.
  Node leaf(const Lexeme& lexeme) {
    if (terms_ == kMaxQueryTerms) {
      if (!cut_) {
        warn(lexeme.at, "only the first " + std::to_string(kMaxQueryTerms) + " words are searched");
      }
      cut_ = true;
      return {};
    }
    Node node = lexeme.kind == Lexeme::Kind::kPhrase ? phrase(lexeme.text) : word(lexeme);
    if (is_empty(node)) return node;
    ++terms_;
    node.begin = lexeme.begin + (lexeme.negated ? 1 : 0);
    node.end = lexeme.end;
    node.at = lexeme.at;
    return node;
  }

  Node parse_group(const Lexeme& open, std::size_t depth) {
    if (depth + 1 >= kMaxQueryDepth) {
      warn(open.at, "parentheses are nested too deeply; this one is ignored");
      return {};
    }
    Node inside = parse_or(depth + 1);
    if (peek().kind == Lexeme::Kind::kClose) {
      ++at_;
    } else {
      warn(open.at, "this '(' is not closed");
    }
    return inside;
  }

  static Node phrase(const std::string& text) {
    Node node;
    if (text.find_first_not_of(" \t\n") == std::string::npos) return node;
    node.kind = NodeKind::kPhrase;
    node.text = text;
    return node;
  }

  Node word(const Lexeme& lexeme) {
    if (!lexeme.qualifier.empty()) {
      auto qualifier = read_qualifier(lexeme.qualifier, lexeme.text);
      if (qualifier) return qualified(lexeme, std::move(qualifier).value());
      warn(lexeme.at, qualifier.error().message + "; searched as words");
      if (lexeme.quoted) {
        return phrase(lexeme.text.empty() ? lexeme.qualifier
                                          : lexeme.qualifier + " " + lexeme.text);
      }
    }
    Node node;
    node.kind = NodeKind::kWord;
    node.text = lexeme.qualifier.empty() ? lexeme.text : lexeme.qualifier + ":" + lexeme.text;
    node.prefix = node.text.ends_with('*');
    if (node.prefix) node.text.pop_back();
    if (node.text.find_first_not_of('*') == std::string::npos) {
      if (node.prefix) warn(lexeme.at, "'*' needs the beginning of a word before it");
      return {};
    }
    if (const std::size_t star = node.text.find('*'); star != std::string::npos) {
      warn(lexeme.at, "'*' stands for letters only at the end of a word; searched as words");
    }
    if (lexeme.qualifier.empty() && node.text.ends_with(':') &&
        is_qualifier(std::string_view(node.text).substr(0, node.text.size() - 1))) {
      warn(lexeme.at, node.text + " has no value; searched as a word");
    }
    return node;
  }

  Node qualified(const Lexeme& lexeme, Qualifier qualifier) {
    Node node;
    if (qualifier.low && qualifier.high && *qualifier.low > *qualifier.high) {
      warn(lexeme.at, qualifier.name + ":" + qualifier.value + " ends before it begins");
    }
    if (qualifier.name == "in") {
      if (lexeme.negated) {
        warn(lexeme.at, "in: says where the words stand and cannot be negated; ignored");
        return node;
      }
      const index::FieldMask fields = in_fields(qualifier.value);
      query_.fields = in_seen_ ? static_cast<index::FieldMask>(query_.fields | fields) : fields;
      in_seen_ = true;
      return node;
    }
    node.kind = NodeKind::kQualifier;
    node.qualifier = std::move(qualifier);
    return node;
  }

  std::vector<Lexeme> lexemes_;
  ParsedQuery& query_;
  std::size_t at_ = 0;
  std::size_t terms_ = 0;
  bool cut_ = false;
  bool in_seen_ = false;
};

// `within`: what it is part of. An "and" within an "or" needs no parentheses.
void print(const Node& node, std::string& out, NodeKind within) {
  const auto group = [&](const char* between) {
    const bool nested =
        within == NodeKind::kNot || (node.kind == NodeKind::kOr && within == NodeKind::kAnd);
    if (nested) out += '(';
    for (std::size_t i = 0; i < node.children.size(); ++i) {
      if (i > 0) out += between;
      print(node.children[i], out, node.kind);
    }
    if (nested) out += ')';
  };
  switch (node.kind) {
    case NodeKind::kAll:
      break;
    case NodeKind::kWord:
      out += node.text + (node.prefix ? "*" : "");
      break;
    case NodeKind::kPhrase:
      out += '"' + node.text + '"';
      break;
    case NodeKind::kQualifier:
      out += node.qualifier.name + ":\"" + node.qualifier.value + '"';
      break;
    case NodeKind::kAnd:
      group(" ");
      break;
    case NodeKind::kOr:
      group(" OR ");
      break;
    case NodeKind::kNot: {
      const bool twice = node.children[0].kind == NodeKind::kNot;
      out += twice ? "-(" : "-";
      print(node.children[0], out, NodeKind::kNot);
      if (twice) out += ')';
      break;
    }
  }
}

}  // namespace

ParsedQuery parse_query(std::string_view text) {
  ParsedQuery query;
  std::string repaired;
  if (!is_valid_utf8(text)) {
    repaired = repaired_utf8(text);
    text = repaired;
  }
  if (text.size() > kMaxQueryBytes) {
    text = utf8_prefix(text, kMaxQueryBytes);
    query.warnings.push_back("the query is longer than " + std::to_string(kMaxQueryBytes) +
                             " bytes; the rest is ignored");
  }
  query.text = text;
  std::vector<Lexeme> lexemes = lex_query(query.text, query.warnings);
  Parser(std::move(lexemes), query).run();
  return query;
}

bool same_tree(const Node& a, const Node& b) {
  const Qualifier& x = a.qualifier;
  const Qualifier& y = b.qualifier;
  return a.kind == b.kind && a.text == b.text && a.prefix == b.prefix && x.name == y.name &&
         x.value == y.value && x.low == y.low && x.high == y.high &&
         std::equal(a.children.begin(), a.children.end(), b.children.begin(), b.children.end(),
                    same_tree);
}

// Where the words must stand comes first: it is read however many words follow.
std::string print_query(const ParsedQuery& query) {
  std::string out;
  if (query.fields != index::kAllFields) {
    for (const char* field : {"name", "description", "topics", "readme"}) {
      if ((query.fields & in_fields(field)) == in_fields(field))
        out += std::string(out.empty() ? "" : " ") + "in:" + field;
    }
    if (query.root.kind != NodeKind::kAll) out += ' ';
  }
  print(query.root, out, NodeKind::kAll);
  return out;
}

}  // namespace modelzoo::query
