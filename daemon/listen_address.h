// listen_address.h - where a server listens, as people write it. Thread-safe.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "schemas/result.h"

namespace modelzoo::daemon {

// "127.0.0.1:8080", "[::1]:8080"
struct ListenAddress {
  std::string address;
  std::uint16_t port = 0;
};
[[nodiscard]] Result<ListenAddress> parse_listen(std::string_view text);

}  // namespace modelzoo::daemon
