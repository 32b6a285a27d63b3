// The text of HTML, headings told from body.
#include "index/analysis/html_events.h"
#include "index/analysis/plain_text_builder.h"

namespace modelzoo::index {
namespace {

bool is_block(std::string_view name) {
  static constexpr std::string_view kBlocks[] = {
      "p",     "div", "li", "tr",     "td",         "th",      "pre", "br",      "ul",     "ol",
      "table", "dd",  "dt", "center", "blockquote", "section", "hr",  "details", "summary"};
  for (const std::string_view block : kBlocks) {
    if (name == block) return true;
  }
  return false;
}

std::uint8_t heading_level(std::string_view name) {
  const bool heading = name.size() == 2 && name[0] == 'h' && name[1] >= '1' && name[1] <= '6';
  return heading ? static_cast<std::uint8_t>(name[1] - '0') : std::uint8_t{0};
}

class TextReader final : public HtmlEvents {
 public:
  explicit TextReader(PlainTextBuilder& builder) : builder_(builder) {}

  void start_tag(std::string_view name,
                 const std::vector<std::pair<std::string_view, std::string_view>>&) override {
    if (const std::uint8_t level = heading_level(name); level > 0) {
      builder_.begin_block(Field::kHeadings, level);
    } else if (name == "br") {
      builder_.append(" ");  // may stand within a heading
    } else if (is_block(name)) {
      builder_.begin_block(Field::kBody, 0, name == "pre");
    }
  }
  void text(std::string_view text) override { builder_.append(text); }
  void end_tag(std::string_view name) override {
    if (heading_level(name) > 0 || (is_block(name) && name != "br")) builder_.end_block();
  }

 private:
  PlainTextBuilder& builder_;
};

}  // namespace

void append_html(std::string_view html, PlainTextBuilder& builder) {
  TextReader reader(builder);
  read_html(html, reader);
  builder.end_block();
}

}  // namespace modelzoo::index
