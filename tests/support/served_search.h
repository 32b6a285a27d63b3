// served_search.h - a real daemon over the records of some files, asked over HTTP, and its answers
// taken apart.
#pragma once

#include <simdjson.h>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tests/support/running_daemon.h"
#include "tests/support/temporary_folder.h"

namespace modelzoo::testing {

// A daemon over the records of NDJSON files.
class Served {
 public:
  explicit Served(const std::vector<std::string>& files);
  // The body of the answer, which must be 200.
  [[nodiscard]] std::string get(const std::string& target) const;
  [[nodiscard]] unsigned status(const std::string& target) const;

 private:
  TemporaryFolder folder_;
  std::optional<RunningDaemon> daemon_;
};

// An answer of the API. What is missing is a failure of the test, and empty.
class Answer {
 public:
  explicit Answer(const std::string& body);
  std::vector<std::string> names(std::string_view list = "hits") {
    return texts(list, "full_name");
  }
  std::string first();
  std::vector<std::string> texts(std::string_view list, std::string_view member);
  std::vector<std::string> warnings();
  std::int64_t total() { return root_["total"]["value"].get_int64().value(); }
  std::string did_you_mean();
  std::map<std::string, std::int64_t> facet(std::string_view name);
  simdjson::dom::array array(std::string_view list);

 private:
  std::string body_;
  simdjson::dom::parser parser_;
  simdjson::dom::element root_;
};

}  // namespace modelzoo::testing
