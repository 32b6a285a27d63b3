#include "index/analysis/html_events.h"

#include <libxml/HTMLparser.h>

#include <cstring>
#include <mutex>

namespace modelzoo::index {
namespace {

std::string_view view(const xmlChar* text) { return reinterpret_cast<const char*>(text); }

// Elements whose text is code, not content.
bool is_opaque(std::string_view name) { return name == "script" || name == "style"; }
// libxml2 adds these around fragments.
bool is_frame(std::string_view name) { return name == "html" || name == "body" || name == "head"; }

struct Reader {
  HtmlEvents* events = nullptr;
  int opaque_depth = 0;
  std::vector<std::pair<std::string_view, std::string_view>> attributes;
};

void on_start(void* context, const xmlChar* raw_name, const xmlChar** raw_attributes) {
  auto& reader = *static_cast<Reader*>(context);
  const std::string_view name = view(raw_name);
  if (is_opaque(name)) ++reader.opaque_depth;
  if (reader.opaque_depth > 0 || is_frame(name)) return;
  reader.attributes.clear();
  for (std::size_t i = 0; raw_attributes != nullptr && raw_attributes[i] != nullptr; i += 2) {
    const xmlChar* value = raw_attributes[i + 1];
    reader.attributes.emplace_back(view(raw_attributes[i]), value == nullptr ? "" : view(value));
  }
  reader.events->start_tag(name, reader.attributes);
}

void on_end(void* context, const xmlChar* raw_name) {
  auto& reader = *static_cast<Reader*>(context);
  const std::string_view name = view(raw_name);
  if (is_opaque(name)) {
    if (reader.opaque_depth > 0) --reader.opaque_depth;
    return;
  }
  if (reader.opaque_depth == 0 && !is_frame(name)) reader.events->end_tag(name);
}

void on_text(void* context, const xmlChar* text, int length) {
  auto& reader = *static_cast<Reader*>(context);
  if (reader.opaque_depth > 0) return;
  reader.events->text({reinterpret_cast<const char*>(text), static_cast<std::size_t>(length)});
}

}  // namespace

void read_html(std::string_view html, HtmlEvents& events) {
  static std::once_flag once;
  std::call_once(once, [] { xmlInitParser(); });
  htmlSAXHandler sax;
  std::memset(&sax, 0, sizeof sax);
  sax.startElement = on_start;
  sax.endElement = on_end;
  sax.characters = on_text;
  sax.ignorableWhitespace = on_text;
  Reader reader;
  reader.events = &events;
  // The name of the encoding is given here: a page's own <meta charset> must not change it.
  htmlParserCtxtPtr context =
      htmlCreatePushParserCtxt(&sax, &reader, nullptr, 0, nullptr, XML_CHAR_ENCODING_UTF8);
  if (context == nullptr) return;
  htmlCtxtUseOptions(context, HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING |
                                  HTML_PARSE_NONET | HTML_PARSE_IGNORE_ENC);
  constexpr std::size_t kPiece = std::size_t{64} << 10;
  for (std::size_t at = 0; at < html.size(); at += kPiece) {
    const std::string_view piece = html.substr(at, kPiece);
    if (htmlParseChunk(context, piece.data(), static_cast<int>(piece.size()), 0) < 0) break;
  }
  htmlParseChunk(context, nullptr, 0, 1);
  htmlFreeParserCtxt(context);
}

}  // namespace modelzoo::index
