// markup.h - the text of a README with its structure: Markdown by cmark-gfm, RST as
// Markdown (rst_markdown.h), HTML by libxml2, plain text by its paragraphs. Badges, link targets,
// comments and front matter are dropped; headings are told from body; code is kept as body.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "index/postings/field.h"

namespace modelzoo::index {

struct TextBlock {
  Field field;          // kHeadings or kBody
  std::uint32_t begin;  // bytes of PlainText::text
  std::uint32_t end;
  std::uint8_t level;  // heading level 1..6; 0 for body
  bool code;
  // Of its first token, counted through its field; set by the document analyzer.
  std::uint32_t first_ordinal = 0;
};

// What a reader sees, blocks separated by '\n'; also what snippets are cut from.
struct PlainText {
  std::string text;  // valid UTF-8
  std::vector<TextBlock> blocks;
};

// Never fails: what cannot be read as markup is plain text. `path` ("README.rst") chooses the
// reader. REQUIRES nothing of the bytes. Reads at most `max_bytes` of the source. Thread-safe.
[[nodiscard]] PlainText plain_text(std::string_view source, std::string_view path,
                                   std::size_t max_bytes = 1U << 20);

}  // namespace modelzoo::index
