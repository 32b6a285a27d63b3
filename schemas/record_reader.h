// record_reader.h - one NDJSON line to a Record, by simdjson.
//
// Tested by: tests/unit/schemas/record_test.cc, tests/fuzz/record_reader_fuzz.cc
#pragma once

#include <memory>
#include <string_view>

#include "schemas/record.h"
#include "schemas/result.h"

namespace modelzoo {

// Reads records; keeps simdjson's buffers between lines. One thread at a time.
class RecordReader {
 public:
  RecordReader();
  ~RecordReader();
  RecordReader(RecordReader&&) noexcept;
  RecordReader& operator=(RecordReader&&) noexcept;

  // kInvalidArgument, with a reason for people, when `json` is not one JSON object, a known field
  // has a wrong type, full_name is missing or malformed, or the text is not UTF-8. NUL characters
  // inside strings are legal JSON and are kept.
  [[nodiscard]] Result<Record> read(std::string_view json);

  // The same into `record`, whatever stood there, when `json` lies in memory that may be read for
  // kPadding bytes after its end. On an error `record` is unspecified.
  static constexpr std::size_t kPadding = 64;
  [[nodiscard]] Status read_padded(std::string_view json, Record& record);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace modelzoo
