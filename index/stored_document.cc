#include "index/stored_document.h"

#include <utility>

#include "index/byte_io.h"
#include "index/compressed_bytes.h"
#include "index/stored_text.h"
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

// A frame, decompressed.
struct FrameBytes {
  std::string bytes;
  std::size_t json_begin = 0, json_end = 0;
  [[nodiscard]] std::string_view json() const {
    return std::string_view(bytes).substr(json_begin, json_end - json_begin);
  }
  [[nodiscard]] std::string_view text() const { return std::string_view(bytes).substr(json_end); }
};

Result<FrameBytes> open_frame(std::string_view frame) {
  auto bytes = decompress(frame);
  if (!bytes) return std::move(bytes).error();
  FrameBytes parts{std::move(bytes).value()};
  ByteReader reader(parts.bytes);
  const std::size_t size = reader.varint32();
  parts.json_begin = reader.offset();
  reader.take(size);
  parts.json_end = reader.offset();
  if (reader.bad()) return Error{ErrorCode::kCorrupt, "stored document: shorter than it says"};
  return parts;
}

}  // namespace

StoredDocument to_stored(const Record& record, const PlainText& text) {
  Record summary = record;
  Record long_fields;
  const bool any = move_long_fields(summary, long_fields);
  StoredDocument stored{record_json(summary), {}};
  if (!any) return stored;
  long_fields.full_name = record.full_name;
  std::string bytes;
  put_bytes(bytes, record_json(long_fields));
  if (!text.blocks.empty()) bytes += encode_text(text);
  stored.frame = compress(bytes, CompressionEffort::kDocument);
  return stored;
}

Result<Record> parse_stored(std::string_view json) {
  thread_local RecordReader reader;
  auto record = reader.read(json);
  if (!record) return Error{ErrorCode::kCorrupt, "stored document: " + record.error().message};
  return record;
}

Status add_long_fields(std::string_view frame, Record& record) {
  if (frame.empty()) return Ok{};
  auto parts = open_frame(frame);
  if (!parts) return std::move(parts).error();
  auto long_fields = parse_stored(parts->json());
  if (!long_fields) return std::move(long_fields).error();
  if (long_fields->full_name != record.full_name) {
    return Error{ErrorCode::kCorrupt, "stored document: of another record than its summary"};
  }
  move_long_fields(*long_fields, record);
  return Ok{};
}

Result<PlainText> text_of_frame(std::string_view frame) {
  if (frame.empty()) return PlainText();
  auto parts = open_frame(frame);
  if (!parts) return std::move(parts).error();
  if (parts->text().empty()) return PlainText();
  return decode_text(parts->text());
}

}  // namespace modelzoo::index
