// readme_html.h - a README as HTML that is safe to show in our pages.
//
// Markdown by cmark-gfm; the HTML that comes out, or was written by hand, is read as events and
// written anew from an allow-list: elements, attributes and URL schemes that are not on it do not
// get through, whatever their disguise, because nothing of the source is copied. Relative links
// point to GitHub, relative images to its raw contents. RST and plain text are shown as they are.
// Thread-safe.
#pragma once

#include <string>
#include <string_view>

#include "schemas/record.h"

namespace modelzoo::daemon {

[[nodiscard]] std::string readme_html(const Record& record, std::string_view web_url,
                                      std::string_view raw_url);

// The allow-list alone, for a page of `record`. `base` is the folder of the README, "docs/" or "".
struct LinkBase {
  std::string link;   // what relative links are put behind, ends with '/'
  std::string image;  // likewise for images
};
[[nodiscard]] std::string sanitised_html(std::string_view html, const LinkBase& base);

}  // namespace modelzoo::daemon
