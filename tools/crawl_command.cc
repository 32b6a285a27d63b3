// crawl: fetches the named repositories now, into the data directory or through the daemon that
// holds it. Ends when each has been answered and written, or at the time limit.
#include <spdlog/spdlog.h>

#include <chrono>
#include <cstdio>
#include <thread>

#include "crawler/classify.h"
#include "crawler/crawl_state.h"
#include "crawler/crawler.h"
#include "crawler/name_list.h"
#include "daemon/backend_sink.h"
#include "index/store/index_store.h"
#include "query/search_backend.h"
#include "schemas/json_writer.h"
#include "schemas/rfc3339.h"
#include "tools/commands.h"
#include "tools/opened_index.h"
#include "tools/progress_bar.h"
#include "tools/server_client.h"

namespace modelzoo::tools {
namespace {

using Time = std::chrono::steady_clock::time_point;
constexpr auto kPollEvery = std::chrono::milliseconds(200);

struct Fetched {
  std::string asked;
  crawler::NameStatus now{"waiting", ""};
};

// The crawler's state of the asked names alone: what else is due there is not this command's work.
class StateOfNames final : public crawler::CrawlStateStore {
 public:
  StateOfNames(crawler::CrawlStateStore& all, const std::vector<std::string>& names) : all_(all) {
    for (const std::string& name : names)
      keys_.push_back(std::string(crawler::kRepositoryPrefix) + folded_name(name));
  }
  Result<std::map<std::string, std::string>> load(std::string_view prefix) override {
    if (prefix != crawler::kRepositoryPrefix) return all_.load(prefix);
    std::map<std::string, std::string> entries;
    for (const std::string& key : keys_) {
      auto found = all_.load(key);  // and what begins with it
      if (!found) return std::move(found).error();
      if (const auto entry = found->find(key); entry != found->end()) entries.insert(*entry);
    }
    return entries;
  }
  Status save(
      const std::vector<std::pair<std::string, std::optional<std::string>>>& entries) override {
    return all_.save(entries);
  }

 private:
  crawler::CrawlStateStore& all_;
  std::vector<std::string> keys_;
};

// Why it makes no sense to wait any longer; empty: it does.
std::string hopeless(const crawler::CrawlProgress& progress, const crawler::CrawlerOptions& options,
                     Time limit) {
  constexpr std::uint64_t kAttempts = 5;
  for (const char* kind : {"dns", "connect", "tls"}) {
    const auto failures = progress.errors.find(kind);
    if (progress.fetched == 0 && failures != progress.errors.end() && failures->second >= kAttempts)
      return "cannot reach " + options.api_url + " (" + kind + ")";
  }
  if (!options.tokens.empty() && progress.usable_tokens == 0)
    return options.api_url + " refuses the token; set GITHUB_TOKEN or github.tokens";
  const auto left = limit - std::chrono::steady_clock::now();
  if (progress.waiting_until && *progress.waiting_until > std::chrono::system_clock::now() + left)
    return "GitHub asks to wait until " +
           format_rfc3339(
               std::chrono::time_point_cast<std::chrono::seconds>(*progress.waiting_until)) +
           (options.tokens.empty() ? "; a token (GITHUB_TOKEN) has far more requests an hour" : "");
  return "";
}

// The reason when it ended before its time.
Result<std::string> crawl_here(const CommonOptions& common, std::vector<Fetched>& repositories,
                               const std::vector<std::string>& names, Time limit) {
  auto configuration = configuration_of(common);
  if (!configuration) return std::move(configuration).error();
  auto index = open_index(common, true, false);
  if (!index) return std::move(index).error();
  crawler::CrawlerOptions options = configuration->crawl;
  options.enabled = true;
  options.names.clear();
  options.names_file.clear();
  options.topics.clear();
  const auto sink = daemon::make_backend_sink(*index->backend);
  const auto state = daemon::make_state_store(*index->store);
  StateOfNames state_of_names(*state, names);
  crawler::Crawler crawler(options, *sink, state_of_names, [&](Record& record) {
    crawler::classify_record(record, *index->taxonomy);
  });
  MODELZOO_RETURN_IF_ERROR(crawler.start());
  MODELZOO_RETURN_IF_ERROR(crawler.crawl_now(names));
  ProgressBar bar("crawling", common.quiet);
  std::string reason;
  while (reason.empty() && !crawler.wait_until_idle(kPollEvery)) {
    const crawler::CrawlProgress progress = crawler.progress();
    const std::uint64_t done = progress.fetched + progress.given_up;
    bar.show(static_cast<double>(done) / static_cast<double>(names.size()), done);
    reason = hopeless(progress, options, limit);
    if (reason.empty() && std::chrono::steady_clock::now() >= limit) reason = "time is up";
  }
  for (Fetched& repository : repositories) repository.now = crawler.status_of(repository.asked);
  crawler.stop();
  return reason;
}

Status ask_daemon(const CommonOptions& common, const std::vector<std::string>& names) {
  std::string body;
  JsonWriter json(body);
  json.begin_object().key("full_names").begin_array();
  for (const std::string& name : names) json.value(name);
  json.end_array().end_object();
  auto answer = ask_server(common.server, "POST", "/v1/admin/crawl", body, common.api_key);
  if (!answer) return std::move(answer).error();
  if (answer->status != 202) return Error{ErrorCode::kInvalidArgument, refusal(*answer)};
  return Ok{};
}

Result<crawler::NameStatus> status_at_daemon(const CommonOptions& common, const std::string& name) {
  auto answer = ask_server(common.server, "GET", "/v1/submissions/" + name, "", common.api_key);
  if (!answer) return std::move(answer).error();
  if (answer->status == 404) return crawler::NameStatus{"unknown", name};
  if (answer->status != 200) return Error{ErrorCode::kIo, refusal(*answer)};
  return crawler::NameStatus{json_text(answer->body, "status"),
                             json_text(answer->body, "full_name")};
}

Result<std::string> crawl_there(const CommonOptions& common, std::vector<Fetched>& repositories,
                                const std::vector<std::string>& names, Time limit) {
  MODELZOO_RETURN_IF_ERROR(ask_daemon(common, names));
  ProgressBar bar("crawling", common.quiet);
  std::size_t done = 0;
  for (;;) {
    for (Fetched& repository : repositories) {
      if (repository.now.status != "waiting") continue;
      auto status = status_at_daemon(common, repository.asked);
      if (!status) return std::move(status).error();
      repository.now = std::move(status).value();
      if (repository.now.status != "waiting") ++done;
    }
    bar.show(static_cast<double>(done) / static_cast<double>(names.size()), done);
    if (done == repositories.size()) return std::string();
    if (std::chrono::steady_clock::now() >= limit) return std::string("time is up");
    std::this_thread::sleep_for(kPollEvery);
  }
}

// One line for each on standard output; why the command failed, if it did.
std::string report(const CommonOptions& common, const std::vector<Fetched>& repositories) {
  std::string json;
  JsonWriter writer(json);
  writer.begin_object().key("repositories").begin_array();
  std::string missed;
  std::size_t stored = 0;
  for (const Fetched& repository : repositories) {
    const crawler::NameStatus& now = repository.now;
    writer.begin_object().member("asked", repository.asked);
    writer.member("full_name", now.full_name).member("status", now.status).end_object();
    if (!common.json && !common.quiet)
      std::printf("%s  %s\n", now.full_name.c_str(), now.status.c_str());
    if (now.status == "stored") {
      ++stored;
    } else if (missed.size() < 300) {
      missed += (missed.empty() ? "" : ", ") + repository.asked + " (" + now.status + ")";
    }
  }
  writer.end_array().member("stored", std::uint64_t{stored}).end_object();
  if (common.json) std::puts(json.c_str());
  if (stored == repositories.size()) return "";
  return std::to_string(stored) + " of " + std::to_string(repositories.size()) +
         " are stored; not: " + missed;
}

}  // namespace

int crawl_command(const CommonOptions& common, const CrawlArguments& arguments) {
  spdlog::set_level(spdlog::level::off);  // what goes wrong is said in one line at the end
  std::vector<std::string> names;
  std::vector<Fetched> repositories;
  for (const std::string& text : arguments.names) {
    auto name = crawler::parse_repository_name(text);
    if (!name) return wrong_usage("\"" + text + "\" is no repository; write owner/name");
    repositories.push_back({*name, {"waiting", *name}});
    names.push_back(std::move(*name));
  }
  const Time limit = std::chrono::steady_clock::now() + std::chrono::seconds(arguments.timeout_s);
  auto reason = common.server.empty() ? crawl_here(common, repositories, names, limit)
                                      : crawl_there(common, repositories, names, limit);
  if (!reason) return fail(reason.error().message);
  const std::string missed = report(common, repositories);
  if (missed.empty()) return 0;
  return fail(missed + (reason->empty() ? "" : "; " + *reason));
}

}  // namespace modelzoo::tools
