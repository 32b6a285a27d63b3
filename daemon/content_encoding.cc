#include "daemon/content_encoding.h"

#include <zlib.h>

namespace modelzoo::daemon {

bool accepts_gzip(const HttpRequest& request) {
  const auto accepted = request.header("accept-encoding");
  return accepted && accepted->find("gzip") != std::string_view::npos &&
         accepted->find("gzip;q=0") == std::string_view::npos;
}

bool is_compressible(const Headers& headers) {
  bool text = false;
  for (const auto& [name, value] : headers) {
    if (name == "Content-Encoding") return false;
    if (name != "Content-Type") continue;
    text = value.starts_with("text/") || value.find("json") != std::string::npos ||
           value.find("xml") != std::string::npos || value.find("javascript") != std::string::npos;
  }
  return text;
}

std::string gzipped(std::string_view body) {
  constexpr int kFast = 4;  // half the time of zlib's default for 3 % more bytes on our pages
  z_stream stream{};
  if (deflateInit2(&stream, kFast, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK) return {};
  std::string out(deflateBound(&stream, static_cast<uLong>(body.size())), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(body.data()));
  stream.avail_in = static_cast<uInt>(body.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  const int code = deflate(&stream, Z_FINISH);
  out.resize(out.size() - stream.avail_out);
  deflateEnd(&stream);
  return code == Z_STREAM_END ? out : std::string();
}

std::string weak_tag(std::string_view tag) {
  return tag.empty() || tag.starts_with("W/") ? std::string(tag) : "W/" + std::string(tag);
}

}  // namespace modelzoo::daemon
