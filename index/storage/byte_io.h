// byte_io.h - the integers of our stored formats: little endian, and LEB128 variable length,
// written to a string and read back with every bound checked.
//
// A reader that ran past its end, or met a malformed number, is `bad()` from then on and yields
// zeros: callers check once, at the end of what they read. One thread at a time.
#pragma once

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

namespace modelzoo::index {

inline void put_u8(std::string& out, std::uint8_t v) { out.push_back(static_cast<char>(v)); }

inline void put_u32(std::string& out, std::uint32_t v) {
  for (int shift = 0; shift < 32; shift += 8) out.push_back(static_cast<char>((v >> shift) & 0xff));
}

inline void put_u64(std::string& out, std::uint64_t v) {
  for (int shift = 0; shift < 64; shift += 8) out.push_back(static_cast<char>((v >> shift) & 0xff));
}

inline void put_varint(std::string& out, std::uint64_t v) {
  for (; v >= 0x80; v >>= 7) out.push_back(static_cast<char>((v & 0x7f) | 0x80));
  out.push_back(static_cast<char>(v));
}

// The same into memory that has room (at most 10 bytes); returns where it ends.
inline char* write_varint(char* out, std::uint64_t v) {
  for (; v >= 0x80; v >>= 7) *out++ = static_cast<char>((v & 0x7f) | 0x80);
  *out++ = static_cast<char>(v);
  return out;
}

inline void put_bytes(std::string& out, std::string_view bytes) {
  put_varint(out, bytes.size());
  out += bytes;
}

// Big endian, for keys: byte order is number order.
inline std::string ordered_u32(std::uint32_t v) {
  std::string key(4, '\0');
  for (std::size_t i = 0; i < 4; ++i) key[i] = static_cast<char>((v >> (24 - 8 * i)) & 0xff);
  return key;
}
inline std::string ordered_u64(std::uint64_t v) {
  return ordered_u32(static_cast<std::uint32_t>(v >> 32)) +
         ordered_u32(static_cast<std::uint32_t>(v));
}

class ByteReader {
 public:
  explicit ByteReader(std::string_view bytes) : bytes_(bytes) {}

  std::uint8_t u8() { return static_cast<std::uint8_t>(fixed(1)); }
  std::uint32_t u32() { return static_cast<std::uint32_t>(fixed(4)); }
  std::uint64_t u64() { return fixed(8); }

  std::uint64_t varint() {
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
      if (at_ >= bytes_.size()) break;
      const auto byte = static_cast<std::uint8_t>(bytes_[at_++]);
      value |= std::uint64_t{byte & 0x7fU} << shift;
      if ((byte & 0x80) == 0) return value;
    }
    bad_ = true;
    return 0;
  }
  std::uint32_t varint32() {
    const std::uint64_t value = varint();
    if (value > 0xffffffffU) bad_ = true;
    return bad_ ? 0 : static_cast<std::uint32_t>(value);
  }

  // A count of things that take at least `least_size` bytes each: more than can follow is
  // malformed.
  std::uint32_t count(std::size_t least_size) {
    const std::uint64_t value = varint();
    if (bad_ || value > (bytes_.size() - at_) / least_size) {
      bad_ = true;
      return 0;
    }
    return static_cast<std::uint32_t>(value);
  }

  std::string_view take(std::size_t length) {
    if (bad_ || length > bytes_.size() - at_) {
      bad_ = true;
      return {};
    }
    const std::string_view part = bytes_.substr(at_, length);
    at_ += length;
    return part;
  }
  std::string_view bytes() { return take(static_cast<std::size_t>(varint())); }

  [[nodiscard]] bool bad() const { return bad_; }
  [[nodiscard]] bool at_end() const { return at_ == bytes_.size(); }
  [[nodiscard]] std::size_t offset() const { return at_; }

 private:
  std::uint64_t fixed(std::size_t width) {
    if (bad_ || width > bytes_.size() - at_) {
      bad_ = true;
      return 0;
    }
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < width; ++i) {
      value |= std::uint64_t{static_cast<std::uint8_t>(bytes_[at_ + i])} << (8 * i);
    }
    at_ += width;
    return value;
  }

  std::string_view bytes_;
  std::size_t at_ = 0;
  bool bad_ = false;
};

}  // namespace modelzoo::index
