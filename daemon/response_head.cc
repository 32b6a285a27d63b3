#include "daemon/response_head.h"

#include <boost/beast/http/status.hpp>
#include <charconv>
#include <ctime>

namespace modelzoo::daemon {
namespace {

// "Sun, 06 Nov 1994 08:49:37 GMT" (RFC 9110, 5.6.7), made once a second and thread.
std::string_view http_date() {
  thread_local std::time_t made_at = -1;
  thread_local char text[40];
  thread_local std::size_t length = 0;
  const std::time_t now = std::time(nullptr);
  if (now != made_at) {
    std::tm utc{};
    ::gmtime_r(&now, &utc);
    static constexpr const char* kDays[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static constexpr const char* kMonths[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                              "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    length = static_cast<std::size_t>(std::snprintf(
        text, sizeof text, "%s, %02d %s %04d %02d:%02d:%02d GMT", kDays[utc.tm_wday % 7],
        utc.tm_mday % 100, kMonths[utc.tm_mon % 12], (utc.tm_year + 1900) % 10'000,
        utc.tm_hour % 100, utc.tm_min % 100, utc.tm_sec % 100));
    made_at = now;
  }
  return {text, length};
}

void append_number(std::size_t number, std::string& out) {
  char digits[24];
  out.append(digits, std::to_chars(digits, digits + sizeof digits, number).ptr);
}

}  // namespace

void append_header(std::string_view name, std::string_view value, std::string& out) {
  if (value.find_first_of("\r\n") != std::string_view::npos) return;
  out.append(name).append(": ").append(value).append("\r\n");
}

void append_head(const ResponseHead& head, std::string& out) {
  out += head.version == 10 ? "HTTP/1.0 " : "HTTP/1.1 ";
  append_number(head.status, out);
  out += ' ';
  out += std::string_view(
      boost::beast::http::obsolete_reason(boost::beast::http::int_to_status(head.status)));
  out += "\r\n";
  if (head.date) append_header("Date", http_date(), out);
  if (!head.server.empty()) append_header("Server", head.server, out);
  if (head.content_length) {
    out += "Content-Length: ";
    append_number(*head.content_length, out);
    out += "\r\n";
  }
  if (head.keep_alive != (head.version != 10)) {
    append_header("Connection", head.keep_alive ? "keep-alive" : "close", out);
  }
}

}  // namespace modelzoo::daemon
