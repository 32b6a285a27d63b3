// graphql_response_reader.h - reads the answers to graphql_query.h, partial ones included.
//
// An error that names a path concerns that alias only; the others stand. Whatever the bytes, the
// reader returns: malformed input is kMalformed.
//
// One thread at a time (it keeps simdjson's buffers).
// Tested by: tests/unit/crawler/graphql_query_test.cc,
// tests/fuzz/graphql_response_fuzz.cc
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "crawler/repository_facts.h"

namespace modelzoo::crawler {

struct FactsPart {
  PartKind kind = PartKind::kFailed;
  RepositoryFacts facts;
};

struct TextsPart {
  PartKind kind = PartKind::kFailed;
  BlobText readme;
  std::vector<BlobText> manifests;  // in the order asked for
};

template <typename Part>
struct GraphqlAnswer {
  GraphqlFailure failure = GraphqlFailure::kNone;
  std::string message;      // of the first error, for logs
  std::uint64_t cost = 1;   // points, as GitHub counted them
  std::vector<Part> parts;  // one per alias, in order; empty upon failure
};

class GraphqlResponseReader {
 public:
  GraphqlResponseReader();
  ~GraphqlResponseReader();

  [[nodiscard]] GraphqlAnswer<FactsPart> read_facts(std::string_view json, std::size_t aliases);
  // manifests[i]: how many were asked for of alias i.
  [[nodiscard]] GraphqlAnswer<TextsPart> read_texts(std::string_view json,
                                                    const std::vector<std::size_t>& manifests);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace modelzoo::crawler
