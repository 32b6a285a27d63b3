#include "crawler/json_access.h"

#include "schemas/utf8.h"

namespace modelzoo::crawler {

bool parse_json(simdjson::dom::parser& parser, std::string_view json, JsonElement& out) {
  auto error = parser.parse(json.data(), json.size()).get(out);
  if (error == simdjson::UTF8_ERROR) {
    const std::string repaired = repaired_utf8(json);
    error = parser.parse(repaired).get(out);
  }
  return error == simdjson::SUCCESS;
}

}  // namespace modelzoo::crawler
