#include "daemon/listen_address.h"

#include <charconv>

namespace modelzoo::daemon {

Result<ListenAddress> parse_listen(std::string_view text) {
  const std::size_t colon = text.rfind(':');
  ListenAddress listen;
  unsigned port = 65536;
  if (colon != std::string_view::npos) {
    listen.address = std::string(text.substr(0, colon));
    const std::string_view digits = text.substr(colon + 1);
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
    if (error != std::errc() || end != digits.data() + digits.size()) port = 65536;
  }
  if (listen.address.starts_with('[') && listen.address.ends_with(']')) {
    listen.address = listen.address.substr(1, listen.address.size() - 2);
  }
  if (listen.address == "localhost") listen.address = "127.0.0.1";
  if (listen.address.empty() || port > 65535) {
    return Error{ErrorCode::kInvalidArgument,
                 "\"" + std::string(text) + "\" is not ADDRESS:PORT, as in 127.0.0.1:8080"};
  }
  listen.port = static_cast<std::uint16_t>(port);
  return listen;
}

}  // namespace modelzoo::daemon
