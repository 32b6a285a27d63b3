// record_writer.h - a Record to one line of JSON; read(write(r)) == r.
#pragma once

#include <string>

#include "schemas/record.h"

namespace modelzoo {

// Appends the record as one JSON object without a line break. Known fields come in the order of
// record.h, then the unknown ones.
void append_record_json(const Record& record, std::string& out);
[[nodiscard]] std::string record_json(const Record& record);

}  // namespace modelzoo
