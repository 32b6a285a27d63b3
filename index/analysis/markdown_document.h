// markdown_document.h - cmark-gfm with GitHub's extensions (tables, strikethrough, autolinks, task
// lists), opened once for all; used for index text and for pages.
#pragma once

#include <functional>
#include <memory>
#include <string_view>

struct cmark_node;

namespace modelzoo::index {

struct MarkdownDeleter {
  void operator()(cmark_node* node) const;
};
using MarkdownDocument = std::unique_ptr<cmark_node, MarkdownDeleter>;

// Parses Markdown; never fails. `options` are cmark's CMARK_OPT_*. Tables stay text where they are
// not affordable. Thread-safe.
[[nodiscard]] MarkdownDocument parse_markdown(std::string_view source, int options);

// False for pages whose tables cmark would need gigabytes or minutes for. Linear.
[[nodiscard]] bool has_affordable_tables(std::string_view source);

// For its text alone, and several times as fast: CommonMark with tables, as above, and task lists,
// in memory of the thread that is used again. `visit` gets the document, which ends with the call.
// Bare URLs and ~~ stay text. Threads wait for parse_markdown() only. Thread-safe.
void read_markdown(std::string_view source, int options,
                   const std::function<void(cmark_node*)>& visit);

// What precedes the text of many pages: "---\nkey: value\n---\n". Returns the text behind it.
[[nodiscard]] std::string_view without_front_matter(std::string_view source);

}  // namespace modelzoo::index
