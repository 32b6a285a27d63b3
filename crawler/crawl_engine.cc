#include "crawler/crawl_engine.h"

#include <spdlog/spdlog.h>

#include <algorithm>

#include "schemas/taxonomy.h"

namespace modelzoo::crawler {

namespace asio = boost::asio;

namespace {

HttpsClientOptions http_options(const CrawlerOptions& options) {
  HttpsClientOptions http;
  http.user_agent = std::string("modelzoo/") + MODELZOO_VERSION;
  if (!options.contact.empty()) http.user_agent += " (" + options.contact + ")";
  http.connect_timeout = options.connect_timeout;
  http.io_timeout = options.io_timeout;
  http.request_timeout = options.request_timeout;
  http.max_body_bytes = options.max_body_bytes;
  return http;
}

BudgetOptions budget_options(const CrawlerOptions& options, std::uint64_t seed) {
  BudgetOptions budget;
  budget.tokens = options.tokens;
  budget.backoff_base = options.backoff_base;
  budget.backoff_cap = options.backoff_cap;
  budget.secondary_wait = options.secondary_wait;
  budget.search_gap = options.search_gap;
  budget.seed = seed;
  return budget;
}

FrontierOptions frontier_options(const CrawlerOptions& options, std::uint64_t seed) {
  FrontierOptions frontier;
  frontier.refresh_every = options.refresh_every;
  frontier.backoff_base = options.backoff_base;
  frontier.seed = seed;
  return frontier;
}

DiscoveryOptions discovery_options(const CrawlerOptions& options) {
  return {options.api_url, options.topics, options.languages, options.min_stars,
          options.refresh_every};
}

std::uint64_t seed_of(const Clock& clock) {
  return std::uint64_t(clock.now().time_since_epoch().count());
}

}  // namespace

CrawlEngine::CrawlEngine(const CrawlerOptions& options, RecordSink& sink, CrawlStateStore& store,
                         Classifier classify, const Clock& clock, asio::any_io_executor io,
                         asio::any_io_executor pool)
    : options_(options),
      clock_(clock),
      wake_(io),
      http_(io, http_options(options)),
      budget_(budget_options(options, seed_of(clock)), clock),
      writer_(options, sink, store, std::move(classify), wake_, std::move(pool)),
      github_(
          options, http_, budget_, wake_,
          [this](ApiBudget::Entries entries) { return writer_.save_now(std::move(entries)); },
          clock),
      frontier_(frontier_options(options, seed_of(clock) + 1), clock),
      discovery_(discovery_options(options), clock),
      facts_size_(options.metadata_batch),
      texts_size_(options.text_batch) {}

bool CrawlEngine::is_denied(const std::string& full_name) const {
  const std::string folded = folded_name(full_name);
  return std::any_of(options_.deny.begin(), options_.deny.end(), [&](const std::string& rule) {
    const std::string folded_rule = folded_name(rule);
    if (folded_rule.ends_with("/*"))
      return folded.starts_with(folded_rule.substr(0, folded_rule.size() - 1));
    return folded == folded_rule;
  });
}

Status CrawlEngine::load(CrawlStateStore& store, const std::vector<std::string>& names) {
  auto limits = store.load(ApiBudget::kStatePrefix);
  if (!limits.ok()) return std::move(limits).error().with_context("crawl state");
  budget_.restore(*limits);
  auto rounds = store.load(Discovery::kStateKey);
  if (!rounds.ok()) return std::move(rounds).error().with_context("crawl state");
  for (const auto& [key, value] : *rounds) discovery_.restore(value);
  auto repositories = store.load(kRepositoryPrefix);
  if (!repositories.ok()) return std::move(repositories).error().with_context("crawl state");
  std::size_t unreadable = 0;
  for (const auto& [key, value] : *repositories) {
    auto state = decode_state(value);
    if (!state.ok()) {
      ++unreadable;  // its name comes back from the lists, or by discovery
      continue;
    }
    if (is_denied(state->name)) {
      if (state->stored) writer_.remove(state->name);
      writer_.save(key, std::nullopt);
      continue;
    }
    frontier_.restore(std::move(state).value());
  }
  if (unreadable > 0) spdlog::warn("crawler: {} entries of the state are unreadable", unreadable);
  for (const std::string& name : names)
    if (!is_denied(name)) frontier_.add(name);
  return Ok{};
}

void CrawlEngine::ask(const std::vector<std::string>& names) {
  if (names.empty()) frontier_.ask_all();
  for (const std::string& name : names)
    if (!is_denied(name)) frontier_.ask(name);
  wake_.notify_all();
}

void CrawlEngine::submit(const std::string& full_name) {
  const Frontier::Entry* known = frontier_.find(full_name);
  if (known == nullptr || !known->state.stored) frontier_.ask(full_name);
  save_state(folded_name(full_name));
  wake_.notify_all();
}

bool CrawlEngine::uses_graphql(std::size_t lane) const {
  return !budget_.token(lane).empty() && !graphql_refused_;
}

// Back-pressure: answers wait for the sink, texts for their turn.
bool CrawlEngine::may_take() const {
  return !writer_.is_full() && texts_.size() < 4 * options_.text_batch &&
         readmes_.size() < options_.metadata_batch;
}

CrawlEngine::Work CrawlEngine::choose(std::size_t lane) {
  if (writer_.is_full()) return Work::kNone;
  const Time now = clock_.steady_now();
  const auto ready = [&](ApiResource resource) { return budget_.ready_at(lane, resource) <= now; };
  const bool graphql = uses_graphql(lane) && ready(ApiResource::kGraphql);
  const bool due = may_take() && frontier_.next_due_in() == std::chrono::milliseconds(0);
  if (graphql && !texts_.empty() && (texts_.size() >= texts_size_.size() || !due))
    return Work::kTexts;
  if (ready(ApiResource::kCore)) {
    if (!readmes_.empty()) return Work::kReadme;
    if (!checks_.empty()) return Work::kCheck;
  }
  if (!searching_ && ready(ApiResource::kSearch) && discovery_.next_url()) return Work::kSearch;
  if (due && uses_graphql(lane)) return graphql ? Work::kFacts : Work::kNone;
  if (due && ready(ApiResource::kCore)) return Work::kRest;
  return Work::kNone;
}

// When choose() may come to another result without anything else happening.
CrawlEngine::Time CrawlEngine::next_time(std::size_t lane) const {
  const Time now = clock_.steady_now();
  Time next = ApiBudget::kNever;
  if (writer_.is_full()) return next;
  const auto later = [&](Time time) {
    if (time > now) next = std::min(next, time);
  };
  if (uses_graphql(lane)) later(budget_.ready_at(lane, ApiResource::kGraphql));
  later(budget_.ready_at(lane, ApiResource::kCore));
  later(budget_.ready_at(lane, ApiResource::kSearch));
  if (const auto due = frontier_.next_due_in()) later(now + *due);
  if (const auto round = discovery_.next_round_in()) later(now + *round);
  return next;
}

asio::awaitable<void> CrawlEngine::perform(std::size_t lane, Work work) {
  switch (work) {
    case Work::kTexts:
      co_await fetch_texts(lane);
      break;
    case Work::kFacts:
      co_await fetch_facts(lane);
      break;
    case Work::kSearch:
      co_await search(lane);
      break;
    case Work::kReadme: {
      TextJob job = std::move(readmes_.front());
      readmes_.pop_front();
      co_await fetch_readme(lane, std::move(job));
      break;
    }
    case Work::kCheck: {
      std::string key = std::move(checks_.front());
      checks_.pop_front();
      co_await fetch_repository(lane, std::move(key));
      break;
    }
    case Work::kRest: {
      std::vector<std::string> keys = frontier_.take_due(1);
      if (!keys.empty()) co_await fetch_repository(lane, std::move(keys.front()));
      break;
    }
    case Work::kNone:
      break;
  }
}

asio::awaitable<void> CrawlEngine::run_lane(std::size_t lane) {
  while (!stopping_) {
    if (!budget_.usable(lane)) {
      if (budget_.usable_tokens() == 0)
        spdlog::error("crawler: no usable token is left; set github.tokens and restart");
      wake_.notify_all();
      break;
    }
    const Work work = choose(lane);
    if (work == Work::kNone) {
      if (busy_lanes_ == 0 && frontier_.exhausted()) writer_.flush();
      publish();
      co_await wake_.wait_until(next_time(lane));
      continue;
    }
    ++busy_lanes_;
    co_await perform(lane, work);
    --busy_lanes_;
    wake_.notify_all();
    publish();
  }
  publish();
}

asio::awaitable<void> CrawlEngine::search(std::size_t lane) {
  const auto url = discovery_.next_url();
  if (!url) co_return;
  searching_ = true;
  HeaderList headers = api_headers("application/vnd.github+json");
  std::string target = *url;
  Reply reply =
      co_await github_.get(lane, ApiResource::kSearch, std::move(target), std::move(headers));
  searching_ = false;
  bool round_done = false;
  if (reply.is(AnswerKind::kOk)) {
    auto page = read_search_page(reply.response->body);
    if (!page.ok()) {
      github_.count_error("malformed");
      budget_.failed(lane, ApiResource::kSearch);
      co_return;
    }
    for (const SearchItem& item : page->items) {
      if (is_denied(item.full_name) || !frontier_.add(item.full_name, item.stars)) continue;
      ++counts_.discovered;
      save_state(folded_name(item.full_name));
    }
    round_done = discovery_.answered(*page, next_link(*reply.response));
  } else if (reply.is(AnswerKind::kRefused) || reply.is(AnswerKind::kMissing)) {
    spdlog::warn("crawler: GitHub does not take the search {}", *url);
    round_done = discovery_.refused();
  }
  if (round_done) writer_.save(Discovery::kStateKey, discovery_.saved());
}

// Counting is linear in what is due, and progress is asked for at each step: counted anew once a
// second, and when there is none.
std::size_t CrawlEngine::due_count() {
  constexpr auto kKeep = std::chrono::seconds(1);
  const Time now = clock_.steady_now();
  if (frontier_.exhausted()) {
    due_ = 0;
    due_counted_ = Time{};
  } else if (due_counted_ == Time{} || now - due_counted_ >= kKeep) {
    due_ = frontier_.outstanding();
    due_counted_ = now;
  }
  return due_;
}

CrawlProgress CrawlEngine::progress() {
  CrawlProgress now = counts_;
  now.known = frontier_.size();
  now.due = due_count();
  now.written = writer_.written();
  now.requests = github_.counts().requests;
  now.errors = github_.counts().errors;
  if (writer_.failures() > 0) now.errors["sink"] = writer_.failures();
  now.usable_tokens = budget_.usable_tokens();
  now.waiting_until = budget_.waiting_until(
      options_.tokens.empty() || graphql_refused_ ? ApiResource::kCore : ApiResource::kGraphql);
  const bool searching =
      searching_ ||
      (!options_.topics.empty() &&
       discovery_.next_round_in().value_or(std::chrono::milliseconds(0)).count() == 0);
  now.idle = busy_lanes_ == 0 && frontier_.exhausted() && texts_.empty() && readmes_.empty() &&
             checks_.empty() && !searching && writer_.is_idle();
  return now;
}

NameStatus CrawlEngine::status_of(const std::string& full_name) const {
  const Frontier::Entry* entry = frontier_.find(full_name);
  if (entry == nullptr) return {"unknown", full_name};
  const RepositoryState& state = entry->state;
  const auto status = [&] {
    if (state.failures > 0 || entry->given_up) return entry->asked ? "waiting" : "failing";
    if (entry->asked || !writer_.is_written(entry->batch)) return "waiting";
    if (state.misses > 0) return "missing";
    return state.stored ? "stored" : "waiting";
  };
  return {status(), state.name};
}

}  // namespace modelzoo::crawler
