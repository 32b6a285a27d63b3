// The first line is a query, the rest a text: marks leak no markup and break no character.
#include <algorithm>
#include <cstdint>
#include <cstdlib>

#include "index/analysis/markup.h"
#include "query/answers/highlight.h"
#include "query/language/query_parser.h"
#include "schemas/taxonomy.h"
#include "schemas/utf8.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace modelzoo;
  const std::string_view all(reinterpret_cast<const char*>(data), size);
  const std::size_t line = std::min(all.find('\n'), all.size());
  const index::Snapshot nothing(1, {});
  std::vector<std::string> warnings;
  const query::SearchPlan plan = query::make_plan(query::parse_query(all.substr(0, line)), {},
                                                  builtin_taxonomy(), nothing, warnings);
  query::Highlighter highlighter(plan);
  for (std::string passage : highlighter.passages(index::plain_text(all.substr(line), "README"))) {
    if (!is_valid_utf8(passage)) std::abort();
    for (const std::string_view mark : {"<em>", "</em>"}) {
      for (std::size_t at = 0; (at = passage.find(mark)) != passage.npos;)
        passage.erase(at, mark.size());
    }
    if (passage.find_first_of("<>\"") != passage.npos) std::abort();
  }
  return 0;
}
