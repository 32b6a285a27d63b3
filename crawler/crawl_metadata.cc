// Facts of many repositories by one GraphQL query, then the texts of those that changed.

#include <spdlog/spdlog.h>

#include "crawler/change_detection.h"
#include "crawler/crawl_engine.h"
#include "crawler/readme_path.h"

namespace modelzoo::crawler {

namespace asio = boost::asio;

namespace {
constexpr std::size_t kGraphqlTextBytes = 512'000;  // GitHub cuts Blob.text here
constexpr unsigned kRefusalsUntilRest = 3;

// What a failed request means for the size of the next query. judge() has told of a timeout
// already.
void note_failure(const Reply& reply, GraphqlFailure failure, GraphqlBatchSize& size) {
  if (reply.too_large) {
    size.failed(true);
  } else if (!reply.held_back() && !reply.is(AnswerKind::kRefused) &&
             failure != GraphqlFailure::kTimeout) {
    size.failed(false);
  }
}
}  // namespace

// What an answer of status 200 means for the budget and the size of the next query.
template <typename Part>
AnswerKind CrawlEngine::judge(const GraphqlAnswer<Part>& answer, const FetchResponse& response,
                              GraphqlBatchSize& size) {
  switch (answer.failure) {
    case GraphqlFailure::kNone:
      size.succeeded();
      return AnswerKind::kOk;
    case GraphqlFailure::kLimited:
      return response.header("x-ratelimit-remaining") == std::string_view("0")
                 ? AnswerKind::kPrimaryLimit
                 : AnswerKind::kSecondaryLimit;
    case GraphqlFailure::kTimeout:
      size.failed(true);
      spdlog::debug("github: graphql: {}", answer.message);
      return AnswerKind::kServerError;
    case GraphqlFailure::kMalformed:
      github_.count_error("malformed");
      return AnswerKind::kServerError;
    case GraphqlFailure::kRefused:
      spdlog::warn("github: the query is refused: {}", answer.message);
      return AnswerKind::kRefused;
  }
  return AnswerKind::kServerError;
}

// No usable answer: the names are due again, and count as failing only when asked alone.
void CrawlEngine::give_back(const std::vector<std::string>& keys, const Reply& reply) {
  const bool refused = reply.is(AnswerKind::kRefused) || reply.is(AnswerKind::kMissing);
  if (refused && ++refusals_ >= kRefusalsUntilRest && !graphql_refused_) {
    graphql_refused_ = true;
    spdlog::error(
        "crawler: {} does not take our queries; going on by REST alone",
        options_.graphql_url.empty() ? options_.api_url + "/graphql" : options_.graphql_url);
  }
  const bool own_fault = keys.size() == 1 && !reply.held_back() && !refused;
  for (const std::string& key : keys) {
    if (own_fault) {
      finish_failed(key);
    } else {
      frontier_.put_back(key);
    }
  }
}

asio::awaitable<void> CrawlEngine::fetch_facts(std::size_t lane) {
  const std::vector<std::string> keys = frontier_.take_due(facts_size_.size());
  if (keys.empty()) co_return;
  std::vector<FactsWanted> wanted;
  for (const std::string& key : keys) {
    const RepositoryState* state = frontier_.state(key);
    wanted.push_back({state->name, state->readme_path.empty() ? std::string(kDefaultReadmePath)
                                                              : state->readme_path});
  }
  GraphqlAnswer<FactsPart> answer;
  std::string body = graphql_body(facts_query(wanted));
  GitHubClient::Judge judge_answer = [&](const FetchResponse& response) {
    answer = reader_.read_facts(response.body, keys.size());
    return judge(answer, response, facts_size_);
  };
  Reply reply = co_await github_.graphql(lane, std::move(body), std::move(judge_answer));
  if (!reply.is(AnswerKind::kOk)) {
    note_failure(reply, answer.failure, facts_size_);
    give_back(keys, reply);
    co_return;
  }
  refusals_ = 0;
  counts_.points += answer.cost;
  for (std::size_t i = 0; i < keys.size(); ++i) take_facts(keys[i], std::move(answer.parts[i]));
}

void CrawlEngine::take_facts(const std::string& asked_key, FactsPart part) {
  switch (part.kind) {
    case PartKind::kMissing:
      finish_missing(asked_key);
      return;
    case PartKind::kFailed:
      github_.count_error("partial");
      finish_failed(asked_key);
      return;
    case PartKind::kUnclear:
      checks_.push_back(asked_key);
      return;
    case PartKind::kFound:
      break;
  }
  if (part.facts.hidden) {
    finish_missing(asked_key);
    return;
  }
  bool renamed = false;
  const std::string key = settle_name(asked_key, part.facts, renamed);
  if (key.empty()) return;
  const RepositoryState& known = *frontier_.state(key);
  TextJob job;
  job.key = key;
  job.readme_path = known.readme_path.empty() ? std::string(kDefaultReadmePath) : known.readme_path;
  job.readme_oid = part.facts.readme_oid;
  job.manifests = find_manifests(part.facts.root);
  const bool same_push =
      known.stored && known.pushed_at == part.facts.record.pushed_at.value_or("");
  bool ask_rest = false;
  if (job.readme_oid.empty()) {
    const TreeEntry* readme = find_readme(part.facts.root);
    if (readme != nullptr) {
      job.readme_path = readme->name;
      job.readme_oid = readme->oid;
    } else {
      // GitHub also looks into docs/ and .github/; only its REST call does so for us.
      const bool may_exist = !part.facts.has_root || may_hold_readme_below(part.facts.root);
      ask_rest = may_exist && !(same_push && known.readme_oid.empty());
      job.readme_path.clear();
    }
  }
  job.facts = std::move(part.facts);
  job.facts.root.clear();
  if (ask_rest) {
    readmes_.push_back(std::move(job));
  } else if (!renamed && !is_changed(known, job.facts, job.readme_oid)) {
    finish_unchanged(key, job.facts);
  } else if (job.readme_oid.empty() && job.manifests.empty()) {
    finish_changed(std::move(job), BlobText{}, {});
  } else {
    texts_.push_back(std::move(job));
  }
}

asio::awaitable<void> CrawlEngine::fetch_texts(std::size_t lane) {
  std::vector<TextJob> jobs;
  std::vector<TextsWanted> wanted;
  std::vector<std::size_t> manifests;
  std::vector<std::string> keys;
  while (!texts_.empty() && jobs.size() < texts_size_.size()) {
    jobs.push_back(std::move(texts_.front()));
    texts_.pop_front();
    const TextJob& job = jobs.back();
    keys.push_back(job.key);
    manifests.push_back(job.manifests.size());
    wanted.push_back({job.facts.record.full_name, job.readme_path, job.manifests});
  }
  GraphqlAnswer<TextsPart> answer;
  std::string body = graphql_body(texts_query(wanted));
  GitHubClient::Judge judge_answer = [&](const FetchResponse& response) {
    answer = reader_.read_texts(response.body, manifests);
    return judge(answer, response, texts_size_);
  };
  Reply reply = co_await github_.graphql(lane, std::move(body), std::move(judge_answer));
  if (!reply.is(AnswerKind::kOk)) {
    note_failure(reply, answer.failure, texts_size_);
    const bool alone = jobs.size() == 1 && !reply.held_back();
    if (alone || reply.is(AnswerKind::kRefused) || reply.is(AnswerKind::kMissing)) {
      give_back(keys, reply);  // its facts are asked again with the next attempt
    } else {
      // The facts are still fresh: only the texts are asked again.
      for (auto job = jobs.rbegin(); job != jobs.rend(); ++job) texts_.push_front(std::move(*job));
    }
    co_return;
  }
  counts_.points += answer.cost;
  for (std::size_t i = 0; i < jobs.size(); ++i)
    take_texts(std::move(jobs[i]), std::move(answer.parts[i]));
}

void CrawlEngine::take_texts(TextJob job, TextsPart part) {
  switch (part.kind) {
    case PartKind::kMissing:
      finish_missing(job.key);
      return;
    case PartKind::kFailed:
      github_.count_error("partial");
      finish_failed(job.key);
      return;
    case PartKind::kUnclear:
      checks_.push_back(job.key);
      return;
    case PartKind::kFound:
      break;
  }
  if (part.readme.is_truncated && options_.max_readme_bytes > kGraphqlTextBytes) {
    readmes_.push_back(std::move(job));  // by REST, which has no such limit
    return;
  }
  std::map<std::string, std::string> manifests;
  for (std::size_t m = 0; m < part.manifests.size(); ++m) {
    constexpr std::size_t kMostManifestBytes = 64 << 10;
    BlobText& blob = part.manifests[m];
    if (!blob.found || blob.is_binary) continue;
    manifests[job.manifests[m]] = bounded_text(std::move(blob.text), kMostManifestBytes).text;
  }
  // A push in between: the text is newer than the facts, and has its own id.
  if (!part.readme.oid.empty()) job.readme_oid = part.readme.oid;
  finish_changed(std::move(job), std::move(part.readme), std::move(manifests));
}

}  // namespace modelzoo::crawler
