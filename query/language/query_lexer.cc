#include "query/language/query_lexer.h"

namespace modelzoo::query {
namespace {

// Length of the white space at the head of `rest`: ASCII's, the no-break space, and the ideographic
// one, which stands between words in Chinese and Japanese input.
std::size_t space_length(std::string_view rest) {
  if (rest.empty()) return 0;
  const char c = rest[0];
  if (c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\0') return 1;
  if (rest.starts_with("\xC2\xA0")) return 2;
  return rest.starts_with("\xE3\x80\x80") ? 3 : 0;
}
bool is_name_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }

// The common typographic quotes are three bytes.
std::size_t quote_length(std::string_view rest) {
  if (rest.starts_with('"')) return 1;
  if (rest.starts_with("\xE2\x80\x9C") || rest.starts_with("\xE2\x80\x9D")) return 3;
  return 0;
}

class Lexer {
 public:
  Lexer(std::string_view text, std::vector<std::string>& warnings)
      : text_(text), warnings_(warnings) {}

  std::vector<Lexeme> run() {
    for (;;) {
      while (const std::size_t space = space_length(rest())) at_ += space;
      if (at_ >= text_.size()) break;
      if (text_[at_] == '-' && ends_word(at_ + 1)) {
        ++at_;  // a dash between words says nothing
        continue;
      }
      const std::size_t begin = at_;
      lexemes_.push_back(next());
      lexemes_.back().begin = begin;
      lexemes_.back().end = at_;
    }
    Lexeme end;
    end.at = character();
    lexemes_.push_back(end);
    return std::move(lexemes_);
  }

 private:
  std::string_view rest() const { return text_.substr(at_); }

  // Nothing that belongs to a word stands at `at`: the end, white space, a closing parenthesis.
  bool ends_word(std::size_t at) const {
    return at >= text_.size() || text_[at] == ')' || space_length(text_.substr(at)) > 0;
  }

  // Characters before `at_`, plus one; counted on from where the last call stopped.
  std::size_t character() {
    for (; counted_ < at_; ++counted_) {
      if ((static_cast<unsigned char>(text_[counted_]) & 0xC0) != 0x80) ++characters_;
    }
    return characters_ + 1;
  }

  Lexeme next() {
    Lexeme lexeme;
    lexeme.at = character();
    if (text_[at_] == '-') {
      lexeme.negated = true;
      ++at_;
    }
    if (text_[at_] == '(' || text_[at_] == ')') {
      lexeme.kind = text_[at_] == '(' ? Lexeme::Kind::kOpen : Lexeme::Kind::kClose;
      ++at_;
    } else if (quote_length(rest()) > 0) {
      lexeme.kind = Lexeme::Kind::kPhrase;
      lexeme.text = quoted(lexeme.at);
    } else {
      word(lexeme);
    }
    return lexeme;
  }

  std::string quoted(std::size_t began_at) {
    at_ += quote_length(rest());
    const std::size_t begin = at_;
    while (at_ < text_.size() && quote_length(rest()) == 0) ++at_;
    std::string inside(text_.substr(begin, at_ - begin));
    if (at_ >= text_.size()) {
      warnings_.push_back("character " + std::to_string(began_at) +
                          ": the quote is not closed; the phrase ends with the query");
    } else {
      at_ += quote_length(rest());
    }
    return inside;
  }

  void word(Lexeme& lexeme) {
    lexeme.kind = Lexeme::Kind::kWord;
    std::size_t end = at_;
    while (end < text_.size() && is_name_letter(text_[end])) ++end;
    const bool named = end > at_ && end < text_.size() && text_[end] == ':';
    if (named && !ends_word(end + 1)) {
      lexeme.qualifier = std::string(text_.substr(at_, end - at_));
      at_ = end + 1;
      if (quote_length(rest()) > 0) {
        lexeme.quoted = true;
        lexeme.text = quoted(lexeme.at);
        return;
      }
    }
    const std::size_t begin = at_;
    while (!ends_word(at_) && text_[at_] != '(' && quote_length(rest()) == 0) {
      ++at_;
    }
    lexeme.text = std::string(text_.substr(begin, at_ - begin));
    if (lexeme.qualifier.empty() && !lexeme.negated) {
      if (lexeme.text == "OR") lexeme.kind = Lexeme::Kind::kOr;
      if (lexeme.text == "AND") lexeme.kind = Lexeme::Kind::kAnd;
    }
  }

  std::string_view text_;
  std::vector<std::string>& warnings_;
  std::vector<Lexeme> lexemes_;
  std::size_t at_ = 0;
  std::size_t counted_ = 0, characters_ = 0;
};

}  // namespace

std::vector<Lexeme> lex_query(std::string_view text, std::vector<std::string>& warnings) {
  return Lexer(text, warnings).run();
}

}  // namespace modelzoo::query
