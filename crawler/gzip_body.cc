#include "crawler/gzip_body.h"

#include <zlib.h>

#include <algorithm>
#include <memory>

namespace modelzoo::crawler {

Result<std::string> gunzip(std::string_view packed, std::size_t max_bytes) {
  z_stream stream{};
  constexpr int kAnyHeader = 15 + 32;  // gzip or zlib, told by the first bytes
  if (inflateInit2(&stream, kAnyHeader) != Z_OK)
    return Error{ErrorCode::kInternal, "zlib did not start"};
  const std::unique_ptr<z_stream, int (*)(z_stream*)> end_stream(&stream, &inflateEnd);
  std::string out;
  // zlib does not write through next_in; its interface only lacks the const.
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
  stream.avail_in = static_cast<uInt>(packed.size());
  int code = Z_OK;
  while (code == Z_OK) {
    if (out.size() >= max_bytes + 1)
      return Error{ErrorCode::kLimitExceeded,
                   "unpacks to more than " + std::to_string(max_bytes) + " bytes"};
    const std::size_t step = std::min<std::size_t>(max_bytes + 1 - out.size(),
                                                   std::max<std::size_t>(out.size(), 16 << 10));
    const std::size_t before = out.size();
    out.resize(before + step);
    stream.next_out = reinterpret_cast<Bytef*>(out.data() + before);
    stream.avail_out = static_cast<uInt>(step);
    code = inflate(&stream, Z_NO_FLUSH);
    out.resize(before + step - stream.avail_out);
    if (code == Z_BUF_ERROR || (code == Z_OK && stream.avail_in == 0 && stream.avail_out > 0))
      return Error{ErrorCode::kCorrupt, "the gzip body ends too early"};
  }
  if (code != Z_STREAM_END) return Error{ErrorCode::kCorrupt, "the gzip body is broken"};
  if (out.size() > max_bytes)
    return Error{ErrorCode::kLimitExceeded,
                 "unpacks to more than " + std::to_string(max_bytes) + " bytes"};
  return out;
}

}  // namespace modelzoo::crawler
