#include "crawler/github_client.h"

#include <spdlog/spdlog.h>

namespace modelzoo::crawler {

namespace asio = boost::asio;

namespace {

const char* error_kind(AnswerKind kind) {
  switch (kind) {
    case AnswerKind::kBadToken:
      return "bad_token";
    case AnswerKind::kPrimaryLimit:
      return "primary_limit";
    case AnswerKind::kSecondaryLimit:
      return "secondary_limit";
    case AnswerKind::kServerError:
      return "server_error";
    case AnswerKind::kRefused:
      return "refused";
    default:
      return nullptr;
  }
}

bool same_origin(const std::string& a, const std::string& b) {
  const auto left = split_url(a), right = split_url(b);
  return left.ok() && right.ok() && left->tls == right->tls && left->host == right->host &&
         left->port == right->port;
}

std::string absolute(const std::string& base, std::string location) {
  if (!location.starts_with('/')) return location;
  const std::size_t host = base.find("://");
  return base.substr(0, base.find('/', host + 3)) + location;
}

}  // namespace

GitHubClient::GitHubClient(const CrawlerOptions& options, HttpsClient& http, ApiBudget& budget,
                           WakeSignal& wake, StoreWaits store_waits, const Clock& clock)
    : options_(options),
      http_(http),
      budget_(budget),
      wake_(wake),
      store_waits_(std::move(store_waits)),
      clock_(clock) {}

asio::awaitable<Reply> GitHubClient::send(std::size_t lane, ApiResource resource,
                                          FetchRequest request, Judge judge) {
  constexpr auto kShortWait = std::chrono::seconds(5);
  Reply reply;
  for (;;) {
    const auto ready = budget_.ready_at(lane, resource), now = clock_.steady_now();
    if (ready <= now) break;
    if (ready == ApiBudget::kNever || ready - now > kShortWait) {
      reply.not_now = true;
      co_return reply;
    }
    co_await wake_.wait_until(ready);
  }
  // A token goes to the API only.
  if (!budget_.token(lane).empty() && resource != ApiResource::kRaw)
    request.headers.emplace_back("Authorization", "Bearer " + budget_.token(lane));
  budget_.sent(lane, resource);
  ++counts_.requests;
  const std::string url = request.url;
  FetchOutcome outcome = co_await http_.fetch(std::move(request));
  if (!outcome.response) {
    reply.too_large = outcome.error.failure == FetchFailure::kTooLarge;
    count_error(fetch_failure_name(outcome.error.failure));
    spdlog::debug("github: {}: {}", url, outcome.error.message);
    budget_.failed(lane, resource);
    co_return reply;
  }
  reply.facts = read_response_facts(*outcome.response, clock_);
  if (reply.facts.kind == AnswerKind::kOk && judge) reply.facts.kind = judge(*outcome.response);
  reply.response = std::move(outcome.response);
  budget_.answered(lane, resource, reply.facts);
  if (const char* kind = error_kind(reply.facts.kind)) count_error(kind);
  if (reply.facts.kind == AnswerKind::kBadToken)
    spdlog::error("github: token {} of {} is refused ({}); it is not used any more", lane + 1,
                  budget_.lanes(), reply.response->status);
  auto waits = budget_.take_changes();
  if (!waits.empty()) co_await store_waits_(std::move(waits));
  co_return reply;
}

asio::awaitable<Reply> GitHubClient::graphql(std::size_t lane, std::string body, Judge judge) {
  FetchRequest request;
  request.method = "POST";
  request.url = options_.graphql_url.empty() ? options_.api_url + "/graphql" : options_.graphql_url;
  request.body = std::move(body);
  request.headers.emplace_back("Content-Type", "application/json");
  request.headers.emplace_back("Accept", "application/vnd.github+json");
  return send(lane, ApiResource::kGraphql, std::move(request), std::move(judge));
}

asio::awaitable<Reply> GitHubClient::get(std::size_t lane, ApiResource resource, std::string url,
                                         HeaderList headers) {
  constexpr int kMostHops = 3;
  for (int hop = 0;; ++hop) {
    FetchRequest request;
    request.url = url;
    request.headers = headers;
    if (resource != ApiResource::kRaw)
      request.headers.emplace_back("X-GitHub-Api-Version", "2022-11-28");
    Judge no_judge;
    Reply reply = co_await send(lane, resource, std::move(request), std::move(no_judge));
    if (!reply.is(AnswerKind::kMoved)) co_return reply;
    const auto location = reply.response->header("Location");
    std::string next = location ? absolute(url, std::string(*location)) : std::string();
    if (next.empty() || hop == kMostHops || !same_origin(url, next)) {
      count_error("bad_redirect");
      reply.facts.kind = AnswerKind::kRefused;
      co_return reply;
    }
    url = std::move(next);
  }
}

}  // namespace modelzoo::crawler
