#include "query/answers/page_cursor.h"

#include <charconv>
#include <cstdio>

namespace modelzoo::query {
namespace {

// FNV-1a over what decides the order of hits.
class Digest {
 public:
  void add(std::string_view text) {
    for (const char c : text) byte(static_cast<unsigned char>(c));
    byte(0xff);
  }
  void add(std::uint64_t number) { add(std::to_string(number)); }
  template <typename T>
  void add_all(const std::vector<T>& values) {
    for (const T& value : values) add(value);
    byte(0xfe);
  }
  [[nodiscard]] std::uint64_t value() const { return hash_; }

 private:
  void byte(unsigned char c) { hash_ = (hash_ ^ c) * 1099511628211ULL; }
  std::uint64_t hash_ = 14695981039346656037ULL;
};

std::uint64_t digest(const SearchRequest& request) {
  Digest digest;
  digest.add(request.query);
  for (const auto* values : {&request.frameworks, &request.categories, &request.licenses,
                             &request.languages, &request.topics, &request.owners}) {
    digest.add_all(*values);
  }
  digest.add(request.min_stars.value_or(0));
  digest.add(request.max_stars.value_or(UINT64_MAX));
  for (const auto& time : {request.pushed_after, request.created_after}) {
    digest.add(time ? static_cast<std::uint64_t>(time->time_since_epoch().count()) : 0U);
  }
  digest.add(request.archived ? (*request.archived ? "true" : "false") : "");
  digest.add(request.sort ? static_cast<std::uint64_t>(*request.sort) + 1 : std::uint64_t{0});
  digest.add(request.prefix ? std::uint64_t{1} : std::uint64_t{0});
  return digest.value();
}

}  // namespace

std::string make_cursor(const SearchRequest& request, std::uint64_t place) {
  char text[64];
  std::snprintf(text, sizeof text, "%llx-%016llx", static_cast<unsigned long long>(place),
                static_cast<unsigned long long>(digest(request)));
  return text;
}

Result<std::uint64_t> read_cursor(const SearchRequest& request, std::string_view cursor) {
  std::uint64_t place = 0;
  std::uint64_t hash = 0;
  const char* const end = cursor.data() + cursor.size();
  const auto first = std::from_chars(cursor.data(), end, place, 16);
  const bool dash = first.ec == std::errc() && first.ptr != end && *first.ptr == '-';
  const auto second = dash ? std::from_chars(first.ptr + 1, end, hash, 16) : first;
  if (!dash || second.ec != std::errc() || second.ptr != end) {
    return Error{ErrorCode::kInvalidArgument, "cursor: not one that a search has given"};
  }
  if (hash != digest(request)) {
    return Error{ErrorCode::kInvalidArgument,
                 "cursor: belongs to another query; keep all other parameters"};
  }
  return place;
}

}  // namespace modelzoo::query
