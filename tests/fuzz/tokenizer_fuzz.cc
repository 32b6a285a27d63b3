// Any bytes as a text: the bytewise path and ICU's give the same tokens, which are words of the
// text in its order, and the right quote and "'" are read alike.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

#include "index/analysis/tokenizer.h"
#include "schemas/utf8.h"

namespace {

using modelzoo::index::Token;

struct Kept {
  std::string term;
  Token token;  // its term is the one above
};

bool is_same(const Kept& a, const Kept& b, bool with_spans) {
  const bool spans = a.token.begin == b.token.begin && a.token.end == b.token.end;
  return a.term == b.term && a.token.ordinal == b.token.ordinal && a.token.whole == b.token.whole &&
         a.token.repeat == b.token.repeat && a.token.pair == b.token.pair &&
         a.token.characters == b.token.characters && (spans || !with_spans);
}

struct Collector final : modelzoo::index::TokenSink {
  std::vector<Kept> tokens;
  std::uint32_t end = 0;
  void token(const Token& token) override { tokens.push_back({std::string(token.term), token}); }
};

void require(bool holds) {
  if (!holds) std::abort();
}

void require_same(const Collector& a, const Collector& b, bool with_spans) {
  require(a.end == b.end && a.tokens.size() == b.tokens.size());
  for (std::size_t i = 0; i < a.tokens.size(); ++i)
    require(is_same(a.tokens[i], b.tokens[i], with_spans));
}

void require_sound(const Collector& found, std::string_view text) {
  std::uint32_t ordinal = 0;
  for (const Kept& kept : found.tokens) {
    const Token& token = kept.token;
    require(!kept.term.empty() && kept.term.size() <= modelzoo::index::kMaxTermBytes);
    require(modelzoo::is_valid_utf8(kept.term));
    require(token.begin < token.end && token.end <= text.size() && token.ordinal < found.end);
    if (token.beside()) continue;
    require(token.ordinal >= ordinal);
    ordinal = token.ordinal + std::max(token.characters, 1U);
  }
  require(ordinal <= found.end);
}

std::string with_quotes(std::string_view text) {
  std::string out;
  for (const char c : text) c == '\'' ? out += "\xE2\x80\x99" : out += c;
  return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static modelzoo::index::Tokenizer tokenizer;  // what it remembers must not show
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  Collector fast;
  fast.end = tokenizer.tokenize(text, 0, fast);
  require_sound(fast, text);
  Collector plain;
  plain.end = tokenizer.tokenize_by_icu_for_test(text, 0, plain);
  require_same(fast, plain, true);
  // A quote that is malformed UTF-8's beginning or end would be read with it.
  if (modelzoo::is_valid_utf8(text)) {
    Collector quoted;
    const std::string other = with_quotes(text);
    quoted.end = tokenizer.tokenize(other, 0, quoted);
    require_same(fast, quoted, false);
  }
  return 0;
}
