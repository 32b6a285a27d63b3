#include "tests/support/http_client.h"

#include <arpa/inet.h>
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

std::string raw_exchange(std::uint16_t port, std::string_view bytes) {
  const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const timeval limit{5, 0};
  ::setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
  std::string answer;
  if (::connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) {
    while (!bytes.empty()) {
      const ssize_t sent = ::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent <= 0) break;
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    char buffer[65536];
    for (ssize_t got = 0; (got = ::recv(socket, buffer, sizeof buffer, 0)) > 0;) {
      answer.append(buffer, static_cast<std::size_t>(got));
    }
  }
  ::close(socket);
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
