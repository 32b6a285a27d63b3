#include "crawler/crawler_options.h"

#include "crawler/https_client.h"
#include "schemas/record.h"

namespace modelzoo::crawler {

Status check_options(const CrawlerOptions& options) {
  const std::pair<const char*, const std::string*> urls[] = {
      {"github.api_url", &options.api_url},
      {"github.graphql_url", &options.graphql_url},
      {"github.raw_url", &options.raw_url}};
  for (const auto& [field, url] : urls) {
    if (url->empty() && url == &options.graphql_url) continue;
    auto parts = split_url(*url);
    if (!parts.ok()) return std::move(parts).error().with_context(field);
  }
  for (const std::string& name : options.names)
    if (!is_full_name(name))
      return Error{ErrorCode::kInvalidArgument,
                   "crawl.names: \"" + name + "\" is no repository; write owner/name"};
  for (const std::string& rule : options.deny) {
    const bool whole_owner =
        rule.ends_with("/*") && is_full_name(rule.substr(0, rule.size() - 1) + "x");
    if (!whole_owner && !is_full_name(rule))
      return Error{ErrorCode::kInvalidArgument,
                   "crawl.deny: \"" + rule + "\" is neither owner/name nor owner/*"};
  }
  for (const std::string& token : options.tokens)
    for (const char c : token)
      if (c <= ' ' || c > '~')
        return Error{ErrorCode::kInvalidArgument,
                     "github.tokens: a token holds a space or a control character"};
  if (options.refresh_every.count() <= 0)
    return Error{ErrorCode::kInvalidArgument, "crawl.refresh_every must be longer than zero"};
  return Ok{};
}

}  // namespace modelzoo::crawler
