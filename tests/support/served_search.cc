#include "tests/support/served_search.h"

#include <gtest/gtest.h>

#include "tests/support/child_process.h"
#include "tests/support/http_client.h"

namespace modelzoo::testing {

Served::Served(const std::vector<std::string>& files) {
  for (const std::string& file : files) {
    const auto imported = run_program({MODELZOO_BIN_DIR "/modelzoo", "import", "--quiet",
                                       "--data-dir", (folder_.path() / "data").string(), file});
    EXPECT_EQ(imported.exit_code, 0) << imported.err;
  }
  daemon_.emplace(folder_.path(), DaemonOptions{});
}

std::string Served::get(const std::string& target) const {
  const auto answer = http_get(daemon_->port(), target);
  EXPECT_EQ(answer.status, 200U) << target << ": " << answer.body;
  return answer.body;
}

unsigned Served::status(const std::string& target) const {
  return http_get(daemon_->port(), target).status;
}

Answer::Answer(const std::string& body) : body_(body) {
  EXPECT_EQ(parser_.parse(body_).get(root_), simdjson::SUCCESS) << body_;
}

std::string Answer::first() {
  const std::vector<std::string> all = names();
  return all.empty() ? "" : all[0];
}

std::vector<std::string> Answer::texts(std::string_view list, std::string_view member) {
  std::vector<std::string> out;
  for (const auto item : array(list)) out.emplace_back(item[member].get_string().value());
  return out;
}

std::vector<std::string> Answer::warnings() {
  std::vector<std::string> out;
  for (const auto item : array("warnings")) out.emplace_back(item.get_string().value());
  return out;
}

std::string Answer::did_you_mean() {
  std::string_view text;
  return root_["did_you_mean"].get(text) == simdjson::SUCCESS ? std::string(text) : "";
}

std::map<std::string, std::int64_t> Answer::facet(std::string_view name) {
  std::map<std::string, std::int64_t> counts;
  simdjson::dom::array values;
  if (root_["facets"][name].get(values) != simdjson::SUCCESS) return counts;
  for (const auto value : values) {
    counts[std::string(value["value"].get_string().value())] = value["count"].get_int64().value();
  }
  return counts;
}

simdjson::dom::array Answer::array(std::string_view list) {
  simdjson::dom::array items;
  EXPECT_EQ(root_[list].get(items), simdjson::SUCCESS) << list;
  return items;
}

}  // namespace modelzoo::testing
