#include "crawler/response_facts.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>

namespace modelzoo::crawler {
namespace {

std::optional<std::uint64_t> parse_number(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::optional<std::uint64_t> number_header(const FetchResponse& response, std::string_view name) {
  const auto text = response.header(name);
  return text ? parse_number(*text) : std::nullopt;
}

bool contains(std::string_view text, std::string_view part) {
  const auto same = [](char a, char b) {
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? char(c + 32) : c; };
    return lower(a) == lower(b);
  };
  return std::search(text.begin(), text.end(), part.begin(), part.end(), same) != text.end();
}

RateFacts read_rate(const FetchResponse& response, const Clock& clock) {
  RateFacts facts;
  const auto date_header = response.header("Date");
  const auto date = date_header ? parse_http_date(*date_header) : std::nullopt;
  // Against the server's own clock where it tells it: ours may be minutes off.
  const UnixSeconds now =
      date ? *date : std::chrono::time_point_cast<std::chrono::seconds>(clock.now());
  facts.limit = number_header(response, "x-ratelimit-limit");
  facts.remaining = number_header(response, "x-ratelimit-remaining");
  // A time that no limit can name (a day ahead at most) is cut, so that nonsense cannot stop us.
  constexpr std::chrono::seconds kLongest = std::chrono::hours(24);
  const auto until = [&](UnixSeconds time) {
    return std::clamp(time - now, std::chrono::seconds(0), kLongest);
  };
  if (const auto reset = number_header(response, "x-ratelimit-reset"))
    facts.reset_in = until(
        UnixSeconds(std::chrono::seconds(std::min<std::uint64_t>(*reset, std::uint64_t{1} << 40))));
  if (const auto text = response.header("Retry-After")) {
    if (const auto seconds = parse_number(*text)) {
      facts.retry_after = std::chrono::seconds(std::min<std::uint64_t>(*seconds, 86'400));
    } else if (const auto time = parse_http_date(*text)) {
      facts.retry_after = until(*time);
    }
  }
  return facts;
}

AnswerKind kind_of_refusal(const FetchResponse& response, const RateFacts& rate) {
  const std::string_view body = std::string_view(response.body).substr(0, 8192);
  if (contains(body, "access blocked")) return AnswerKind::kMissing;
  const bool secondary = contains(body, "secondary rate limit") || contains(body, "abuse") ||
                         contains(body, "secondary-rate-limits") ||
                         response.header("gh-limited-by").has_value();
  if (response.header("Retry-After") || secondary) return AnswerKind::kSecondaryLimit;
  if (rate.remaining == std::uint64_t{0}) return AnswerKind::kPrimaryLimit;
  if (response.status == 429 || contains(body, "rate limit")) return AnswerKind::kSecondaryLimit;
  if (contains(body, "suspended") || contains(body, "login attempts") || contains(body, "SAML") ||
      contains(body, "not accessible") || contains(body, "Bad credentials"))
    return AnswerKind::kBadToken;
  return AnswerKind::kRefused;
}

}  // namespace

std::optional<UnixSeconds> parse_http_date(std::string_view text) {
  // RFC 850 and asctime forms are obsolete and GitHub sends neither.
  static constexpr std::array<std::string_view, 12> kMonths = {
      "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const std::string copy(text);
  unsigned day = 0, hour = 0, minute = 0, second = 0;
  int year = 0;
  std::array<char, 4> month{};
  if (std::sscanf(copy.c_str(), "%*3s, %2u %3s %4d %2u:%2u:%2u GMT", &day, month.data(), &year,
                  &hour, &minute, &second) != 6)
    return std::nullopt;
  const auto found = std::find(kMonths.begin(), kMonths.end(), std::string_view(month.data()));
  if (found == kMonths.end() || hour > 23 || minute > 59 || second > 60) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(year),
                                         std::chrono::month(unsigned(found - kMonths.begin()) + 1),
                                         std::chrono::day(day)};
  if (!date.ok()) return std::nullopt;
  return UnixSeconds(std::chrono::sys_days(date)) + std::chrono::hours(hour) +
         std::chrono::minutes(minute) + std::chrono::seconds(second);
}

ResponseFacts read_response_facts(const FetchResponse& response, const Clock& clock) {
  ResponseFacts facts;
  facts.rate = read_rate(response, clock);
  const unsigned status = response.status;
  const auto html = [&] {
    const auto type = response.header("Content-Type");
    return (type && contains(*type, "text/html")) ||
           std::string_view(response.body).substr(0, 1) == "<";
  };
  if (status >= 200 && status < 300) {
    facts.kind = AnswerKind::kOk;
  } else if (status == 304) {
    facts.kind = AnswerKind::kNotModified;
  } else if (status == 301 || status == 302 || status == 307 || status == 308) {
    facts.kind = AnswerKind::kMoved;
  } else if (status == 401) {
    facts.kind = AnswerKind::kBadToken;
  } else if (status == 403 || status == 429) {
    facts.kind = kind_of_refusal(response, facts.rate);
  } else if (status == 404 || status == 410 || status == 451) {
    facts.kind = AnswerKind::kMissing;
  } else if (status == 409) {
    facts.kind = AnswerKind::kEmpty;
  } else if (status >= 500 || status == 408 || status < 200 || (status == 400 && html())) {
    facts.kind = AnswerKind::kServerError;
  } else {
    facts.kind = AnswerKind::kRefused;
  }
  // An overloaded server may name a time as well (RFC 9110 section 10.2.3).
  if (status == 503 && facts.rate.retry_after) facts.kind = AnswerKind::kSecondaryLimit;
  return facts;
}

}  // namespace modelzoo::crawler
