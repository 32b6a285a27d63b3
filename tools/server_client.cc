#include "tools/server_client.h"

#include <simdjson.h>

#include <boost/asio/connect.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/url/encode.hpp>
#include <boost/url/parse.hpp>
#include <boost/url/rfc/unreserved_chars.hpp>
#include <utility>

#include "tools/ndjson_input.h"

namespace modelzoo::tools {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;

constexpr auto kTimeout = std::chrono::minutes(5);

void add_param(std::string& target, const char* name, const std::string& value) {
  target += target.find('?') == std::string::npos ? '?' : '&';
  target += name;
  target += '=';
  target += boost::urls::encode(value, boost::urls::unreserved_chars);
}

std::string search_target(const query::SearchRequest& request) {
  static constexpr const char* kSorts[] = {"relevance", "stars",   "trending",
                                           "updated",   "created", "name"};
  std::string target = "/v1/search";
  add_param(target, "q", request.query);
  for (const auto& v : request.frameworks) add_param(target, "framework", v);
  for (const auto& v : request.categories) add_param(target, "category", v);
  for (const auto& v : request.licenses) add_param(target, "license", v);
  for (const auto& v : request.languages) add_param(target, "language", v);
  if (request.sort) add_param(target, "sort", kSorts[static_cast<std::size_t>(*request.sort)]);
  add_param(target, "limit", std::to_string(request.limit));
  add_param(target, "offset", std::to_string(request.offset));
  std::string facets;
  for (const auto& v : request.facets) facets += (facets.empty() ? "" : ",") + v;
  if (!facets.empty()) add_param(target, "facets", facets);
  if (request.highlight) add_param(target, "highlight", "true");
  if (request.explain) add_param(target, "explain", "true");
  return target;
}

}  // namespace

namespace {

// Adds the receipt of a piece that begins after `lines_before`.
Status add_receipt(const std::string& json, std::uint64_t lines_before,
                   const std::function<void(std::uint64_t, const Error&)>& skipped,
                   ImportCounts& counts) {
  simdjson::dom::parser parser;
  simdjson::dom::element receipt;
  if (parser.parse(json).get(receipt) != simdjson::SUCCESS)
    return Error{ErrorCode::kCorrupt, "the server's receipt is no JSON"};
  const auto number = [](simdjson::simdjson_result<simdjson::dom::element> value) {
    std::uint64_t found = 0;
    return value.get_uint64().get(found) == simdjson::SUCCESS ? found : 0;
  };
  counts.added += number(receipt["added"]);
  counts.replaced += number(receipt["replaced"]);
  counts.skipped += number(receipt["skipped"]);
  counts.read -= number(receipt["skipped"]);
  simdjson::dom::array errors;
  if (receipt["errors"].get_array().get(errors) != simdjson::SUCCESS) return Ok{};
  for (const simdjson::dom::element error : errors) {
    std::string_view reason;
    if (error["reason"].get_string().get(reason) != simdjson::SUCCESS) continue;
    skipped(lines_before + number(error["line"]),
            Error{ErrorCode::kInvalidArgument, std::string(reason)});
  }
  return Ok{};
}

}  // namespace

std::string json_text(const std::string& json, const char* key) {
  simdjson::dom::parser parser;
  std::string_view text;
  if (parser.parse(json)[key].get_string().get(text) != simdjson::SUCCESS) return "";
  return std::string(text);
}

std::string refusal(const ServerAnswer& answer) {
  std::string detail = json_text(answer.body, "detail");
  if (detail.empty()) detail = answer.body.substr(0, 300);
  return "the server answered " + std::to_string(answer.status) + ": " + detail;
}

Result<ServerAnswer> ask_server(const std::string& url, const std::string& method,
                                const std::string& target, const std::string& body,
                                const std::string& api_key) {
  const auto parsed = boost::urls::parse_uri(url);
  if (!parsed || parsed->scheme() != "http" || parsed->host().empty()) {
    return Error{ErrorCode::kInvalidArgument,
                 "--server must be like http://127.0.0.1:8080, is \"" + url + "\""};
  }
  const std::string host = parsed->host();
  const std::string port = parsed->has_port() ? std::string(parsed->port()) : "80";
  const auto io_error = [&](const beast::error_code& error) {
    return Error{ErrorCode::kIo, "no answer from " + url + ": " + error.message()};
  };
  asio::io_context context;
  beast::error_code error;
  asio::ip::tcp::resolver resolver(context);
  const auto addresses = resolver.resolve(host, port, error);
  if (error) return io_error(error);
  beast::tcp_stream stream(context);
  stream.expires_after(kTimeout);
  stream.connect(addresses, error);
  if (error) return io_error(error);
  http::request<http::string_body> request;
  request.method_string(method);
  request.target(target);
  request.set(http::field::host, host + ":" + port);
  request.set(http::field::user_agent, "modelzoo/" MODELZOO_VERSION);
  if (!api_key.empty()) request.set(http::field::authorization, "Bearer " + api_key);
  request.body() = body;
  request.prepare_payload();
  http::write(stream, request, error);
  if (error) return io_error(error);
  beast::flat_buffer buffer;
  http::response_parser<http::string_body> parser;
  parser.body_limit(boost::none);
  http::read(stream, buffer, parser, error);
  if (error) return io_error(error);
  return ServerAnswer{parser.get().result_int(), std::move(parser.get().body())};
}

Status import_to_server(const CommonOptions& common, NdjsonInput& input,
                        const std::function<void(std::uint64_t line, const Error& reason)>& skipped,
                        ImportCounts& counts) {
  constexpr std::size_t kPiece = std::size_t{8} << 20;
  std::string lines;
  std::string_view line;
  std::uint64_t read = 0;
  std::uint64_t sent = 0;
  const auto send = [&]() -> Status {
    if (lines.empty()) return Ok{};
    auto answer = ask_server(common.server, "POST", "/v1/models:bulk", lines, common.api_key);
    lines.clear();
    if (!answer) return std::move(answer).error();
    if (answer->status >= 300) return Error{ErrorCode::kInvalidArgument, refusal(*answer)};
    const std::uint64_t before = std::exchange(sent, read);
    return add_receipt(answer->body, before, skipped, counts);
  };
  for (;;) {
    auto more = input.next_line(line);
    if (!more) return std::move(more).error();
    if (!*more) return send();
    ++read;
    counts.read += line.find_first_not_of(" \t\r") == line.npos ? 0 : 1;
    lines += line;
    lines += '\n';
    if (lines.size() >= kPiece) MODELZOO_RETURN_IF_ERROR(send());
  }
}

Status export_from_server(const CommonOptions& common, std::FILE* out) {
  auto answer = ask_server(common.server, "GET", "/v1/export.ndjson", "", common.api_key);
  if (!answer) return std::move(answer).error();
  if (answer->status != 200) return Error{ErrorCode::kIo, refusal(*answer)};
  std::fwrite(answer->body.data(), 1, answer->body.size(), out);
  return Ok{};
}

int search_on_server(const CommonOptions& common, const query::SearchRequest& request) {
  auto answer = ask_server(common.server, "GET", search_target(request), "", common.api_key);
  if (!answer) return fail(answer.error().message);
  if (answer->status != 200) return fail(refusal(*answer));
  std::puts(answer->body.c_str());
  return 0;
}

int stats_of_server(const CommonOptions& common) {
  auto answer = ask_server(common.server, "GET", "/metrics", "", common.api_key);
  if (!answer) return fail(answer.error().message);
  if (answer->status != 200) return fail(refusal(*answer));
  std::fputs(answer->body.c_str(), stdout);
  return 0;
}

}  // namespace modelzoo::tools
