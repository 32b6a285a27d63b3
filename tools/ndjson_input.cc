#include "tools/ndjson_input.h"

#include <zlib.h>
#include <zstd.h>

#include <cstdio>
#include <cstring>
#include <filesystem>
#include <vector>

namespace modelzoo::tools {
namespace {

constexpr std::size_t kPiece = std::size_t{256} << 10;
constexpr std::size_t kLongestLine = std::size_t{512} << 20;

// Bytes to bytes; finish() says whether the stream ended where it may.
class Decoder {
 public:
  virtual ~Decoder() = default;
  virtual Status decode(std::string_view in, std::string& out) = 0;
  virtual bool may_end() const { return true; }
};

class PlainDecoder final : public Decoder {
 public:
  Status decode(std::string_view in, std::string& out) override {
    out += in;
    return Ok{};
  }
};

class ZstdDecoder final : public Decoder {
 public:
  ~ZstdDecoder() override { ZSTD_freeDStream(stream_); }
  Status decode(std::string_view in, std::string& out) override {
    ZSTD_inBuffer input{in.data(), in.size(), 0};
    std::vector<char> buffer(ZSTD_DStreamOutSize());
    bool filled = true;
    while (input.pos < input.size || filled) {
      ZSTD_outBuffer output{buffer.data(), buffer.size(), 0};
      const std::size_t left = ZSTD_decompressStream(stream_, &output, &input);
      if (ZSTD_isError(left) != 0) {
        return Error{ErrorCode::kCorrupt,
                     std::string("damaged zstd stream: ") + ZSTD_getErrorName(left)};
      }
      out.append(buffer.data(), output.pos);
      at_frame_end_ = left == 0;
      filled = output.pos == output.size;
    }
    return Ok{};
  }
  bool may_end() const override { return at_frame_end_; }

 private:
  ZSTD_DStream* stream_ = ZSTD_createDStream();
  bool at_frame_end_ = true;
};

class GzipDecoder final : public Decoder {
 public:
  GzipDecoder() { inflateInit2(&stream_, 15 + 32); }
  ~GzipDecoder() override { inflateEnd(&stream_); }
  Status decode(std::string_view in, std::string& out) override {
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(in.data()));
    stream_.avail_in = static_cast<uInt>(in.size());
    std::vector<char> buffer(kPiece);
    do {
      if (ended_) {  // another member follows
        inflateReset(&stream_);
        ended_ = false;
      }
      stream_.next_out = reinterpret_cast<Bytef*>(buffer.data());
      stream_.avail_out = static_cast<uInt>(buffer.size());
      const int code = inflate(&stream_, Z_NO_FLUSH);
      if (code != Z_OK && code != Z_STREAM_END && code != Z_BUF_ERROR) {
        return Error{ErrorCode::kCorrupt, "damaged gzip stream"};
      }
      out.append(buffer.data(), buffer.size() - stream_.avail_out);
      ended_ = code == Z_STREAM_END;
    } while (stream_.avail_in > 0 || stream_.avail_out == 0);
    return Ok{};
  }
  bool may_end() const override { return ended_; }

 private:
  z_stream stream_{};
  bool ended_ = false;
};

std::unique_ptr<Decoder> decoder_for(std::string_view head) {
  if (head.starts_with("\x28\xB5\x2F\xFD")) return std::make_unique<ZstdDecoder>();
  if (head.starts_with("\x1F\x8B")) return std::make_unique<GzipDecoder>();
  return std::make_unique<PlainDecoder>();
}

class FileInput final : public NdjsonInput {
 public:
  FileInput(std::string path, std::FILE* file, std::uint64_t total)
      : path_(std::move(path)), file_(file), total_(total), piece_(kPiece) {}
  ~FileInput() override {
    if (file_ != stdin) std::fclose(file_);
  }

  Result<bool> next_line(std::string_view& line) override {
    for (;;) {
      const std::size_t end = text_.find('\n', searched_);
      if (end != std::string::npos) {
        line = std::string_view(text_).substr(at_, end - at_);
        at_ = searched_ = end + 1;
        ++number_;
        return true;
      }
      searched_ = text_.size();
      if (at_end_) break;
      if (text_.size() - at_ > kLongestLine) {
        return Error{ErrorCode::kLimitExceeded,
                     path_ + ": line " + std::to_string(number_ + 1) + " is over 512 MiB"};
      }
      MODELZOO_RETURN_IF_ERROR(read_more());
    }
    if (at_ == text_.size()) return false;
    line = std::string_view(text_).substr(at_);
    at_ = searched_ = text_.size();
    ++number_;
    return true;
  }
  std::uint64_t line_number() const override { return number_; }
  std::uint64_t bytes_read() const override { return read_; }
  std::uint64_t bytes_total() const override { return total_; }

 private:
  Status read_more() {
    text_.erase(0, at_);
    searched_ -= at_;
    at_ = 0;
    const std::size_t got = std::fread(piece_.data(), 1, piece_.size(), file_);
    if (got == 0) {
      at_end_ = true;
      if (std::ferror(file_) != 0)
        return Error{ErrorCode::kIo, path_ + ": " + std::strerror(errno)};
      if (decoder_ && !decoder_->may_end())
        return Error{ErrorCode::kCorrupt, path_ + ": the compressed stream is cut short"};
      return Ok{};
    }
    const std::string_view bytes(piece_.data(), got);
    if (!decoder_) decoder_ = decoder_for(bytes);
    read_ += got;
    const Status decoded = decoder_->decode(bytes, text_);
    if (!decoded) {
      at_end_ = true;
      return Error{decoded.error().code, path_ + ": " + decoded.error().message};
    }
    return Ok{};
  }

  std::string path_;
  std::FILE* file_;
  std::uint64_t total_;
  std::vector<char> piece_;
  std::unique_ptr<Decoder> decoder_;
  std::string text_;
  std::size_t at_ = 0, searched_ = 0;
  std::uint64_t number_ = 0, read_ = 0;
  bool at_end_ = false;
};

}  // namespace

Result<std::unique_ptr<NdjsonInput>> NdjsonInput::open(const std::string& path) {
  if (path == "-")
    return std::unique_ptr<NdjsonInput>(std::make_unique<FileInput>("standard input", stdin, 0));
  std::error_code error;
  if (std::filesystem::is_directory(path, error))
    return Error{ErrorCode::kIo, path + ": is a folder"};
  std::FILE* file = std::fopen(path.c_str(), "rb");
  if (file == nullptr) return Error{ErrorCode::kIo, path + ": " + std::strerror(errno)};
  const std::uintmax_t size = std::filesystem::file_size(path, error);
  return std::unique_ptr<NdjsonInput>(
      std::make_unique<FileInput>(path, file, error ? 0 : static_cast<std::uint64_t>(size)));
}

}  // namespace modelzoo::tools
