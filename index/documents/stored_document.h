// stored_document.h - how a record lies in a segment: its summary, what hits show, in blocks with
// its neighbours; and beside it, where there are any, the long fields in a frame of their own, with
// the plain text of the README. What the text shares with the README costs next to nothing there.
//
//   summary  JSON of the record without readme, manifests, imports and star_history
//   long     `bytes` JSON of a record with these fields alone, then the text (stored_text.h),
//   absent
//            without README; on disk a zstd frame (document_compressor.h)
//
// Thread-safe. Tested by: tests/unit/index/documents/stored_document_test.cc
#pragma once

#include <string>
#include <string_view>

#include "index/analysis/markup.h"
#include "schemas/record.h"
#include "schemas/result.h"

namespace modelzoo::index {

struct StoredDocument {
  std::string summary;
  std::string long_fields;  // empty without any
};

// `text`: the README's, as the document analyzer left it.
[[nodiscard]] StoredDocument to_stored(const Record& record, const PlainText& text);

// A summary as a record. kCorrupt.
[[nodiscard]] Result<Record> parse_stored(std::string_view json);
// Adds the long fields to the record of their summary. kCorrupt.
[[nodiscard]] Status add_long_fields(std::string_view long_fields, Record& record);
// The README's text; empty without one. kCorrupt.
[[nodiscard]] Result<PlainText> text_of_readme(std::string_view long_fields);

}  // namespace modelzoo::index
