// http_client.h - plain sockets for tests: whole requests, and raw bytes for what no client would
// send.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace modelzoo::testing {

struct HttpAnswer {
  unsigned status = 0;  // 0: the connection was closed without one
  std::string head, body;
  [[nodiscard]] std::string header(std::string_view name) const;  // "" when absent
};

// Every byte as its percent escape: any text in a target.
[[nodiscard]] std::string percent_encoded(std::string_view text);

// A connected socket; -1 when nobody listens. The caller closes it.
[[nodiscard]] int connect_to(std::uint16_t port);

// Sends `bytes` to 127.0.0.1:port and reads until the server closes or 5 s have passed.
[[nodiscard]] std::string raw_exchange(std::uint16_t port, std::string_view bytes);

// Sends `head`, then a byte at each `pause`, until the server closes; false after 30 s without.
[[nodiscard]] bool drips_until_closed(std::uint16_t port, std::string_view head,
                                      std::chrono::milliseconds pause);

[[nodiscard]] HttpAnswer http_get(
    std::uint16_t port, const std::string& target,
    const std::vector<std::pair<std::string, std::string>>& headers = {});
[[nodiscard]] HttpAnswer http_send(
    std::uint16_t port, const std::string& method, const std::string& target,
    const std::string& body, const std::vector<std::pair<std::string, std::string>>& headers = {});

}  // namespace modelzoo::testing
