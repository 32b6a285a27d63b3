#include "index/analysis/markdown_document.h"

#include <cmark-gfm-core-extensions.h>
#include <cmark-gfm.h>

#include <mutex>

namespace modelzoo::index {

void MarkdownDeleter::operator()(cmark_node* node) const { cmark_node_free(node); }

MarkdownDocument parse_markdown(std::string_view source, int options) {
  // Registration changes global lists of cmark; finding an extension only reads them.
  static std::once_flag once;
  std::call_once(once, [] { cmark_gfm_core_extensions_ensure_registered(); });
  cmark_parser* parser = cmark_parser_new(options);
  for (const char* name : {"table", "strikethrough", "autolink", "tasklist"}) {
    if (cmark_syntax_extension* extension = cmark_find_syntax_extension(name)) {
      cmark_parser_attach_syntax_extension(parser, extension);
    }
  }
  cmark_parser_feed(parser, source.data(), source.size());
  MarkdownDocument document(cmark_parser_finish(parser));
  cmark_parser_free(parser);
  return document;
}

std::string_view without_front_matter(std::string_view source) {
  if (!source.starts_with("---\n") && !source.starts_with("---\r\n")) return source;
  const std::size_t end = source.find("\n---", 3);
  if (end == std::string_view::npos) return source;
  const std::size_t line = source.find('\n', end + 1);
  return line == std::string_view::npos ? std::string_view() : source.substr(line + 1);
}

}  // namespace modelzoo::index
