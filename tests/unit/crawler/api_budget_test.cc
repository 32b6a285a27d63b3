// The table of refusals (crawler/response_facts.h) and the waits that follow from it.

#include "crawler/api_budget.h"

#include <gtest/gtest.h>

namespace modelzoo::crawler {
namespace {

using namespace std::chrono_literals;
constexpr std::int64_t kNow = 1'790'000'000;  // 2026-09-21T14:13:20Z
constexpr const char* kDate = "Mon, 21 Sep 2026 14:13:20 GMT";

FetchResponse answer(unsigned status, HeaderList headers = {}, std::string body = "{}") {
  headers.emplace_back("Date", kDate);
  return {status, std::move(headers), std::move(body)};
}

class BudgetTest : public ::testing::Test {
 protected:
  // Our own clock is five minutes fast; only the server's counts.
  ManualClock clock{std::chrono::system_clock::time_point(std::chrono::seconds(kNow + 300))};
  BudgetOptions options{.tokens = {"t1", "t2"}};

  ResponseFacts facts(const FetchResponse& response) {
    return read_response_facts(response, clock);
  }
  static std::chrono::milliseconds wait(const ApiBudget& budget, const Clock& at, std::size_t lane,
                                        ApiResource resource) {
    const auto ready = budget.ready_at(lane, resource);
    if (ready == ApiBudget::kNever) return std::chrono::milliseconds::max();
    return std::max(0ms,
                    std::chrono::duration_cast<std::chrono::milliseconds>(ready - at.steady_now()));
  }
  std::chrono::milliseconds after(const FetchResponse& response,
                                  ApiResource asked = ApiResource::kCore,
                                  ApiResource next = ApiResource::kCore) {
    ApiBudget budget(options, clock);
    budget.sent(0, asked);
    budget.answered(0, asked, facts(response));
    return wait(budget, clock, 0, next);
  }
};

TEST_F(BudgetTest, HttpDatesAreRead) {
  EXPECT_EQ(parse_http_date(kDate)->time_since_epoch().count(), kNow);
  EXPECT_FALSE(parse_http_date("yesterday"));
  EXPECT_FALSE(parse_http_date("Mon, 31 Feb 2026 14:13:20 GMT"));
}

TEST_F(BudgetTest, EachAnswerIsTakenForWhatItIs) {
  struct Case {
    const char* name;
    FetchResponse response;
    AnswerKind kind;
  };
  const std::vector<Case> cases = {
      {"ok", answer(200), AnswerKind::kOk},
      {"not modified", answer(304), AnswerKind::kNotModified},
      {"renamed", answer(301), AnswerKind::kMoved},
      {"gone", answer(404), AnswerKind::kMissing},
      {"disabled", answer(410), AnswerKind::kMissing},
      {"dmca", answer(451), AnswerKind::kMissing},
      {"blocked",
       answer(403, {}, R"({"message":"Repository access blocked","block":{"reason":"tos"}})"),
       AnswerKind::kMissing},
      {"empty repository", answer(409), AnswerKind::kEmpty},
      {"bad credentials", answer(401), AnswerKind::kBadToken},
      {"suspended", answer(403, {}, R"({"message":"Sorry. Your account was suspended."})"),
       AnswerKind::kBadToken},
      {"primary", answer(403, {{"x-ratelimit-remaining", "0"}}, "API rate limit exceeded"),
       AnswerKind::kPrimaryLimit},
      {"secondary with time", answer(403, {{"Retry-After", "30"}}), AnswerKind::kSecondaryLimit},
      {"secondary by body",
       answer(403, {{"x-ratelimit-remaining", "21"}}, "You have exceeded a secondary rate limit."),
       AnswerKind::kSecondaryLimit},
      {"secondary by header", answer(403, {{"gh-limited-by", "search"}}),
       AnswerKind::kSecondaryLimit},
      {"abuse wording", answer(403, {}, "triggered an abuse detection mechanism"),
       AnswerKind::kSecondaryLimit},
      {"too many requests", answer(429), AnswerKind::kSecondaryLimit},
      {"server error", answer(500), AnswerKind::kServerError},
      {"bad gateway", answer(502, {{"Content-Type", "text/html"}}, "<html>"),
       AnswerKind::kServerError},
      {"html in a 400", answer(400, {}, "<html>error_500"), AnswerKind::kServerError},
      {"validation failed", answer(422), AnswerKind::kRefused},
      {"bad request", answer(400), AnswerKind::kRefused},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.name);
    EXPECT_EQ(facts(c.response).kind, c.kind);
  }
}

TEST_F(BudgetTest, PrimaryLimitWaitsForTheResetByTheServersClock) {
  const auto refused = answer(403, {{"x-ratelimit-limit", "5000"},
                                    {"x-ratelimit-remaining", "0"},
                                    {"x-ratelimit-reset", std::to_string(kNow + 100)}});
  EXPECT_EQ(after(refused), 101s);
  EXPECT_EQ(after(refused, ApiResource::kCore, ApiResource::kGraphql), 0ms) << "another window";
}

TEST_F(BudgetTest, TheLastAllowedRequestIsFollowedByAWait) {
  const auto last = answer(200, {{"x-ratelimit-limit", "60"},
                                 {"x-ratelimit-remaining", "0"},
                                 {"x-ratelimit-reset", std::to_string(kNow + 7)}});
  EXPECT_EQ(after(last), 8s);
}

TEST_F(BudgetTest, SecondaryLimitHoldsAllWindowsOfTheToken) {
  EXPECT_EQ(after(answer(403, {{"Retry-After", "30"}}), ApiResource::kGraphql), 30s);
  EXPECT_EQ(after(answer(429, {{"Retry-After", "Mon, 21 Sep 2026 14:14:20 GMT"}})), 60s);
  EXPECT_EQ(after(answer(429, {{"Retry-After", ""}})), 60s) << "blank: a minute";
  EXPECT_EQ(after(answer(429)), 60s);
  EXPECT_EQ(after(answer(403, {{"Retry-After", "0"}})), 1s);
}

TEST_F(BudgetTest, SecondaryWaitsWithoutATimeDouble) {
  ApiBudget budget(options, clock);
  const std::vector<std::chrono::seconds> expected = {60s, 120s, 240s};
  for (const auto span : expected) {
    budget.sent(0, ApiResource::kCore);
    budget.answered(0, ApiResource::kCore, facts(answer(429)));
    EXPECT_EQ(wait(budget, clock, 0, ApiResource::kCore), span);
    clock.advance(span);
  }
  budget.sent(0, ApiResource::kCore);
  budget.answered(0, ApiResource::kCore, facts(answer(200)));
  budget.sent(0, ApiResource::kCore);
  budget.answered(0, ApiResource::kCore, facts(answer(429)));
  EXPECT_EQ(wait(budget, clock, 0, ApiResource::kCore), 60s) << "an answer in between ends the row";
}

TEST_F(BudgetTest, OneTokensLimitDoesNotHoldAnother) {
  ApiBudget budget(options, clock);
  budget.sent(0, ApiResource::kCore);
  budget.answered(0, ApiResource::kCore, facts(answer(429)));
  EXPECT_EQ(wait(budget, clock, 1, ApiResource::kCore), 0ms);
}

TEST_F(BudgetTest, BadTokenIsNeverUsedAgain) {
  ApiBudget budget(options, clock);
  budget.sent(1, ApiResource::kGraphql);
  budget.answered(1, ApiResource::kGraphql, facts(answer(401)));
  EXPECT_FALSE(budget.usable(1));
  EXPECT_EQ(budget.ready_at(1, ApiResource::kCore), ApiBudget::kNever);
  EXPECT_EQ(budget.usable_tokens(), 1u);
}

TEST_F(BudgetTest, WithoutATokenThereIsRestAlone) {
  options.tokens.clear();
  ApiBudget budget(options, clock);
  EXPECT_EQ(budget.lanes(), 1u);
  EXPECT_EQ(wait(budget, clock, 0, ApiResource::kCore), 0ms);
  EXPECT_EQ(budget.ready_at(0, ApiResource::kGraphql), ApiBudget::kNever);
}

TEST_F(BudgetTest, FailuresBackOffWithJitterUpToTheCap) {
  ApiBudget budget(options, clock);
  std::chrono::milliseconds span = options.backoff_base;
  for (int i = 0; i < 12; ++i) {
    budget.sent(0, ApiResource::kCore);
    budget.failed(0, ApiResource::kCore);
    const auto waited = wait(budget, clock, 0, ApiResource::kCore);
    EXPECT_GE(waited, span / 2 - 1ms);
    EXPECT_LE(waited, span);
    clock.advance(waited);
    span = std::min(span * 2, options.backoff_cap);
  }
  EXPECT_EQ(span, options.backoff_cap);
}

TEST_F(BudgetTest, SearchesKeepTheirDistance) {
  ApiBudget budget(options, clock);
  budget.sent(0, ApiResource::kSearch);
  budget.answered(0, ApiResource::kSearch, facts(answer(200)));
  EXPECT_EQ(wait(budget, clock, 0, ApiResource::kSearch), 2s);
  EXPECT_EQ(wait(budget, clock, 0, ApiResource::kCore), 0ms);
}

TEST_F(BudgetTest, WaitsOutliveTheProcess) {
  ApiBudget before(options, clock);
  before.sent(0, ApiResource::kGraphql);
  before.answered(0, ApiResource::kGraphql, facts(answer(403, {{"Retry-After", "90"}})));
  std::map<std::string, std::string> stored;
  for (const auto& [key, value] : before.take_changes()) {
    EXPECT_EQ(key.find("t1"), std::string::npos) << "the token itself is not stored";
    stored[key] = value.value_or("");
  }
  ASSERT_FALSE(stored.empty());

  ManualClock later(clock.now() + 40s);  // another process, 40 s after
  ApiBudget after_restart(options, later);
  after_restart.restore(stored);
  EXPECT_EQ(wait(after_restart, later, 0, ApiResource::kCore), 50s);
  EXPECT_EQ(wait(after_restart, later, 1, ApiResource::kCore), 0ms);
  EXPECT_TRUE(after_restart.take_changes().empty());
}

TEST_F(BudgetTest, StoredNonsenseIsPassedOver) {
  ApiBudget budget(options, clock);
  budget.restore({{std::string(ApiBudget::kStatePrefix) + "x/all", "soon"}, {"other", "1"}});
  EXPECT_EQ(wait(budget, clock, 0, ApiResource::kCore), 0ms);
}

}  // namespace
}  // namespace modelzoo::crawler
