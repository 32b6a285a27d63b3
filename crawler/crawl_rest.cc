// The REST way: without a token, where GraphQL left something unclear, and for READMEs that
// GraphQL cannot give (in docs/ or .github/, or longer than it returns).

#include "crawler/change_detection.h"
#include "crawler/crawl_engine.h"
#include "crawler/readme_path.h"

namespace modelzoo::crawler {

namespace asio = boost::asio;

HeaderList CrawlEngine::api_headers(const char* accept) const {
  HeaderList headers;
  headers.emplace_back("Accept", accept);
  return headers;
}

asio::awaitable<void> CrawlEngine::fetch_repository(std::size_t lane, std::string key) {
  const RepositoryState* state = frontier_.state(key);
  if (state == nullptr) co_return;
  HeaderList headers = api_headers("application/vnd.github+json");
  if (state->stored && !state->etag.empty()) headers.emplace_back("If-None-Match", state->etag);
  std::string url = options_.api_url + "/repos/" + state->name;
  Reply reply = co_await github_.get(lane, ApiResource::kCore, std::move(url), std::move(headers));
  if (reply.held_back()) {
    frontier_.put_back(key);
    co_return;
  }
  if (reply.is(AnswerKind::kMissing)) {
    finish_missing(key);
    co_return;
  }
  if (reply.is(AnswerKind::kNotModified)) {
    ++counts_.fetched;
    ++counts_.unchanged;
    frontier_.seen(key);
    save_state(key);
    co_return;
  }
  if (!reply.is(AnswerKind::kOk)) {
    finish_failed(key);
    co_return;
  }
  auto facts = read_rest_repository(reply.response->body);
  if (!facts.ok()) {
    github_.count_error("malformed");
    budget_.failed(lane, ApiResource::kCore);
    finish_failed(key);
    co_return;
  }
  if (facts->hidden) {
    finish_missing(key);
    co_return;
  }
  bool renamed = false;
  key = settle_name(key, *facts, renamed);
  if (key.empty()) co_return;
  RepositoryState& known = *frontier_.state(key);
  const auto etag = reply.response->header("ETag");
  const bool same_push = known.pushed_at == facts->record.pushed_at.value_or("");
  if (!renamed && same_push && !is_changed(known, *facts, known.readme_oid)) {
    known.etag = etag ? std::string(*etag) : std::string();
    finish_unchanged(key, *facts);
    co_return;
  }
  TextJob job;
  job.key = key;
  job.readme_path = known.readme_path;
  job.facts = std::move(facts).value();
  // Kept only once the README is in as well; until then a 304 would hide it.
  known.etag.clear();
  co_await fetch_readme(lane, std::move(job));
  RepositoryState* after = frontier_.state(key);
  if (after != nullptr && after->stored && after->failures == 0 && etag) {
    after->etag = std::string(*etag);
    save_state(key);
  }
}

// Without a token the 60 requests an hour are better spent on facts: the README comes from the raw
// host. False: put back or failed, already dealt with; `settled` tells that `blob` is the answer.
asio::awaitable<bool> CrawlEngine::readme_from_raw(std::size_t lane, TextJob& job, BlobText& blob,
                                                   bool& settled) {
  const std::string path =
      job.readme_path.empty() ? std::string(kDefaultReadmePath) : job.readme_path;
  std::string url = options_.raw_url + "/" + job.facts.record.full_name + "/HEAD/" + path;
  HeaderList headers;
  Reply reply = co_await github_.get(lane, ApiResource::kRaw, std::move(url), std::move(headers));
  if (reply.is(AnswerKind::kOk)) {
    blob.found = true;
    blob.text = std::move(reply.response->body);
    blob.oid = git_blob_oid(blob.text);
    blob.is_binary = blob.text.find('\0') != std::string::npos && blob.text.size() > 0 &&
                     blob.text.substr(0, 8000).find('\0') != std::string::npos;
    job.readme_path = path;
    settled = true;
    co_return true;
  }
  if (reply.is(AnswerKind::kMissing) || reply.too_large) co_return true;  // the API may know it
  if (reply.held_back()) {
    frontier_.put_back(job.key);
  } else {
    finish_failed(job.key);
  }
  co_return false;
}

// The bytes themselves: up to 100 MB, of which max_body_bytes are taken.
asio::awaitable<bool> CrawlEngine::whole_readme(std::size_t lane, const TextJob& job,
                                                BlobText& blob) {
  std::string url = options_.api_url + "/repos/" + job.facts.record.full_name + "/readme";
  HeaderList headers = api_headers("application/vnd.github.raw+json");
  Reply reply = co_await github_.get(lane, ApiResource::kCore, std::move(url), std::move(headers));
  if (reply.is(AnswerKind::kOk)) {
    blob.text = std::move(reply.response->body);
    blob.is_truncated = false;
    co_return true;
  }
  if (reply.too_large || reply.is(AnswerKind::kRefused) || reply.is(AnswerKind::kMissing)) {
    ++counts_.readmes_cut;  // beyond what we read: indexed without its README
    blob.text.clear();
    blob.found = false;
    co_return true;
  }
  if (reply.held_back()) {
    frontier_.put_back(job.key);
  } else {
    finish_failed(job.key);
  }
  co_return false;
}

asio::awaitable<void> CrawlEngine::fetch_readme(std::size_t lane, TextJob job) {
  BlobText blob;
  bool settled = false;
  if (budget_.token(lane).empty()) {
    const bool go_on = co_await readme_from_raw(lane, job, blob, settled);
    if (!go_on) co_return;
  }
  if (!settled) {
    std::string url = options_.api_url + "/repos/" + job.facts.record.full_name + "/readme";
    HeaderList headers = api_headers("application/vnd.github+json");
    Reply reply =
        co_await github_.get(lane, ApiResource::kCore, std::move(url), std::move(headers));
    if (reply.held_back()) {
      frontier_.put_back(job.key);
      co_return;
    }
    if (reply.is(AnswerKind::kOk)) {
      auto readme = read_rest_readme(reply.response->body);
      if (!readme.ok()) {
        github_.count_error("malformed");
        budget_.failed(lane, ApiResource::kCore);
        finish_failed(job.key);
        co_return;
      }
      job.readme_path = readme->path;
      blob = std::move(readme->blob);
      if (blob.is_truncated) {
        const bool go_on = co_await whole_readme(lane, job, blob);
        if (!go_on) co_return;
      }
    } else if (!reply.is(AnswerKind::kMissing) && !reply.is(AnswerKind::kEmpty)) {
      if (!reply.too_large) {
        finish_failed(job.key);
        co_return;
      }
      ++counts_.readmes_cut;
    }
  }
  if (!blob.found) job.readme_path.clear();
  job.readme_oid = blob.oid;
  const RepositoryState* known = frontier_.state(job.key);
  if (known == nullptr) co_return;
  if (!is_changed(*known, job.facts, job.readme_oid)) {
    const std::string key = job.key;
    finish_unchanged(key, job.facts);
    co_return;
  }
  finish_changed(std::move(job), std::move(blob), {});
}

}  // namespace modelzoo::crawler
