#include "index/documents/stored_document.h"

#include <utility>

#include "index/documents/stored_text.h"
#include "index/storage/byte_io.h"
#include "schemas/record_reader.h"
#include "schemas/record_writer.h"

namespace modelzoo::index {
namespace {

// Moves the long fields from one record to another; says whether there were any.
bool move_long_fields(Record& from, Record& to) {
  const bool any = from.readme || from.manifests || from.imports || from.star_history;
  to.readme = std::exchange(from.readme, std::nullopt);
  to.manifests = std::exchange(from.manifests, std::nullopt);
  to.imports = std::exchange(from.imports, std::nullopt);
  to.star_history = std::exchange(from.star_history, std::nullopt);
  return any;
}

// The two parts of the bytes.
struct LongFields {
  std::string_view json, text;
};

Result<LongFields> split(std::string_view bytes) {
  ByteReader reader(bytes);
  const std::string_view json = reader.bytes();
  if (reader.bad()) return Error{ErrorCode::kCorrupt, "stored document: shorter than it says"};
  return LongFields{json, bytes.substr(reader.offset())};
}

}  // namespace

StoredDocument to_stored(const Record& record, const PlainText& text) {
  Record summary = record;
  Record long_fields;
  const bool any = move_long_fields(summary, long_fields);
  StoredDocument stored{record_json(summary), {}};
  if (!any) return stored;
  long_fields.full_name = record.full_name;
  put_bytes(stored.long_fields, record_json(long_fields));
  if (!text.blocks.empty()) stored.long_fields += encode_text(text);
  return stored;
}

Result<Record> parse_stored(std::string_view json) {
  thread_local RecordReader reader;
  auto record = reader.read(json);
  if (!record) return Error{ErrorCode::kCorrupt, "stored document: " + record.error().message};
  return record;
}

Status add_long_fields(std::string_view long_fields, Record& record) {
  if (long_fields.empty()) return Ok{};
  auto parts = split(long_fields);
  if (!parts) return std::move(parts).error();
  auto stored = parse_stored(parts->json);
  if (!stored) return std::move(stored).error();
  if (stored->full_name != record.full_name) {
    return Error{ErrorCode::kCorrupt, "stored document: of another record than its summary"};
  }
  move_long_fields(*stored, record);
  return Ok{};
}

Result<PlainText> text_of_readme(std::string_view long_fields) {
  if (long_fields.empty()) return PlainText();
  auto parts = split(long_fields);
  if (!parts) return std::move(parts).error();
  if (parts->text.empty()) return PlainText();
  return decode_text(parts->text);
}

}  // namespace modelzoo::index
