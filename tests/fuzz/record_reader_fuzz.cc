// Any bytes are a record or an error; a record writes to what reads the same.
#include <cstdint>
#include <cstdlib>

#include "schemas/record_reader.h"
#include "schemas/record_writer.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  modelzoo::RecordReader reader;
  const auto record = reader.read({reinterpret_cast<const char*>(data), size});
  if (!record) return 0;
  const std::string written = modelzoo::record_json(*record);
  const auto again = reader.read(written);
  if (!again || modelzoo::record_json(*again) != written) std::abort();
  return 0;
}
