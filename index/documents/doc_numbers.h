// doc_numbers.h - the numbers of a document that change often: kept in columns beside the postings
// and updated in place, so that a star update rewrites no posting.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "schemas/record.h"
#include "schemas/result.h"

namespace modelzoo::index {

class ByteReader;

struct DocNumbers {
  std::uint32_t stars = 0;
  std::uint32_t forks = 0;
  std::uint32_t open_issues = 0;
  std::uint32_t stars_month = 0;  // gained in the last 30 days that the star history knows
  std::uint32_t pushed_at = 0;    // unix seconds, 0 unknown
  std::uint32_t created_at = 0;
  std::uint32_t updated_at = 0;
  bool archived = false;
  bool fork = false;
  bool described = false;  // has a description or a README
  friend bool operator==(const DocNumbers&, const DocNumbers&) = default;
};

[[nodiscard]] DocNumbers numbers_of(const Record& record);
// Writes the numbers into a record that was stored with older ones. Absent fields stay absent while
// their number is 0.
void apply_numbers(const DocNumbers& numbers, Record& record);

// A column: all stars as u32, then all forks, and so on in the order of the fields, then the flags
// as u8. kCorrupt when the bytes are not just that.
[[nodiscard]] std::string encode_numbers(std::span<const DocNumbers> numbers);
[[nodiscard]] Result<std::vector<DocNumbers>> decode_numbers(std::string_view bytes,
                                                             std::uint32_t doc_count);

// One document's, for updates. 29 bytes: seven u32, then u8 flags (1 archived, 2 fork, 4
// described).
void put_numbers(const DocNumbers& numbers, std::string& out);
[[nodiscard]] DocNumbers read_numbers(ByteReader& reader);

}  // namespace modelzoo::index
