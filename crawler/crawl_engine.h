// crawl_engine.h - the crawl itself: lanes that choose what to ask next, and what the answers lead
// to. Private to crawler/; the public face is crawler.h.
//
// One lane per token (or one without), each a coroutine with at most one request in flight. All
// state belongs to the I/O thread; only the published progress is shared.
//
//   crawl_engine.cc   lanes and choice      crawl_metadata.cc  facts and texts by GraphQL
//   crawl_rest.cc     the REST way          crawl_outcome.cc   what becomes of a repository
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <deque>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "crawler/api_budget.h"
#include "crawler/crawler.h"
#include "crawler/discovery.h"
#include "crawler/frontier.h"
#include "crawler/github_client.h"
#include "crawler/graphql_batch.h"
#include "crawler/graphql_query.h"
#include "crawler/graphql_response_reader.h"
#include "crawler/https_client.h"
#include "crawler/sink_writer.h"
#include "crawler/wake_signal.h"

namespace modelzoo::crawler {

class CrawlEngine {
 public:
  CrawlEngine(const CrawlerOptions& options, RecordSink& sink, CrawlStateStore& store,
              Classifier classify, const Clock& clock, boost::asio::any_io_executor io,
              boost::asio::any_io_executor pool);

  // Before the lanes run, from any one thread.
  [[nodiscard]] Status load(CrawlStateStore& store, const std::vector<std::string>& names);

  [[nodiscard]] std::size_t lanes() const { return budget_.lanes(); }
  [[nodiscard]] boost::asio::awaitable<void> run_lane(std::size_t lane);
  [[nodiscard]] boost::asio::awaitable<void> run_writer() { return writer_.run(); }

  void ask(const std::vector<std::string>& names);  // empty: all
  void submit(const std::string& full_name);
  void stop() {
    stopping_ = true;
    wake_.notify_all();
  }
  void close_writer(bool abandon) { writer_.close(abandon); }

  [[nodiscard]] bool is_denied(const std::string& full_name) const;
  [[nodiscard]] CrawlProgress progress();
  [[nodiscard]] NameStatus status_of(const std::string& full_name) const;
  // Called on the I/O thread when progress may have changed.
  void on_progress(std::function<void()> call) { on_progress_ = std::move(call); }

 private:
  template <typename T>
  using Awaitable = boost::asio::awaitable<T>;
  using Time = ApiBudget::Time;

  // A repository whose answer said that its README is to be fetched.
  struct TextJob {
    std::string key;  // folded name in the frontier
    RepositoryFacts facts;
    std::string readme_path, readme_oid;
    std::vector<std::string> manifests;
  };

  // crawl_engine.cc
  enum class Work : std::uint8_t { kNone, kTexts, kReadme, kCheck, kSearch, kFacts, kRest };
  [[nodiscard]] Work choose(std::size_t lane);
  [[nodiscard]] Time next_time(std::size_t lane) const;
  [[nodiscard]] bool uses_graphql(std::size_t lane) const;
  [[nodiscard]] bool may_take() const;
  [[nodiscard]] std::size_t due_count();
  Awaitable<void> perform(std::size_t lane, Work work);
  Awaitable<void> search(std::size_t lane);
  void publish() {
    if (on_progress_) on_progress_();
  }

  // crawl_metadata.cc
  Awaitable<void> fetch_facts(std::size_t lane);
  Awaitable<void> fetch_texts(std::size_t lane);
  void take_facts(const std::string& key, FactsPart part);
  void take_texts(TextJob job, TextsPart part);
  void give_back(const std::vector<std::string>& keys, const Reply& reply);
  template <typename Part>
  AnswerKind judge(const GraphqlAnswer<Part>& answer, const FetchResponse& response,
                   GraphqlBatchSize& size);

  // crawl_rest.cc
  Awaitable<void> fetch_repository(std::size_t lane, std::string key);
  Awaitable<void> fetch_readme(std::size_t lane, TextJob job);
  Awaitable<bool> readme_from_raw(std::size_t lane, TextJob& job, BlobText& blob, bool& settled);
  Awaitable<bool> whole_readme(std::size_t lane, const TextJob& job, BlobText& blob);
  [[nodiscard]] HeaderList api_headers(const char* accept) const;

  // crawl_outcome.cc
  // Follows a rename; empty: the repository is not to be followed under this entry.
  [[nodiscard]] std::string settle_name(const std::string& key, const RepositoryFacts& facts,
                                        bool& renamed);
  void finish_unchanged(const std::string& key, const RepositoryFacts& facts);
  void finish_changed(TextJob job, BlobText readme, std::map<std::string, std::string> manifests);
  void finish_missing(const std::string& key);
  void finish_failed(const std::string& key);
  void drop(const std::string& key);
  void save_state(const std::string& key);
  [[nodiscard]] UnixSeconds today() const;

  const CrawlerOptions& options_;
  const Clock& clock_;
  WakeSignal wake_;
  HttpsClient http_;
  ApiBudget budget_;
  SinkWriter writer_;
  GitHubClient github_;
  Frontier frontier_;
  Discovery discovery_;
  GraphqlBatchSize facts_size_, texts_size_;
  GraphqlResponseReader reader_;
  std::deque<TextJob> texts_, readmes_;  // readmes_: by REST
  std::deque<std::string> checks_;       // keys that GraphQL did not answer: ask REST
  bool searching_ = false;               // one lane at a time
  bool graphql_refused_ = false;         // the endpoint does not take our queries: REST only
  bool stopping_ = false;
  unsigned refusals_ = 0;
  std::size_t due_ = 0;
  Time due_counted_{};
  std::size_t busy_lanes_ = 0;
  CrawlProgress counts_;
  std::function<void()> on_progress_;
};

}  // namespace modelzoo::crawler
