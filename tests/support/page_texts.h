// page_texts.h - READMEs in which whole sections repeat from page to page, as those of real
// repositories do.
#pragma once

#include <string>

namespace modelzoo::testing {

// Pages of one kind share their sections; `number` goes into names, figures and order.
[[nodiscard]] std::string install_page(int kind, int number);

}  // namespace modelzoo::testing
