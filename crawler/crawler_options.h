// crawler_options.h - what an operator can set about the crawl: [github] and [crawl] of the
// configuration (names and meanings are relied upon), and the pacing that tests shorten.
//
// A value type.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "schemas/result.h"

namespace modelzoo::crawler {

struct CrawlerOptions {
  // [github]
  std::string api_url = "https://api.github.com";
  std::string graphql_url;  // api_url + "/graphql" when empty
  std::string raw_url = "https://raw.githubusercontent.com";
  std::string web_url = "https://github.com";
  std::vector<std::string> tokens;  // none: REST only, 60 requests an hour
  std::string contact;              // mail or URL, part of the User-Agent

  // [crawl]
  bool enabled = true;
  std::vector<std::string> names;  // "owner/name"
  std::string names_file;          // one name or github.com URL a line; '#' starts a comment
  std::vector<std::string> topics;
  std::uint64_t min_stars = 0;         // for what discovery finds; names are taken as they are
  std::vector<std::string> languages;  // for discovery; empty: all
  std::vector<std::string> deny;       // "owner/name" or "owner/*", never fetched, removed if there
  std::size_t max_readme_bytes = std::size_t{1} << 20;
  std::chrono::seconds refresh_every = std::chrono::hours(24);

  // Pacing. The defaults follow GitHub's documentation.
  std::size_t metadata_batch = 100;           // repositories per GraphQL query
  std::size_t text_batch = 25;                // README texts per GraphQL query
  std::size_t sink_batch = 1000;              // records handed to the sink at once
  std::chrono::milliseconds sink_delay{500};  // a smaller batch is handed over after this long
  std::chrono::milliseconds backoff_base{500};
  std::chrono::milliseconds backoff_cap{60'000};
  std::chrono::milliseconds secondary_wait{60'000};  // a secondary limit that names no time
  std::chrono::milliseconds search_gap{2'000};       // between two searches
  std::chrono::milliseconds connect_timeout{10'000};
  std::chrono::milliseconds io_timeout{20'000};       // renewed at each read and write
  std::chrono::milliseconds request_timeout{60'000};  // one request from start to end
  std::size_t max_body_bytes = std::size_t{64} << 20;
};

// The message names the field: a URL that is none or plain http:// to another machine, a name that
// is none, a refresh_every of zero.
[[nodiscard]] Status check_options(const CrawlerOptions& options);

}  // namespace modelzoo::crawler
