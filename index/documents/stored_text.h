// stored_text.h - the plain text of a README as it lies beside its document, so that a highlight
// neither parses Markdown nor tokenises what it does not show: the blocks with the ordinals of
// their first tokens lead from a position of a posting to the bytes around it.
//
//   varint  number of blocks, then for each
//   u8      heading level in bits 0-2 (0: body), bit 3: code
//   varint  bytes of its text
//   varint  ordinal of its first token, less that of the field's block before
//   bytes   the texts, one after the other
//
// Worked example: schemas/storage.md, "Text of a README". Thread-safe.
// Tested by: tests/unit/index/documents/stored_text_test.cc
#pragma once

#include <string>
#include <string_view>

#include "index/analysis/markup.h"
#include "schemas/result.h"

namespace modelzoo::index {

// REQUIRES: blocks in the order of the text, as plain_text() and the document analyzer make them.
[[nodiscard]] std::string encode_text(const PlainText& text);
// kCorrupt when the bytes are not just that.
[[nodiscard]] Result<PlainText> decode_text(std::string_view bytes);

}  // namespace modelzoo::index
