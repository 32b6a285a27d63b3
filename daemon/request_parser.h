// request_parser.h - Beast's HTTP/1 parser writing straight into an HttpRequest, without a message
// of Beast's own between. Private to the server: includes Beast.
//
// One thread at a time.
#pragma once

#include <algorithm>
#include <boost/beast/http/basic_parser.hpp>

#include "daemon/http_message.h"
#include "daemon/request_target.h"

namespace modelzoo::daemon {

class RequestParser final : public boost::beast::http::basic_parser<true> {
 public:
  // `request` is filled in place and outlives the parser; keep_alive is set once the head is read.
  explicit RequestParser(HttpRequest& request) : request_(request) {}

  [[nodiscard]] unsigned version() const { return version_; }  // 10, 11
  [[nodiscard]] bool expects_continue() const { return expects_continue_; }

 private:
  using Field = boost::beast::http::field;
  using View = boost::beast::string_view;
  using Code = boost::beast::error_code;

  static std::string_view plain(View text) { return {text.data(), text.size()}; }

  void on_request_impl(boost::beast::http::verb, View method, View target, int version,
                       Code&) override {
    request_.method = plain(method);
    version_ = static_cast<unsigned>(version);
    read_target(plain(target), request_);
  }
  void on_response_impl(int, View, int, Code&) override {}
  void on_field_impl(Field field, View name, View value, Code&) override {
    if (field == Field::expect && plain(value) == "100-continue") expects_continue_ = true;
    request_.headers.emplace_back(plain(name), plain(value));
  }
  void on_header_impl(Code&) override { request_.keep_alive = keep_alive(); }
  void on_body_init_impl(const boost::optional<std::uint64_t>& length, Code&) override {
    // What a client announces is not yet there: no more than this is believed.
    constexpr std::uint64_t kBelieved = 1 << 20;
    if (length) request_.body.reserve(static_cast<std::size_t>(std::min(*length, kBelieved)));
  }
  std::size_t on_body_impl(View body, Code&) override {
    request_.body.append(body.data(), body.size());
    return body.size();
  }
  void on_chunk_header_impl(std::uint64_t, View, Code&) override {}
  std::size_t on_chunk_body_impl(std::uint64_t, View body, Code&) override {
    request_.body.append(body.data(), body.size());
    return body.size();
  }
  void on_finish_impl(Code&) override {}

  HttpRequest& request_;
  unsigned version_ = 11;
  bool expects_continue_ = false;
};

}  // namespace modelzoo::daemon
