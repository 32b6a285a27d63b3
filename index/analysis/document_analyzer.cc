#include "index/analysis/document_analyzer.h"

namespace modelzoo::index {
namespace {

// Ordinals left free between values of a list and blocks of a text: wider than any phrase slop.
constexpr std::uint32_t kGap = 16;

// Tells the field of the tokens.
class OneField final : public TokenSink {
 public:
  OneField(Field field, FieldTokenSink& sink) : field_(field), sink_(sink) {}
  void token(const Token& token) override {
    sink_.token(make_position(field_, token.ordinal), token);
  }

 private:
  Field field_;
  FieldTokenSink& sink_;
};

}  // namespace

void DocumentAnalyzer::tokenize_blocks(PlainText& text, Field field, FieldTokenSink& sink) {
  OneField tokens(field, sink);
  std::uint32_t ordinal = 0;
  for (TextBlock& block : text.blocks) {
    if (block.field != field) continue;
    block.first_ordinal = ordinal;
    const std::string_view words(text.text.data() + block.begin, block.end - block.begin);
    ordinal = tokenizer_.tokenize(words, ordinal, tokens) + kGap;
  }
}

PlainText DocumentAnalyzer::analyze(const Record& record, FieldTokenSink& sink) {
  OneField name(Field::kName, sink);
  const std::size_t slash = record.full_name.find('/');
  const std::string_view full_name = record.full_name;
  // The repository first: that is the name people know.
  const std::uint32_t after = tokenizer_.tokenize(full_name.substr(slash + 1), 0, name);
  tokenizer_.tokenize(full_name.substr(0, slash), after + kGap, name);
  if (record.description) {
    OneField description(Field::kDescription, sink);
    tokenizer_.tokenize(*record.description, 0, description);
  }
  if (record.topics) {
    OneField topics(Field::kTopics, sink);
    std::uint32_t ordinal = 0;
    for (const std::string& topic : *record.topics) {
      ordinal = tokenizer_.tokenize(topic, ordinal, topics) + kGap;
    }
  }
  if (!record.readme) return {};
  PlainText text = plain_text(*record.readme, record.readme_path.value_or("README.md"));
  // Headings first: a document's positions then come in their order.
  tokenize_blocks(text, Field::kHeadings, sink);
  tokenize_blocks(text, Field::kBody, sink);
  return text;
}

}  // namespace modelzoo::index
