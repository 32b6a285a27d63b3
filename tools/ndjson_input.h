// ndjson_input.h - lines of a file, of standard input, plain or compressed (gzip, zstd, told by
// their first bytes). Streams: memory of one line.
//
// One thread at a time.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "schemas/result.h"

namespace modelzoo::tools {

class NdjsonInput {
 public:
  // "-" is standard input. kIo when the file cannot be read (names it).
  [[nodiscard]] static Result<std::unique_ptr<NdjsonInput>> open(const std::string& path);
  virtual ~NdjsonInput() = default;

  // The next line without its end, until the next call; false at the end. An error of the stream
  // (truncated or damaged compression) names the file; the lines before it have been given.
  [[nodiscard]] virtual Result<bool> next_line(std::string_view& line) = 0;
  [[nodiscard]] virtual std::uint64_t line_number() const = 0;  // of the last line, from 1
  // Bytes of the file read so far and its size (0 when not known): for progress.
  [[nodiscard]] virtual std::uint64_t bytes_read() const = 0;
  [[nodiscard]] virtual std::uint64_t bytes_total() const = 0;
  // How far that is, 0 to 1; below 0 when not known.
  [[nodiscard]] double part_read() const {
    return bytes_total() > 0
               ? static_cast<double>(bytes_read()) / static_cast<double>(bytes_total())
               : -1;
  }
};

}  // namespace modelzoo::tools
