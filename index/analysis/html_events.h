// html_events.h - HTML as a stream of events: start tag, text, end tag. By libxml2's SAX reader,
// which closes what the author left open, knows no recursion and stops at a nesting depth of its
// own, so that hostile pages cost no more than their length.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace modelzoo::index {

class HtmlEvents {
 public:
  virtual ~HtmlEvents() = default;
  // Names are lower case; values are decoded. Views are valid during the call.
  virtual void start_tag(
      std::string_view name,
      const std::vector<std::pair<std::string_view, std::string_view>>& attributes) = 0;
  virtual void text(std::string_view text) = 0;
  virtual void end_tag(std::string_view name) = 0;
};

// Reads a page or a fragment. Never fails: what is no markup is text. Comments, processing
// instructions and the contents of <script> and <style> give no events. Thread-safe.
void read_html(std::string_view html, HtmlEvents& events);

}  // namespace modelzoo::index
