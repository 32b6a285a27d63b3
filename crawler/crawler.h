// crawler.h - follows GitHub repositories: finds names, fetches what is due within the budget that
// GitHub grants, classifies, and hands finished records to a RecordSink.
//
// One I/O thread runs all requests as coroutines that stop() cancels and waits for; one writer
// thread classifies and calls the sink. What the crawler knows is kept in a CrawlStateStore, so
// that a restart, also after kill -9, goes on where it was and keeps the waits that GitHub asked
// for. The journey through the files: crawler/README.md.
//
// Thread-safe. Sink and store must outlive the crawler.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "crawler/crawler_options.h"
#include "crawler/record_sink.h"
#include "schemas/clock.h"
#include "schemas/record.h"
#include "schemas/result.h"

namespace modelzoo::crawler {

// Sets frameworks, categories and kind; called on the writer thread.
using Classifier = std::function<void(Record&)>;

// Counts since start(), and where the crawl stands.
struct CrawlProgress {
  std::uint64_t known = 0;      // names in the frontier
  std::uint64_t due = 0;        // of these, due now and not yet done (in flight included)
  std::uint64_t fetched = 0;    // repositories answered: unchanged + changed + missing
  std::uint64_t unchanged = 0;  // same README, same facts: numbers only
  std::uint64_t changed = 0;    // new, or README or facts changed
  std::uint64_t missing = 0;    // answers that a repository is not shown
  std::uint64_t deleted = 0;    // removed after two of these in a row
  std::uint64_t renamed = 0;
  std::uint64_t given_up = 0;          // failed too often; tried again at their next refresh
  std::uint64_t readmes_cut = 0;       // longer than max_readme_bytes
  std::uint64_t readmes_repaired = 0;  // not UTF-8
  std::uint64_t discovered = 0;        // names from topic searches
  std::uint64_t written = 0;           // changes that the sink has accepted
  std::uint64_t requests = 0;
  std::uint64_t points = 0;                     // GraphQL points, as GitHub counted them
  std::map<std::string, std::uint64_t> errors;  // by kind: "timeout", "server_error", ...
  std::size_t usable_tokens = 0;
  // While a limit holds everything back: until when.
  std::optional<std::chrono::system_clock::time_point> waiting_until;
  // Everything that is due has been done and written; discovery has nothing left to ask.
  bool idle = false;
};

// How a name fares.
struct NameStatus {
  // "unknown"; "waiting": to be fetched, or fetched and not yet written, or asked for anew;
  // "stored"; "missing": GitHub does not show it; "failing": the last attempts failed.
  std::string status;
  std::string full_name;  // as GitHub spells it, after a rename the new one
};

class Crawler {
 public:
  // REQUIRES check_options(options).ok(). `classify` may be null: the built-in classifier.
  Crawler(CrawlerOptions options, RecordSink& sink, CrawlStateStore& store,
          Classifier classify = nullptr, const Clock& clock = system_clock());
  // Stops at once, without a last save: what was not handed over is fetched again.
  ~Crawler();
  Crawler(const Crawler&) = delete;
  Crawler& operator=(const Crawler&) = delete;

  // Loads the state, takes names and names_file, begins. The message names the file that cannot be
  // read, or what the store said. Call once.
  [[nodiscard]] Status start();

  // No new requests; ends those in flight, hands over what is finished, within `limit`.
  void stop(std::chrono::milliseconds limit = std::chrono::seconds(5));

  // Fetches these before all others, also when they are not due. An empty list: all that is known.
  // kInvalidArgument names what is no name or on the deny list; the others are then not taken
  // either.
  Status crawl_now(const std::vector<std::string>& names);

  // Takes a name from outside. Fetched soon, then like any other. kInvalidArgument: no name, or on
  // the deny list.
  Status submit(const std::string& full_name);

  [[nodiscard]] NameStatus status_of(const std::string& full_name) const;

  [[nodiscard]] CrawlProgress progress() const;

  // True as soon as progress().idle; false when `limit` passed first.
  [[nodiscard]] bool wait_until_idle(std::chrono::milliseconds limit) const;

 private:
  [[nodiscard]] Status check_name(const std::string& full_name) const;
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace modelzoo::crawler
