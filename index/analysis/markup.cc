#include "index/analysis/markup.h"

#include <cmark-gfm-core-extensions.h>
#include <cmark-gfm.h>

#include <algorithm>
#include <string>

#include "index/analysis/markdown_document.h"
#include "index/analysis/plain_text_builder.h"
#include "index/analysis/rst_markdown.h"
#include "schemas/record.h"
#include "schemas/utf8.h"

namespace modelzoo::index {
namespace {

enum class Language { kMarkdown, kHtml, kRst, kPlain };

Language language_of(std::string_view path) {
  const std::string name = folded_name(path);
  const auto ends = [&](std::string_view end) { return std::string_view(name).ends_with(end); };
  if (ends(".rst") || ends(".rest")) return Language::kRst;
  if (ends(".html") || ends(".htm")) return Language::kHtml;
  if (ends(".txt") || ends(".org") || ends(".adoc") || ends(".asciidoc")) return Language::kPlain;
  return Language::kMarkdown;
}

std::string_view text_of(const char* text) { return text == nullptr ? std::string_view() : text; }

bool is_badge(std::string_view url) {
  for (const char* sign :
       {"badge", "shields.io", "travis-ci", "codecov", "badgen", "fury.io", "circleci"}) {
    if (url.find(sign) != std::string_view::npos) return true;
  }
  return false;
}

bool is_url(std::string_view text) {
  return text.starts_with("http://") || text.starts_with("https://");
}

bool is_ascii_alnum(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

// Appends the text without the URLs that stand in it, each up to a space or '<'.
void append_without_urls(std::string_view text, PlainTextBuilder& builder) {
  static constexpr std::string_view kSign = "://";
  std::size_t kept_from = 0;
  for (std::size_t sign = text.find(kSign); sign != std::string_view::npos;
       sign = text.find(kSign, sign + 1)) {
    const std::string_view before = text.substr(kept_from, sign - kept_from);
    const std::size_t scheme = before.ends_with("https") ? 5 : before.ends_with("http") ? 4 : 0;
    const std::size_t after = sign + kSign.size();
    if (scheme == 0 || after >= text.size() || !is_ascii_alnum(text[after]) ||
        (before.size() > scheme && is_ascii_alnum(before[before.size() - scheme - 1]))) {
      continue;
    }
    builder.append(before.substr(0, before.size() - scheme));
    kept_from = std::min(text.find_first_of(" \t\n<", after), text.size());
    sign = kept_from;
  }
  builder.append(text.substr(kept_from));
}

// The extension's node types are known by name only.
bool is_table_cell(cmark_node* node) {
  return text_of(cmark_node_get_type_string(node)) == "table_cell";
}

// One step of cmark's iterator, which visits each node on entering and, if it may have children, on
// leaving it.
class MarkdownWalk {
 public:
  explicit MarkdownWalk(PlainTextBuilder& builder) : builder_(builder) {}

  void run(cmark_node* document) {
    cmark_iter* iterator = cmark_iter_new(document);
    for (;;) {
      const cmark_event_type event = cmark_iter_next(iterator);
      if (event == CMARK_EVENT_DONE) break;
      cmark_node* const node = cmark_iter_get_node(iterator);
      if (cmark_node_get_type(node) == CMARK_NODE_TEXT) {
        // A URL may be cut into several.
        if (hidden_ == 0) text_ += text_of(cmark_node_get_literal(node));
        continue;
      }
      flush_text();
      visit(node, event == CMARK_EVENT_ENTER);
    }
    cmark_iter_free(iterator);
  }

 private:
  void visit(cmark_node* node, bool entering) {
    const cmark_node_type type = cmark_node_get_type(node);
    if (type == CMARK_NODE_HEADING) {
      entering ? builder_.begin_block(Field::kHeadings,
                                      static_cast<std::uint8_t>(cmark_node_get_heading_level(node)))
               : builder_.end_block();
    } else if (type == CMARK_NODE_PARAGRAPH || is_table_cell(node)) {
      entering ? builder_.begin_block(Field::kBody) : builder_.end_block();
    } else if (type == CMARK_NODE_IMAGE) {
      if (is_badge(text_of(cmark_node_get_url(node)))) hidden_ += entering ? 1 : -1;
    } else if (entering) {
      leaf(node, type);
    }
  }

  void leaf(cmark_node* node, cmark_node_type type) {
    if (type == CMARK_NODE_CODE_BLOCK) {
      builder_.begin_block(Field::kBody, 0, true);
      builder_.append(text_of(cmark_node_get_literal(node)));
      builder_.end_block();
    } else if (type == CMARK_NODE_HTML_BLOCK) {
      append_html(text_of(cmark_node_get_literal(node)), builder_);
    } else if (type == CMARK_NODE_SOFTBREAK || type == CMARK_NODE_LINEBREAK) {
      builder_.append(" ");
    } else if (type == CMARK_NODE_CODE && hidden_ == 0) {
      const std::string_view text = text_of(cmark_node_get_literal(node));
      if (!is_url(text)) builder_.append(text);
    }
  }

  void flush_text() {
    if (!text_.empty()) append_without_urls(text_, builder_);
    text_.clear();
  }

  PlainTextBuilder& builder_;
  int hidden_ = 0;    // depth of badges
  std::string text_;  // of neighbours
};

void append_markdown(std::string_view source, PlainTextBuilder& builder) {
  // The text is valid UTF-8 already.
  read_markdown(without_front_matter(source), CMARK_OPT_UNSAFE,
                [&](cmark_node* document) { MarkdownWalk(builder).run(document); });
}

std::string_view next_line(std::string_view& rest) {
  const std::size_t end = rest.find('\n');
  std::string_view line = rest.substr(0, end);
  rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

void append_plain(std::string_view source, PlainTextBuilder& builder) {
  std::string_view rest = source;
  while (!rest.empty()) {
    const std::string_view line = next_line(rest);
    if (line.find_first_not_of(" \t") == std::string_view::npos) builder.end_block();
    builder.append(line);
    builder.append(" ");
  }
}

}  // namespace

PlainText plain_text(std::string_view source, std::string_view path, std::size_t max_bytes) {
  std::string repaired;
  std::string_view text = utf8_prefix(source, max_bytes);
  if (!is_valid_utf8(text)) {
    repaired = repaired_utf8(text);
    text = repaired;
  }
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);  // byte order mark
  PlainTextBuilder builder;
  switch (language_of(path)) {
    case Language::kMarkdown:
      append_markdown(text, builder);
      break;
    case Language::kHtml:
      append_html(text, builder);
      break;
    case Language::kRst:
      append_markdown(markdown_of_rst(text), builder);
      break;
    case Language::kPlain:
      append_plain(text, builder);
      break;
  }
  return builder.finish();
}

}  // namespace modelzoo::index
