#include "daemon/response_head.h"

#include <gtest/gtest.h>

namespace modelzoo::daemon {
namespace {

std::string made(const ResponseHead& head) {
  std::string out;
  append_head(head, out);
  return out;
}

TEST(ResponseHead, HoldsWhatEveryAnswerNeeds) {
  ResponseHead head;
  head.status = 404;
  head.server = "modelzoo";
  head.content_length = 12;
  head.date = false;
  EXPECT_EQ(made(head), "HTTP/1.1 404 Not Found\r\nServer: modelzoo\r\nContent-Length: 12\r\n");
}

TEST(ResponseHead, SaysOfTheConnectionWhatTheVersionDoesNotImply) {
  ResponseHead head;
  head.date = false;
  head.keep_alive = false;
  EXPECT_EQ(made(head), "HTTP/1.1 200 OK\r\nConnection: close\r\n");
  head.version = 10;
  EXPECT_EQ(made(head), "HTTP/1.0 200 OK\r\n");
  head.keep_alive = true;
  EXPECT_EQ(made(head), "HTTP/1.0 200 OK\r\nConnection: keep-alive\r\n");
}

TEST(ResponseHead, DatesItInTheFormatOfHttp) {
  const std::string head = made({});
  const std::size_t at = head.find("Date: ");
  ASSERT_NE(at, std::string::npos);
  const std::string date = head.substr(at + 6, 29);
  EXPECT_EQ(date.substr(3, 2), ", ");
  EXPECT_EQ(date.substr(25), " GMT");
  EXPECT_EQ(head.substr(at + 35, 2), "\r\n");
}

TEST(ResponseHead, LeavesOutAHeaderThatWouldSplitTheResponse) {
  std::string out;
  append_header("Location", "/a\r\nSet-Cookie: x", out);
  append_header("X", "1", out);
  EXPECT_EQ(out, "X: 1\r\n");
}

}  // namespace
}  // namespace modelzoo::daemon
