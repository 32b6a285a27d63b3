// document_analyzer.h - a record to tokens by field.
#pragma once

#include "index/analysis/markup.h"
#include "index/analysis/tokenizer.h"
#include "index/postings/field.h"
#include "schemas/record.h"

namespace modelzoo::index {

class FieldTokenSink {
 public:
  virtual ~FieldTokenSink() = default;
  // `position` holds field and ordinal. Values of a list (topics) and blocks of a text are set
  // apart by a gap of ordinals, so that no phrase crosses them. The token's offsets count from
  // the beginning of its value or block.
  virtual void token(Position position, const Token& token) = 0;
};

// One thread at a time.
class DocumentAnalyzer {
 public:
  // Name (owner and repository), description, topics, then the README's headings and body.
  // Returns the README's plain text, to be stored for highlights.
  PlainText analyze(const Record& record, FieldTokenSink& sink);

 private:
  void tokenize_blocks(PlainText& text, Field field, FieldTokenSink& sink);

  Tokenizer tokenizer_;
};

}  // namespace modelzoo::index
