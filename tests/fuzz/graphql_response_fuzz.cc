// Whatever GitHub, or what stands between, sends: the reader returns, and its parts are as many as
// were asked for.

#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "crawler/graphql_response_reader.h"
#include "crawler/rest_reader.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static modelzoo::crawler::GraphqlResponseReader reader;
  const std::string_view json(reinterpret_cast<const char*>(data), size);
  const auto facts = reader.read_facts(json, 3);
  const auto texts = reader.read_texts(json, {0, 2, 1});
  for (const std::size_t parts : {facts.parts.size(), texts.parts.size()})
    if (parts != 0 && parts != 3) std::abort();
  for (const auto& part : facts.parts)
    if (part.kind == modelzoo::crawler::PartKind::kFound && part.facts.record.full_name.empty())
      std::abort();
  (void)modelzoo::crawler::read_rest_repository(json);
  (void)modelzoo::crawler::read_rest_readme(json);
  (void)modelzoo::crawler::read_search_page(json);
  return 0;
}
