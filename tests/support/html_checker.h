// html_checker.h - a second opinion on sanitised HTML: reads the output as bytes, knows nothing of
// how it was made. Thread-safe.
#pragma once

#include <string>
#include <string_view>

namespace modelzoo::testing {

// The first thing in `html` that is not: text without '<', or a tag in the writer's own form, of an
// element and attributes that are harmless, with URLs that begin with https://, http://, mailto: or
// #user-content-; or an element that is closed without being open, or open at the end. "" when
// there is none.
[[nodiscard]] std::string first_unsafe(std::string_view html);

}  // namespace modelzoo::testing
