#include "tests/support/http_client.h"

#include <arpa/inet.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <cstdlib>

#include "schemas/record.h"

namespace modelzoo::testing {

std::string HttpAnswer::header(std::string_view name) const {
  const std::string wanted = "\n" + folded_name(name) + ":";
  const std::string folded = folded_name(head);
  const std::size_t at = folded.find(wanted);
  if (at == std::string::npos) return "";
  std::size_t begin = at + wanted.size();
  while (begin < head.size() && head[begin] == ' ') ++begin;
  return head.substr(begin, head.find('\r', begin) - begin);
}

std::string percent_encoded(std::string_view text) {
  static constexpr char kHex[] = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    out += {'%', kHex[byte >> 4], kHex[byte & 15]};
  }
  return out;
}

int connect_to(std::uint16_t port) {
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0)
    return socket;
  ::close(socket);
  return -1;
}

bool drips_until_closed(std::uint16_t port, std::string_view head,
                        std::chrono::milliseconds pause) {
  const int socket = connect_to(port);
  const auto limit = std::chrono::steady_clock::now() + std::chrono::seconds(30);
  bool closed = socket < 0 || ::send(socket, head.data(), head.size(), MSG_NOSIGNAL) < 0;
  while (!closed && std::chrono::steady_clock::now() < limit) {
    pollfd readable{socket, POLLIN, 0};
    char byte = 'x';
    if (::poll(&readable, 1, static_cast<int>(pause.count())) > 0) {
      closed = ::recv(socket, &byte, 1, 0) <= 0;
    } else {
      closed = ::send(socket, &byte, 1, MSG_NOSIGNAL) <= 0;
    }
  }
  if (socket >= 0) ::close(socket);
  return closed;
}

std::string raw_exchange(std::uint16_t port, std::string_view bytes) {
  const int socket = connect_to(port);
  std::string answer;
  if (socket >= 0) {
    const timeval limit{5, 0};
    ::setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    while (!bytes.empty()) {
      const ssize_t sent = ::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent <= 0) break;
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    char buffer[65536];
    for (ssize_t got = 0; (got = ::recv(socket, buffer, sizeof buffer, 0)) > 0;) {
      answer.append(buffer, static_cast<std::size_t>(got));
    }
    ::close(socket);
  }
  return answer;
}

HttpAnswer http_get(std::uint16_t port, const std::string& target,
                    const std::vector<std::pair<std::string, std::string>>& headers) {
  return http_send(port, "GET", target, "", headers);
}

HttpAnswer http_send(std::uint16_t port, const std::string& method, const std::string& target,
                     const std::string& body,
                     const std::vector<std::pair<std::string, std::string>>& headers) {
  std::string request =
      method + " " + target + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n";
  for (const auto& [name, value] : headers) request += name + ": " + value + "\r\n";
  if (!body.empty() || method == "POST" || method == "PUT") {
    request += "Content-Length: " + std::to_string(body.size()) + "\r\n";
  }
  const std::string answer = raw_exchange(port, request + "\r\n" + body);
  HttpAnswer parsed;
  const std::size_t end = answer.find("\r\n\r\n");
  if (end == std::string::npos || answer.size() < 12) return parsed;
  parsed.status = static_cast<unsigned>(std::strtoul(answer.c_str() + 9, nullptr, 10));
  parsed.head = answer.substr(0, end + 2);
  parsed.body = answer.substr(end + 4);
  return parsed;
}

}  // namespace modelzoo::testing
