// segment_format.h - the keys of a segment and the version of what stands under them. The bytes are
// described in schemas/storage.md.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "index/storage/byte_io.h"

namespace modelzoo::index {

// 1  2026-11  the first one
// 2  2026-11  the plain text of READMEs beside the documents; papers as keywords
// 3  2026-11  long posting lists name their 16 best postings; positions of a block can be read from
//             each second posting on
// 4  2026-11  long fields and plain text in one frame, absent without them; 32 summaries a block
// 5  2026-11  documents of a segment may share a dictionary
// 6  2026-11  what stands beside a word, before its positions; lists of one posting without what
//             follows from their document
// 7  2026-11  Chinese, Japanese and Korean by characters; in segments of 6, they are found only by
//             words until `modelzoo reindex`
//
// Each readable version has an index in tests/fixtures/format, written by its release
// (tests/integration/format_fixture_test.cc says how).
inline constexpr std::uint32_t kFormatVersion = 7;
inline constexpr std::uint32_t kOldestReadableFormat = 6;

// DO NOT CHANGE: these are on disk.
inline constexpr char kMetaKey[] = "0";
inline constexpr char kDictionaryKey[] = "1";
inline constexpr char kPostingsPrefix[] = "2";   // + big-endian chunk
inline constexpr char kPositionsPrefix[] = "3";  // + big-endian chunk
inline constexpr char kNamesKey[] = "4";
inline constexpr char kNumbersKey[] = "5";
inline constexpr char kFacetPrefix[] = "6";  // + facet as a byte
inline constexpr char kGithubIdsKey[] = "7";
inline constexpr char kSummaryPrefix[] = "8";   // + big-endian block
inline constexpr char kDocumentPrefix[] = "9";  // + big-endian document that has long fields
inline constexpr char kDocumentDictionaryKey[] = "a";

// Lists are laid one after the other into a chunk until it holds this much; a list is never cut, so
// a long one makes a long chunk.
inline constexpr std::size_t kChunkBytes = std::size_t{64} << 10;
inline constexpr std::uint32_t kSummariesPerBlock = 32;

inline std::string numbered_key(const char* prefix, std::uint32_t number) {
  return prefix + ordered_u32(number);
}
inline std::string facet_key(std::size_t facet) {
  return kFacetPrefix + std::string(1, static_cast<char>(facet));
}

}  // namespace modelzoo::index
