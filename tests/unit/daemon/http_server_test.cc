#include "daemon/http_server.h"

#include <gtest/gtest.h>
#include <spdlog/sinks/ostream_sink.h>
#include <spdlog/spdlog.h>

#include <future>
#include <sstream>
#include <thread>

#include "tests/support/http_client.h"

namespace modelzoo::daemon {
namespace {

using modelzoo::testing::http_get;
using modelzoo::testing::http_send;
using modelzoo::testing::raw_exchange;

HttpResponse echo(const HttpRequest& request) {
  HttpResponse response;
  response.headers.emplace_back("Content-Type", "text/plain");
  response.body = request.method + " " + request.path +
                  " q=" + std::string(request.param("q").value_or("-")) +
                  " body=" + std::to_string(request.body.size());
  if (request.path == "/throw") throw std::runtime_error("oops");
  if (request.path == "/long") response.body = std::string(100'000, 'x');
  if (request.path == "/cut") response.fault.cut_after_bytes = 3;
  if (request.path == "/gone") response.fault.close_without_answer = true;
  return response;
}

std::unique_ptr<HttpServer> server(HttpServerOptions options = {}) {
  HttpHandler handler;
  handler.handle = echo;
  handler.runs_long = [](const HttpRequest& request) { return request.path == "/slow"; };
  return std::move(HttpServer::start(std::move(options), std::move(handler))).value();
}

TEST(HttpServer, DecodesPathAndParameters) {
  const auto s = server();
  EXPECT_EQ(http_get(s->port(), "/a%20b?q=x+y%26z&q=2").body, "GET /a b q=x y&z body=0");
  EXPECT_EQ(http_get(s->port(), "/%zz%4?%=%&q=%4").body, "GET /%zz%4 q=%4 body=0");
  EXPECT_EQ(http_get(s->port(), "http://host:1/a?q=1").body, "GET /a q=1 body=0") << "to a proxy";
  EXPECT_EQ(http_get(s->port(), "https://host").body, "GET / q=- body=0");
}

TEST(HttpServer, KeepsConnectionsAndAnswersPipelinedRequestsInOrder) {
  const auto s = server();
  const std::string answers = raw_exchange(
      s->port(),
      "GET /1 HTTP/1.1\r\nHost: x\r\n\r\nGET /2 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  const std::size_t first = answers.find("GET /1");
  EXPECT_NE(first, std::string::npos);
  EXPECT_GT(answers.find("GET /2"), first);
  EXPECT_NE(answers.find("GET /2"), std::string::npos);
}

TEST(HttpServer, AnswersMalformedRequestsWithAProblem) {
  const auto s = server();
  EXPECT_EQ(raw_exchange(s->port(), "NONSENSE\r\n\r\n").substr(0, 12), "HTTP/1.1 400");
  EXPECT_EQ(raw_exchange(s->port(), "GET / HTTP/1.1\r\nBad Header: x\r\n\r\n").substr(0, 12),
            "HTTP/1.1 400");
  EXPECT_NE(raw_exchange(s->port(), "GET / HTTP/9.9\r\n\r\n").find("problem+json"),
            std::string::npos);
  EXPECT_EQ(http_get(s->port(), "/").status, 200U);
}

TEST(HttpServer, AnswersWhatNoClientShouldSendWithAClearRefusal) {
  const auto s = server();
  const auto post = [](const std::string& rest) { return "POST / HTTP/1.1\r\nHost: x\r\n" + rest; };
  const struct {
    const char* name;
    std::string bytes;
    const char* status;
  } requests[] = {
      {"tls", std::string("\x16\x03\x01\x02\x00\x01\x00", 7) + "\r\n\r\n", "400"},
      {"nul", std::string("GET /\0 HTTP/1.1\r\n\r\n", 20), "400"},
      {"http2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "400"},
      {"space before colon", post("X : y\r\n\r\n"), "400"},
      {"negative length", post("Content-Length: -5\r\n\r\n"), "400"},
      {"two lengths", post("Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello"), "400"},
      {"length and chunks",
       post("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"), "400"},
      {"bad chunk", post("Transfer-Encoding: chunked\r\n\r\nzz\r\n"), "400"},
      {"huge chunk", post("Transfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\nx"), "413"},
      {"huge length", post("Content-Length: 99999999999\r\n\r\n"), "413"},
      {"long target", "GET /" + std::string(20'000, 'a') + " HTTP/1.1\r\n\r\n", "431"},
  };
  for (const auto& [name, bytes, status] : requests) {
    const std::string answer = raw_exchange(s->port(), bytes);
    EXPECT_EQ(answer.substr(0, 12), "HTTP/1.1 " + std::string(status)) << name;
    EXPECT_NE(answer.find("application/problem+json"), std::string::npos) << name;
    EXPECT_NE(answer.find("Connection: close"), std::string::npos) << name;
  }
  EXPECT_EQ(raw_exchange(s->port(), post("Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n"
                                         "3\r\nabc\r\n0\r\n\r\n"))
                    .find("body=3") != std::string::npos,
            true);
}

TEST(HttpServer, ClosesConnectionsThatDrip) {
  HttpServerOptions options;
  options.idle_timeout = options.request_timeout = std::chrono::milliseconds(100);
  const auto s = server(options);
  const auto began = std::chrono::steady_clock::now();
  // Each byte is in time; the whole head is not.
  EXPECT_TRUE(modelzoo::testing::drips_until_closed(
      s->port(), "GET / HTTP/1.1\r\nX: ", std::chrono::milliseconds(10)));
  EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::seconds(20));
  EXPECT_EQ(http_get(s->port(), "/").status, 200U);
}

TEST(HttpServer, RefusesWhatIsTooLong) {
  HttpServerOptions options;
  options.max_header_bytes = 2000;
  options.max_body_bytes = 1000;
  const auto s = server(options);
  EXPECT_EQ(http_get(s->port(), "/", {{"X", std::string(5000, 'x')}}).status, 431U);
  EXPECT_EQ(http_send(s->port(), "POST", "/", std::string(2000, 'x')).status, 413U);
  EXPECT_EQ(http_send(s->port(), "POST", "/", std::string(500, 'x')).status, 200U);
}

TEST(HttpServer, ClosesConnectionsThatSayNothing) {
  HttpServerOptions options;
  options.idle_timeout = std::chrono::milliseconds(50);
  const auto s = server(options);
  EXPECT_EQ(raw_exchange(s->port(), ""), "");
  EXPECT_EQ(raw_exchange(s->port(), "GET / HT"), "");
}

TEST(HttpServer, CompressesWhereAskedFor) {
  const auto s = server();
  const auto plain = http_get(s->port(), "/long");
  EXPECT_EQ(plain.body.size(), 100'000U);
  const auto packed = http_get(s->port(), "/long", {{"Accept-Encoding", "gzip"}});
  EXPECT_EQ(packed.header("Content-Encoding"), "gzip");
  EXPECT_LT(packed.body.size(), 1000U);
}

TEST(HttpServer, GivesNoBodyToHead) {
  const auto s = server();
  const auto answer = http_send(s->port(), "HEAD", "/long", "");
  EXPECT_EQ(answer.header("Content-Length"), "100000");
  EXPECT_TRUE(answer.body.empty());
}

TEST(HttpServer, ReadsBodiesByLengthAndInChunks) {
  const auto s = server();
  EXPECT_EQ(http_send(s->port(), "POST", "/", std::string(200'000, 'x')).body,
            "POST / q=- body=200000");
  const std::string chunked = raw_exchange(
      s->port(),
      "POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n"
      "5\r\nhello\r\n7\r\n, world\r\n0\r\n\r\n");
  EXPECT_NE(chunked.find("body=12"), std::string::npos);
}

TEST(HttpServer, AsksForTheBodyOfAClientThatWaits) {
  const auto s = server();
  const std::string answers = raw_exchange(
      s->port(),
      "POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 2\r\nExpect: "
      "100-continue\r\n\r\nab");
  EXPECT_TRUE(answers.starts_with("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200")) << answers;
}

TEST(HttpServer, SpeaksHttp10) {
  const auto s = server();
  const std::string closed = raw_exchange(s->port(), "GET / HTTP/1.0\r\n\r\n");
  EXPECT_TRUE(closed.starts_with("HTTP/1.0 200 OK\r\n")) << closed;
  EXPECT_EQ(closed.find("keep-alive"), std::string::npos);
}

TEST(HttpServer, SendsAnswersLargerThanTheSocketTakesAtOnce) {
  HttpHandler handler;
  const auto shared = std::make_shared<SharedAnswer>();
  shared->headers.emplace_back("Content-Type", "text/plain");
  for (int i = 0; i < 4'000'000; ++i) shared->body += static_cast<char>('a' + i % 26);
  handler.handle = [&](const HttpRequest&) {
    HttpResponse response;
    response.shared = shared;
    return response;
  };
  const auto s = std::move(HttpServer::start({}, handler)).value();
  const auto answer = http_get(s->port(), "/", {{"Accept-Encoding", "gzip"}});
  EXPECT_EQ(answer.header("Content-Type"), "text/plain");
  ASSERT_EQ(answer.body.size(), 4'000'000U);
  for (std::size_t i = 0; i < answer.body.size(); i += 99'991) {
    ASSERT_EQ(answer.body[i], static_cast<char>('a' + i % 26)) << i;
  }
}

TEST(HttpServer, ClosesAnIdleConnectionAfterALongAnswer) {
  HttpServerOptions options;
  options.idle_timeout = std::chrono::milliseconds(50);
  const auto s = server(options);
  // The deadline of the worker's time was far away; the idle one after it is not.
  const std::string answer = raw_exchange(s->port(), "GET /slow HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_NE(answer.find("GET /slow"), std::string::npos);
}

TEST(HttpServer, SurvivesAHandlerThatThrowsAndLogsWhy) {
  std::ostringstream log;
  const auto before = spdlog::default_logger();
  auto logger = std::make_shared<spdlog::logger>(
      "test", std::make_shared<spdlog::sinks::ostream_sink_mt>(log));
  logger->set_pattern("%l %v");
  spdlog::set_default_logger(logger);
  {
    const auto s = server();
    const auto answer = http_get(s->port(), "/throw?q=1");
    EXPECT_EQ(answer.status, 500U);
    EXPECT_EQ(answer.body.find("oops"), std::string::npos);
    EXPECT_EQ(http_get(s->port(), "/slow").status, 200U);
  }
  spdlog::set_default_logger(before);
  EXPECT_EQ(log.str(), "error GET /throw?q=1: the handler threw: oops\n");
}

TEST(HttpServer, InjectsTheFaultsThatAHandlerAsksFor) {
  const auto s = server();
  EXPECT_EQ(http_get(s->port(), "/cut").body.size(), 3U);
  EXPECT_EQ(http_get(s->port(), "/gone").status, 0U);
}

TEST(HttpServer, DrainsWhatHasBegun) {
  std::promise<void> entered;
  std::promise<void> leave;
  HttpHandler handler;
  handler.handle = [&](const HttpRequest&) {
    entered.set_value();
    leave.get_future().wait();
    HttpResponse response;
    response.body = "done";
    return response;
  };
  handler.runs_long = [](const HttpRequest&) { return true; };
  const auto s = std::move(HttpServer::start({}, handler)).value();
  auto answer = std::async(std::launch::async, [&] { return http_get(s->port(), "/").body; });
  entered.get_future().wait();
  auto drained = std::async(std::launch::async, [&] { s->drain(std::chrono::seconds(5)); });
  leave.set_value();
  EXPECT_EQ(answer.get(), "done");
  drained.get();
  EXPECT_EQ(s->open_connections(), 0U);
  EXPECT_EQ(http_get(s->port(), "/").status, 0U);
}

TEST(HttpServer, NamesAnAddressThatIsTaken) {
  const auto s = server();
  HttpServerOptions options;
  options.port = s->port();
  const auto second = HttpServer::start(options, {echo, nullptr, nullptr});
  ASSERT_FALSE(second);
  EXPECT_NE(second.error().message.find(std::to_string(s->port())), std::string::npos);
}

}  // namespace
}  // namespace modelzoo::daemon
