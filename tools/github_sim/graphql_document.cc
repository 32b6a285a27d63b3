#include "tools/github_sim/graphql_document.h"

namespace modelzoo::github_sim {
namespace {

constexpr int kMaxDepth = 30;

class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) {}

  Result<GraphqlDocument> run() {
    GraphqlDocument document;
    bool operation = false;
    for (skip(); at_ < text_.size() && error_.empty(); skip()) {
      if (peek('{')) {
        document.selections = selection_set(0);
        operation = true;
        continue;
      }
      const std::string word = name();
      if (word == "fragment") {
        GraphqlSelection fragment;
        fragment.name = name();
        if (name() != "on") fail("expected \"on\"");
        name();
        directives();
        fragment.selections = selection_set(0);
        document.fragments.emplace(fragment.name, fragment);
      } else if (word == "query" && !operation) {
        if (!peek('{') && !peek('(') && !peek('@')) name();
        if (peek('(')) skip_group();  // variable definitions: their values come beside the query
        directives();
        document.selections = selection_set(0);
        operation = true;
      } else {
        fail("unexpected \"" + word + "\"");
      }
    }
    if (!operation && error_.empty()) fail("unexpected end of document");
    if (!error_.empty()) return Error{ErrorCode::kInvalidArgument, error_};
    return document;
  }

 private:
  void fail(const std::string& what) {
    if (!error_.empty()) return;
    std::size_t line = 1;
    for (std::size_t i = 0; i < at_ && i < text_.size(); ++i) line += text_[i] == '\n' ? 1 : 0;
    error_ = "Parse error at line " + std::to_string(line) + ": " + what;
    at_ = text_.size();
  }
  void skip() {
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (c == '#') {
        while (at_ < text_.size() && text_[at_] != '\n') ++at_;
      } else if (c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == ',') {
        ++at_;
      } else {
        return;
      }
    }
  }
  bool peek(char c) {
    skip();
    return at_ < text_.size() && text_[at_] == c;
  }
  bool take(char c) {
    if (!peek(c)) return false;
    ++at_;
    return true;
  }
  void expect(char c) {
    if (!take(c)) fail(std::string("expected \"") + c + "\"");
  }
  static bool is_name(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  }
  std::string name() {
    skip();
    const std::size_t begin = at_;
    while (at_ < text_.size() && is_name(text_[at_])) ++at_;
    if (at_ == begin) fail("expected a name");
    return std::string(text_.substr(begin, at_ - begin));
  }
  void skip_group() {
    expect('(');
    for (int depth = 1; depth > 0 && at_ < text_.size(); ++at_) {
      depth += text_[at_] == '(' ? 1 : text_[at_] == ')' ? -1 : 0;
    }
  }
  void directives() {
    while (take('@')) {
      name();
      if (peek('(')) skip_group();
    }
  }

  std::vector<GraphqlSelection> selection_set(int depth) {
    std::vector<GraphqlSelection> selections;
    if (depth > kMaxDepth) fail("nested too deeply");
    expect('{');
    while (error_.empty() && !take('}')) {
      if (at_ >= text_.size()) {
        fail("unexpected end of document");
        break;
      }
      selections.push_back(selection(depth));
    }
    return selections;
  }

  GraphqlSelection selection(int depth) {
    GraphqlSelection out;
    skip();
    if (text_.substr(at_).starts_with("...")) {
      at_ += 3;
      skip();
      const std::string word = peek('{') || peek('@') ? "on" : name();
      if (word != "on") {
        out.kind = GraphqlSelection::Kind::kFragment;
        out.name = word;
        directives();
        return out;
      }
      out.kind = GraphqlSelection::Kind::kInline;
      if (!peek('{') && !peek('@')) out.name = name();
      directives();
      out.selections = selection_set(depth + 1);
      return out;
    }
    out.name = name();
    out.alias = out.name;
    if (take(':')) out.name = name();
    if (take('(')) {
      while (error_.empty() && !take(')')) {
        const std::string argument = name();
        expect(':');
        out.arguments.emplace(argument, value(0));
      }
    }
    directives();
    if (peek('{')) out.selections = selection_set(depth + 1);
    return out;
  }

  GraphqlValue value(int depth) {
    GraphqlValue out;
    if (depth > kMaxDepth) fail("nested too deeply");
    skip();
    if (at_ >= text_.size()) {
      fail("expected a value");
    } else if (take('$')) {
      out.kind = GraphqlValue::Kind::kVariable;
      out.text = name();
    } else if (peek('"')) {
      out.kind = GraphqlValue::Kind::kString;
      out.text = string();
    } else if (take('[')) {
      out.kind = GraphqlValue::Kind::kList;
      while (error_.empty() && !take(']')) out.items.push_back(value(depth + 1));
    } else if (take('{')) {
      out.kind = GraphqlValue::Kind::kObject;
      while (error_.empty() && !take('}')) {
        const std::string key = name();
        expect(':');
        out.members.emplace(key, value(depth + 1));
      }
    } else {
      const std::size_t begin = at_;
      while (at_ < text_.size() && (is_name(text_[at_]) || text_[at_] == '-' || text_[at_] == '.'))
        ++at_;
      out.text = std::string(text_.substr(begin, at_ - begin));
      const bool number =
          !out.text.empty() && (out.text[0] == '-' || (out.text[0] >= '0' && out.text[0] <= '9'));
      out.kind = number ? GraphqlValue::Kind::kInt : GraphqlValue::Kind::kEnum;
      if (out.text == "true" || out.text == "false") out.kind = GraphqlValue::Kind::kBool;
      if (out.text == "null") out.kind = GraphqlValue::Kind::kNull;
      if (out.text.empty()) fail("expected a value");
    }
    return out;
  }

  std::string string() {
    ++at_;
    std::string out;
    while (at_ < text_.size() && text_[at_] != '"') {
      if (text_[at_] == '\\' && at_ + 1 < text_.size()) {
        ++at_;
        const char c = text_[at_];
        out += c == 'n' ? '\n' : c == 't' ? '\t' : c;
      } else {
        out += text_[at_];
      }
      ++at_;
    }
    expect('"');
    return out;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::string error_;
};

}  // namespace

Result<GraphqlDocument> parse_graphql(std::string_view text) { return Parser(text).run(); }

}  // namespace modelzoo::github_sim
