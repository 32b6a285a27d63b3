#include "query/language/loose_query.h"

#include <algorithm>
#include <vector>

#include "query/language/query_parser.h"

namespace modelzoo::query {
namespace {

constexpr std::string_view kSpaces = " \t\r\n";

std::size_t word_count(std::string_view text) {
  std::size_t count = 0;
  for (std::size_t at = 0; (at = text.find_first_not_of(kSpaces, at)) != text.npos; ++count)
    at = std::min(text.find_first_of(kSpaces, at), text.size());
  return count;
}

// Kana, ideographs and Hangul begin with these bytes of UTF-8, and nothing else does that is
// written without spaces.
bool has_cjk(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return (byte >= 0xE3 && byte <= 0xED) || byte == 0xEF || byte == 0xF0;
  });
}

// Spaces in the place of what [begin, end) of `text`, a quotation, has for the parser: bytes stay
// where they are.
void take_out_of_quotes(std::string& text, std::size_t begin, std::size_t end) {
  const auto blank = [&](std::size_t at, std::size_t bytes) {
    text.replace(at, bytes, bytes, ' ');
  };
  for (std::size_t at = begin; at < end; ++at) {
    const std::string_view rest = std::string_view(text).substr(at, end - at);
    if (rest.starts_with("\xE2\x80\x9C") || rest.starts_with("\xE2\x80\x9D")) blank(at, 3);
    if (std::string_view("\"()*").find(text[at]) != std::string_view::npos) blank(at, 1);
    // A minus sign, not a hyphen.
    if (text[at] == '-' && at > 0 && text[at - 1] == ' ') blank(at, 1);
  }
}

// Words and quotations that are asked for.
struct Asked {
  std::vector<const Node*> quotations;
  std::size_t words = 0;
  bool cjk = false;

  void look(const Node& node) {
    if (node.kind == NodeKind::kNot) return;
    const bool quoted = node.kind == NodeKind::kPhrase;
    if (quoted) quotations.push_back(&node);
    if (quoted || node.kind == NodeKind::kWord) words += word_count(node.text);
    cjk = cjk || (node.kind == NodeKind::kWord && has_cjk(node.text));
    for (const Node& child : node.children) look(child);
  }
};

}  // namespace

std::optional<LooseQuery> loosened(const ParsedQuery& query) {
  Asked asked;
  asked.look(query.root);
  const bool quotes = !asked.quotations.empty() && asked.words >= kLongText;
  if (!quotes && !asked.cjk) return {};
  LooseQuery loose{query, "no model has it as it is written; "};
  if (quotes) {
    std::string text = query.text;
    for (const Node* quotation : asked.quotations)
      take_out_of_quotes(text, quotation->begin, std::min(quotation->end, text.size()));
    loose.query = parse_query(text);
    loose.note += "what is quoted was searched by its words";
  } else {
    loose.note += "characters in a row were searched by their words";
  }
  return loose;
}

}  // namespace modelzoo::query
