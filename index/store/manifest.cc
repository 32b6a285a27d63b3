#include "index/store/manifest.h"

#include "index/storage/byte_io.h"
#include "index/storage/segment_format.h"

namespace modelzoo::index {

std::string encode_manifest(const Manifest& manifest) {
  std::string out;
  put_varint(out, kFormatVersion);
  put_varint(out, manifest.sequence);
  put_varint(out, manifest.next_segment);
  put_varint(out, manifest.segments.size());
  for (const std::uint64_t id : manifest.segments) put_varint(out, id);
  return out;
}

Result<Manifest> decode_manifest(std::string_view bytes) {
  ByteReader reader(bytes);
  const std::uint64_t version = reader.varint();
  if (!reader.bad() && (version > kFormatVersion || version < kOldestReadableFormat)) {
    return Error{
        ErrorCode::kUnsupported,
        "the index has format " + std::to_string(version) + ", this build reads " +
            std::to_string(kOldestReadableFormat) + " to " + std::to_string(kFormatVersion) +
            "; use a newer modelzoo, or export with the one that wrote it and `modelzoo reindex`"};
  }
  Manifest manifest;
  manifest.sequence = reader.varint();
  manifest.next_segment = reader.varint();
  for (std::uint32_t n = reader.count(1); n > 0; --n) manifest.segments.push_back(reader.varint());
  if (reader.bad() || !reader.at_end()) return Error{ErrorCode::kCorrupt, "manifest: malformed"};
  return manifest;
}

}  // namespace modelzoo::index
