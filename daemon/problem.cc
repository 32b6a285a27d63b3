#include "daemon/problem.h"

#include "schemas/json_writer.h"

namespace modelzoo::daemon {

const char* status_title(unsigned status) {
  switch (status) {
    case 200:
      return "OK";
    case 202:
      return "Accepted";
    case 304:
      return "Not Modified";
    case 400:
      return "Bad Request";
    case 401:
      return "Unauthorized";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 406:
      return "Not Acceptable";
    case 408:
      return "Request Timeout";
    case 409:
      return "Conflict";
    case 413:
      return "Content Too Large";
    case 414:
      return "URI Too Long";
    case 415:
      return "Unsupported Media Type";
    case 422:
      return "Unprocessable Content";
    case 429:
      return "Too Many Requests";
    case 431:
      return "Request Header Fields Too Large";
    case 500:
      return "Internal Server Error";
    case 503:
      return "Service Unavailable";
    case 504:
      return "Gateway Timeout";
    default:
      return status >= 500 ? "Server Error" : "Error";
  }
}

HttpResponse problem(unsigned status, const std::string& detail,
                     const std::vector<ParamProblem>& errors) {
  HttpResponse response;
  response.status = status;
  response.headers.emplace_back("Content-Type", "application/problem+json");
  response.headers.emplace_back("Cache-Control", "no-store");
  JsonWriter json(response.body);
  json.begin_object();
  json.member("type", "about:blank").member("title", status_title(status));
  json.member("status", std::uint64_t{status}).member("detail", detail);
  if (!errors.empty()) {
    json.key("errors").begin_array();
    for (const ParamProblem& error : errors) {
      json.begin_object().member("param", error.param).member("reason", error.reason).end_object();
    }
    json.end_array();
  }
  json.end_object();
  return response;
}

HttpResponse problem(const Error& error) {
  switch (error.code) {
    case ErrorCode::kInvalidArgument: {
      // "limit: must be ..." names its parameter.
      const std::size_t colon = error.message.find(": ");
      const bool named = colon != std::string::npos && error.message.find(' ') > colon;
      if (!named) return problem(400, error.message);
      return problem(400, error.message,
                     {{error.message.substr(0, colon), error.message.substr(colon + 2)}});
    }
    case ErrorCode::kNotFound:
      return problem(404, error.message);
    case ErrorCode::kLimitExceeded:
      return problem(413, error.message);
    case ErrorCode::kBusy:
      return problem(503, error.message);
    case ErrorCode::kTimeout:
      return problem(504, error.message);
    case ErrorCode::kCancelled:
      return problem(503, "the server is shutting down");
    default:
      return problem(500, "something went wrong here; the log has the details");
  }
}

}  // namespace modelzoo::daemon
