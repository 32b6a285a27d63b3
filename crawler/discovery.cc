#include "crawler/discovery.h"

#include <algorithm>
#include <charconv>

#include "schemas/rfc3339.h"

namespace modelzoo::crawler {
namespace {

constexpr std::uint64_t kMostResults = 1000;  // per search, GitHub

std::string percent_encoded(const std::string& text) {
  static constexpr char kHex[] = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       c == '-' || c == '.' || c == '_' || c == '~';
    if (plain) {
      out.push_back(c);
    } else {
      const auto byte = static_cast<unsigned char>(c);
      out += {'%', kHex[byte >> 4], kHex[byte & 15]};
    }
  }
  return out;
}

std::string day(std::chrono::sys_days days) { return format_date(UnixSeconds(days)); }

}  // namespace

Discovery::Discovery(DiscoveryOptions options, const Clock& clock)
    : options_(std::move(options)), clock_(clock) {}

std::uint64_t Discovery::now_ms() const {
  return std::uint64_t(
      std::chrono::duration_cast<std::chrono::milliseconds>(clock_.now().time_since_epoch())
          .count());
}

void Discovery::restore(const std::string& text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  // Never later than a whole interval from now: the interval may have been shortened since.
  if (error == std::errc() && end == text.data() + text.size())
    next_round_ms_ = std::min(value, now_ms() + std::uint64_t(options_.every.count()));
}

std::string Discovery::url_of(const Slice& slice) const {
  if (!slice.page_url.empty()) return slice.page_url;
  std::string query = "topic:" + slice.topic;
  if (!slice.language.empty()) {
    const bool quote = slice.language.find(' ') != std::string::npos;
    query += " language:" + (quote ? "\"" + slice.language + "\"" : slice.language);
  }
  if (slice.most_stars) {
    query +=
        " stars:" + std::to_string(slice.least_stars) + ".." + std::to_string(*slice.most_stars);
  } else if (slice.least_stars > 0) {
    query += " stars:>=" + std::to_string(slice.least_stars);
  }
  if (slice.from) query += " created:" + day(*slice.from) + ".." + day(*slice.to);
  return options_.api_url + "/search/repositories?q=" + percent_encoded(query) +
         "&sort=stars&order=desc&per_page=100";
}

std::optional<std::string> Discovery::next_url() {
  if (slices_.empty()) {
    if (options_.topics.empty() || now_ms() < next_round_ms_) return std::nullopt;
    const std::vector<std::string> any_language = {""};
    for (const std::string& topic : options_.topics)
      for (const std::string& language :
           options_.languages.empty() ? any_language : options_.languages) {
        Slice slice;
        slice.topic = topic;
        slice.language = language;
        slice.least_stars = options_.min_stars;
        slices_.push_back(std::move(slice));
      }
  }
  return url_of(slices_.front());
}

std::optional<std::chrono::milliseconds> Discovery::next_round_in() const {
  if (options_.topics.empty() || !slices_.empty()) return std::nullopt;
  const std::uint64_t now = now_ms();
  return std::chrono::milliseconds(next_round_ms_ > now ? std::int64_t(next_round_ms_ - now) : 0);
}

void Discovery::split(const Slice& slice) {
  Slice low = slice, high = slice;
  if (!slice.most_stars) {
    const std::uint64_t border =
        std::max<std::uint64_t>(slice.least_stars * 2, slice.least_stars + 8);
    low.most_stars = border - 1;
    high.least_stars = border;
  } else if (*slice.most_stars > slice.least_stars) {
    const std::uint64_t middle = slice.least_stars + (*slice.most_stars - slice.least_stars) / 2;
    low.most_stars = middle;
    high.least_stars = middle + 1;
  } else {
    using std::chrono::days;
    if (!slice.from) {
      using namespace std::chrono;
      low.from = high.from = sys_days(year(2008) / January / 1);  // GitHub's first year
      low.to = high.to = floor<days>(clock_.now()) + days(1);
    }
    const auto middle = *low.from + (*low.to - *low.from) / 2;
    low.to = middle;
    high.from = middle + days(1);
  }
  slices_.push_back(std::move(high));
  slices_.push_back(std::move(low));
}

bool Discovery::end_of_slice() {
  slices_.pop_front();
  if (!slices_.empty()) return false;
  next_round_ms_ = now_ms() + std::uint64_t(options_.every.count());
  return true;
}

bool Discovery::answered(const SearchPage& page, const std::string& next_page_url) {
  Slice& slice = slices_.front();
  const bool one_day = slice.from && *slice.from >= *slice.to;
  if (slice.page_url.empty() && page.total_count > kMostResults && !one_day) {
    const Slice whole = slice;
    split(whole);
    return end_of_slice();
  }
  if (!next_page_url.empty() && !page.items.empty()) {
    slice.page_url = next_page_url;
    return false;
  }
  return end_of_slice();
}

bool Discovery::refused() { return end_of_slice(); }

}  // namespace modelzoo::crawler
