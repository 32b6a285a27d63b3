// plain_text_builder.h - collects the blocks of a PlainText; what the readers of the markup
// languages share. Private to index/analysis.
#pragma once

#include <string_view>

#include "index/analysis/markup.h"

namespace modelzoo::index {

class PlainTextBuilder {
 public:
  // Blocks do not nest: a new one ends the one before.
  void begin_block(Field field, std::uint8_t level = 0, bool code = false) {
    end_block();
    block_ = TextBlock{field, offset(), offset(), level, code};
  }
  // White space is folded to single spaces outside code.
  void append(std::string_view text) {
    if (block_.code) {
      out_.text += text;
      return;
    }
    const std::size_t before = out_.text.size();
    out_.text.resize(before + text.size());
    char* to = out_.text.data() + before;
    const char* const begin = out_.text.data() + block_.begin;
    for (const char c : text) {
      // Written in any case, and kept unless it is a space too many: no branch.
      const bool space = c == ' ' || (c >= '\t' && c <= '\r');
      *to = space ? ' ' : c;
      to += static_cast<std::size_t>(!space || (to > begin && to[-1] != ' '));
    }
    out_.text.resize(static_cast<std::size_t>(to - out_.text.data()));
  }
  // Ends the block; empty ones vanish. Text that follows is body.
  void end_block() {
    while (offset() > block_.begin && (out_.text.back() == ' ' || out_.text.back() == '\n')) {
      out_.text.pop_back();
    }
    block_.end = offset();
    if (block_.end > block_.begin) {
      out_.blocks.push_back(block_);
      out_.text += '\n';
    }
    block_ = TextBlock{Field::kBody, offset(), offset(), 0, false};
  }
  [[nodiscard]] bool block_is_empty() const { return offset() == block_.begin; }
  PlainText finish() {
    end_block();
    return std::move(out_);
  }

 private:
  [[nodiscard]] std::uint32_t offset() const {
    return static_cast<std::uint32_t>(out_.text.size());
  }
  PlainText out_;
  TextBlock block_{Field::kBody, 0, 0, 0, false};
};

// Appends the text of an HTML page or fragment, headings as such.
void append_html(std::string_view html, PlainTextBuilder& builder);

}  // namespace modelzoo::index
