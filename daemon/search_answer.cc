#include "daemon/search_answer.h"

#include <chrono>

#include "daemon/content_encoding.h"
#include "daemon/json_response.h"
#include "daemon/problem.h"
#include "daemon/result_cache.h"
#include "daemon/search_key.h"
#include "daemon/search_params.h"
#include "daemon/search_response.h"
#include "daemon/services.h"
#include "query/search_backend.h"

namespace modelzoo::daemon {
namespace {

constexpr const char* kCacheControl = "public, max-age=10";

using Answer = std::shared_ptr<const SharedAnswer>;

std::string tag_of(const std::string& key, std::uint64_t sequence) {
  return "\"" + content_tag(key + '\n' + std::to_string(sequence)) + "\"";
}

Answer make_answer(std::string body, const std::string& tag, bool gzip) {
  auto answer = std::make_shared<SharedAnswer>();
  HttpResponse json = json_response(std::move(body));
  answer->headers = std::move(json.headers);
  answer->body = std::move(json.body);
  answer->tag = tag;
  if (answer->body.size() >= kWorthCompressing) {
    answer->headers.emplace_back("Vary", "Accept-Encoding");
    std::string packed = gzip ? gzipped(answer->body) : std::string();
    if (!packed.empty()) {
      answer->body = std::move(packed);
      answer->headers.emplace_back("Content-Encoding", "gzip");
      answer->tag = weak_tag(tag);
    }
  }
  answer->body.shrink_to_fit();
  answer->headers.emplace_back("ETag", answer->tag);
  answer->headers.emplace_back("Cache-Control", kCacheControl);
  return answer;
}

// Asks the index; keeps the answer in the cache under the sequence that it was made from.
Result<Answer> searched(Services& services, const SearchParams& params, const std::string& key,
                        bool gzip) {
  const auto began = std::chrono::steady_clock::now();
  auto result = services.backend.search(params.request);
  if (!result) return std::move(result).error();
  result->warnings.insert(result->warnings.end(), params.warnings.begin(), params.warnings.end());
  const auto took = std::chrono::duration_cast<std::chrono::microseconds>(
      std::chrono::steady_clock::now() - began);
  Answer answer = make_answer(search_response_json(params.request, *result, took),
                              tag_of(key, result->sequence), gzip);
  services.results.insert(key, result->sequence, answer);
  return answer;
}

}  // namespace

HttpResponse search_answer(Services& services, const HttpRequest& request) {
  const SearchParams params = read_search_params(request);
  if (!params.errors.empty()) return problem(400, "a parameter is wrong", params.errors);
  ++services.counters.searches;
  const bool gzip = accepts_gzip(request);
  // Both encodings of an answer are entries of their own.
  const std::string key = (gzip ? "gzip " : "plain ") + search_key(params);
  const std::uint64_t sequence = services.backend.sequence();
  HttpResponse response;
  if (const auto known = request.header("if-none-match")) {
    const std::string tag = tag_of(key, sequence);
    if (const std::size_t at = known->find(tag); at != std::string_view::npos) {
      response.status = 304;
      const bool weak = at >= 2 && known->substr(at - 2, 2) == "W/";  // as it was given out
      response.headers = {{"ETag", weak ? weak_tag(tag) : tag}, {"Cache-Control", kCacheControl}};
      return response;
    }
  }
  response.shared = services.results.find(key, sequence);
  if (response.shared) return response;
  auto answer = searched(services, params, key, gzip);
  if (!answer) return problem(answer.error());
  response.shared = std::move(*answer);
  return response;
}

}  // namespace modelzoo::daemon
