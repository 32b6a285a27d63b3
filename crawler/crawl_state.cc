#include "crawler/crawl_state.h"

#include <array>

namespace modelzoo::crawler {
namespace {

void put_varint(std::uint64_t value, std::string& out) {
  while (value >= 0x80) {
    out.push_back(char(value | 0x80));
    value >>= 7;
  }
  out.push_back(char(value));
}

void put_text(std::string_view text, std::string& out) {
  put_varint(text.size(), out);
  out.append(text);
}

bool take_varint(std::string_view& in, std::uint64_t& value) {
  value = 0;
  for (unsigned shift = 0; shift < 64 && !in.empty(); shift += 7) {
    const auto byte = static_cast<unsigned char>(in.front());
    in.remove_prefix(1);
    value |= std::uint64_t(byte & 0x7f) << shift;
    if (byte < 0x80) return true;
  }
  return false;
}

bool take_text(std::string_view& in, std::string& text) {
  std::uint64_t length = 0;
  if (!take_varint(in, length) || length > in.size()) return false;
  text.assign(in.substr(0, length));
  in.remove_prefix(length);
  return true;
}

}  // namespace

std::string encode_state(const RepositoryState& state) {
  std::string out;
  out.push_back(char(kCrawlStateVersion));
  out.push_back(char((state.stored ? 1 : 0) | (state.gone ? 2 : 0)));
  out.push_back(char(state.misses));
  out.push_back(char(state.failures));
  for (const std::uint64_t number :
       {state.github_id, state.facts_digest, state.checked_s, state.due_ms, state.stars})
    put_varint(number, out);
  for (const std::string* text :
       {&state.name, &state.readme_oid, &state.readme_path, &state.etag, &state.pushed_at})
    put_text(*text, out);
  return out;
}

Result<RepositoryState> decode_state(std::string_view bytes) {
  if (bytes.size() < 4) return Error{ErrorCode::kCorrupt, "crawl state: too short"};
  if (static_cast<unsigned char>(bytes[0]) != kCrawlStateVersion)
    return Error{ErrorCode::kUnsupported, "crawl state: version " +
                                              std::to_string(static_cast<unsigned char>(bytes[0])) +
                                              " is not known to this build"};
  RepositoryState state;
  state.stored = (bytes[1] & 1) != 0;
  state.gone = (bytes[1] & 2) != 0;
  state.misses = static_cast<std::uint8_t>(bytes[2]);
  state.failures = static_cast<std::uint8_t>(bytes[3]);
  bytes.remove_prefix(4);
  for (std::uint64_t* number :
       {&state.github_id, &state.facts_digest, &state.checked_s, &state.due_ms, &state.stars})
    if (!take_varint(bytes, *number)) return Error{ErrorCode::kCorrupt, "crawl state: cut"};
  for (std::string* text :
       {&state.name, &state.readme_oid, &state.readme_path, &state.etag, &state.pushed_at})
    if (!take_text(bytes, *text)) return Error{ErrorCode::kCorrupt, "crawl state: cut"};
  return state;
}

}  // namespace modelzoo::crawler
