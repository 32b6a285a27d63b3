// toml_document.h - TOML files whose mistakes are told by file and line, as "FILE:12: what".
// Thread-safe.
#pragma once

#include <toml++/toml.h>

#include <string>
#include <string_view>

#include "schemas/result.h"

namespace modelzoo {

// kInvalidArgument: where the text is not TOML.
[[nodiscard]] Result<toml::table> parse_toml(std::string_view text, std::string_view file_name);

// kInvalidArgument at the line where `node` stands.
[[nodiscard]] Error toml_error(std::string_view file_name, const toml::node& node,
                               const std::string& message);

}  // namespace modelzoo
