// page_layout.h - what all HTML pages share: head, header with the search box, footer, and the
// response around them with its security headers. Values are escaped where they are put in.
// Thread-safe.
#pragma once

#include <string>
#include <string_view>

#include "daemon/http_message.h"

namespace modelzoo::daemon {

struct Page {
  std::string title;          // plain text
  std::string description;    // plain text, for search engines
  std::string query;          // what the search box shows
  std::string main;           // HTML of the page
  bool large_header = false;  // home: the page has a search box of its own
  unsigned status = 200;
};

[[nodiscard]] HttpResponse page_response(const Page& page, const HttpRequest& request);
// A page for an error, in words.
[[nodiscard]] HttpResponse error_page(unsigned status, std::string_view message,
                                      const HttpRequest& request);

[[nodiscard]] HttpResponse not_found_page(const HttpRequest& request);

// "/framework/a%20b": a path or parameter part, percent-encoded.
[[nodiscard]] std::string url_encoded(std::string_view text);
// 12345 -> "12.3k"
[[nodiscard]] std::string short_count(std::uint64_t count);
// "2026-08-20T..." -> "2026-08-20"
[[nodiscard]] std::string_view date_part(std::string_view time);
[[nodiscard]] std::string search_box(std::string_view query, bool large);

}  // namespace modelzoo::daemon
