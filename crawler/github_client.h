// github_client.h - one request to GitHub: asks the budget, sends, judges the answer, tells the
// budget, and has the waits that GitHub asked for stored before anything else is sent.
//
// One thread at a time: the executor's. Tested by: tests/integration/crawl_test.cc
#pragma once

#include <boost/asio/awaitable.hpp>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>

#include "crawler/api_budget.h"
#include "crawler/crawler_options.h"
#include "crawler/https_client.h"
#include "crawler/response_facts.h"
#include "crawler/wake_signal.h"

namespace modelzoo::crawler {

struct Reply {
  // Absent: no answer came, or it was not the time to ask.
  std::optional<FetchResponse> response;
  ResponseFacts facts;
  bool not_now = false;  // the budget holds the request back for long; nothing was sent
  bool too_large = false;

  [[nodiscard]] bool is(AnswerKind kind) const { return response && facts.kind == kind; }
  // The answer says nothing about what was asked for: a limit, a bad token, a wait.
  [[nodiscard]] bool held_back() const {
    return not_now || is(AnswerKind::kPrimaryLimit) || is(AnswerKind::kSecondaryLimit) ||
           is(AnswerKind::kBadToken);
  }
};

struct RequestCounts {
  std::uint64_t requests = 0;
  std::map<std::string, std::uint64_t> errors;  // by kind
};

class GitHubClient {
 public:
  using StoreWaits = std::function<boost::asio::awaitable<void>(ApiBudget::Entries)>;
  // Looks into an answer of status 200 whose body may tell otherwise.
  using Judge = std::function<AnswerKind(const FetchResponse&)>;

  GitHubClient(const CrawlerOptions& options, HttpsClient& http, ApiBudget& budget,
               WakeSignal& wake, StoreWaits store_waits, const Clock& clock);

  [[nodiscard]] boost::asio::awaitable<Reply> graphql(std::size_t lane, std::string body,
                                                      Judge judge);
  // Follows up to three redirects within the same origin; each is a request of its own.
  [[nodiscard]] boost::asio::awaitable<Reply> get(std::size_t lane, ApiResource resource,
                                                  std::string url, HeaderList headers);

  [[nodiscard]] const RequestCounts& counts() const { return counts_; }
  void count_error(const std::string& kind) { ++counts_.errors[kind]; }

 private:
  [[nodiscard]] boost::asio::awaitable<Reply> send(std::size_t lane, ApiResource resource,
                                                   FetchRequest request, Judge judge);

  const CrawlerOptions& options_;
  HttpsClient& http_;
  ApiBudget& budget_;
  WakeSignal& wake_;
  StoreWaits store_waits_;
  const Clock& clock_;
  RequestCounts counts_;
};

}  // namespace modelzoo::crawler
