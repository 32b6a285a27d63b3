// repository_facts.h - what an answer says about one repository, from GraphQL or REST alike.
//
// A value type.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "schemas/record.h"

namespace modelzoo::crawler {

struct TreeEntry {
  std::string name;
  std::string oid;
  bool is_folder = false;
};

struct RepositoryFacts {
  // All that the answer holds but README and manifests; full_name as GitHub spells it.
  Record record;
  bool hidden = false;  // private: not shown to the public
  // The blob at the path that was asked for; empty when there is none.
  std::string readme_oid;
  bool has_root = false;  // `root` was answered
  std::vector<TreeEntry> root;
};

// One text file.
struct BlobText {
  std::string oid;
  std::string text;
  bool is_binary = false;
  bool is_truncated = false;  // GraphQL cuts texts at 512,000 bytes
  bool found = false;
};

// How an answer's part about one repository is to be taken.
enum class PartKind : std::uint8_t {
  kFound,
  kMissing,  // GitHub says that there is no such repository
  kUnclear,  // null without a reason: ask REST
  kFailed,   // an error of this part: ask again
};

// Why a whole GraphQL answer yields nothing.
enum class GraphqlFailure : std::uint8_t {
  kNone,
  kLimited,    // a rate limit in a 200
  kTimeout,    // too much work for GitHub: halve the query, ask again
  kRefused,    // the query itself is not accepted
  kMalformed,  // not the JSON that was due
};

}  // namespace modelzoo::crawler
