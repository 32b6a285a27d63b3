#include "schemas/toml_document.h"

namespace modelzoo {
namespace {

Error error_at(std::string_view file_name, const toml::source_region& where,
               std::string_view message) {
  return Error{ErrorCode::kInvalidArgument, std::string(file_name) + ":" +
                                                std::to_string(where.begin.line) + ": " +
                                                std::string(message)};
}

}  // namespace

Result<toml::table> parse_toml(std::string_view text, std::string_view file_name) {
  try {
    return toml::parse(text, file_name);
  } catch (const toml::parse_error& error) {
    return error_at(file_name, error.source(), error.description());
  }
}

Error toml_error(std::string_view file_name, const toml::node& node, const std::string& message) {
  return error_at(file_name, node.source(), message);
}

}  // namespace modelzoo
