// Any bytes are a query; what was read prints to a query that reads the same.
#include <cstdint>
#include <cstdlib>

#include "query/language/query_parser.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace modelzoo::query;
  const ParsedQuery query = parse_query({reinterpret_cast<const char*>(data), size});
  const std::string printed = print_query(query);
  if (printed.size() > kMaxQueryBytes) return 0;  // would be cut
  const ParsedQuery again = parse_query(printed);
  if (!same_tree(query.root, again.root) || query.fields != again.fields) std::abort();
  return 0;
}
