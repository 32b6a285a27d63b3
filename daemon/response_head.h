// response_head.h - the head of an HTTP/1 response as bytes. Thread-safe.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "daemon/http_message.h"

namespace modelzoo::daemon {

struct ResponseHead {
  unsigned version = 11;  // 10, 11
  unsigned status = 200;
  std::string_view server;                    // empty: no such header
  std::optional<std::size_t> content_length;  // none for 204 and 304
  bool keep_alive = true;
  bool date = true;  // false: the caller has a Date of its own
};

// Appends the status line, Date, Server, Content-Length and Connection (where it is not the
// version's default); the caller adds the others and ends the head with an empty line.
void append_head(const ResponseHead& head, std::string& out);

// "name: value\r\n". A value that holds a line break is left out: it would split the response.
void append_header(std::string_view name, std::string_view value, std::string& out);

}  // namespace modelzoo::daemon
