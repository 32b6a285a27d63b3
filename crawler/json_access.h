// json_access.h - short lookups in a parsed document, absent and null alike. Private to crawler/:
// it names simdjson.
#pragma once

#include <simdjson.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace modelzoo::crawler {

using JsonElement = simdjson::dom::element;

inline std::optional<JsonElement> json_member(JsonElement object, std::string_view name) {
  JsonElement value;
  if (object[name].get(value) != simdjson::SUCCESS || value.is_null()) return std::nullopt;
  return value;
}
inline std::optional<std::string> json_text(JsonElement object, std::string_view name) {
  std::string_view text;
  if (object[name].get_string().get(text) != simdjson::SUCCESS) return std::nullopt;
  return std::string(text);
}
inline std::optional<std::uint64_t> json_count(JsonElement object, std::string_view name) {
  std::uint64_t value = 0;
  if (object[name].get_uint64().get(value) != simdjson::SUCCESS) return std::nullopt;
  return value;
}
inline std::optional<bool> json_truth(JsonElement object, std::string_view name) {
  bool value = false;
  if (object[name].get_bool().get(value) != simdjson::SUCCESS) return std::nullopt;
  return value;
}

// Parses, repairing text that is not UTF-8. False: no JSON.
bool parse_json(simdjson::dom::parser& parser, std::string_view json, JsonElement& out);

}  // namespace modelzoo::crawler
