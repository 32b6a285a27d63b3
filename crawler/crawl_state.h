// crawl_state.h - what the crawler keeps of a repository between runs, and how it is written down.
//
//   field            form
//   version          byte, kCrawlStateVersion
//   flags            byte: 1 stored in the index, 2 gone (deleted after two refreshes)
//   misses failures  a byte each
//   github_id        varint, 0: not known
//   facts digest     varint (change_detection.h)
//   checked, due     varints, unix seconds and unix milliseconds
//   stars            varint
//   name             varint length, bytes; as GitHub spells it
//   readme_oid readme_path etag pushed_at   likewise
//
// One entry per repository under kRepositoryPrefix + folded name: about 100 bytes.
//
// Thread-safe. Tested by: tests/unit/crawler/crawl_state_test.cc
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "schemas/result.h"

namespace modelzoo::crawler {

inline constexpr std::uint8_t kCrawlStateVersion = 1;
inline constexpr std::string_view kRepositoryPrefix = "crawl/repo/";

struct RepositoryState {
  std::string name;
  std::uint64_t github_id = 0;
  std::string readme_oid;
  std::string readme_path;
  std::string etag;  // of the REST answer
  std::string pushed_at;
  std::uint64_t facts_digest = 0;
  std::uint64_t stars = 0;
  std::uint64_t checked_s = 0;  // last answered, unix seconds; 0: never
  std::uint64_t due_ms = 0;     // next time, unix milliseconds
  std::uint8_t misses = 0;      // refreshes in a row that did not show it
  std::uint8_t failures = 0;    // attempts in a row that failed
  bool stored = false;
  bool gone = false;
  friend bool operator==(const RepositoryState&, const RepositoryState&) = default;
};

[[nodiscard]] std::string encode_state(const RepositoryState& state);
// kCorrupt, kUnsupported (a newer version).
[[nodiscard]] Result<RepositoryState> decode_state(std::string_view bytes);

}  // namespace modelzoo::crawler
