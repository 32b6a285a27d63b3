#include "query/answers/facet_counter.h"

#include <gtest/gtest.h>

#include <chrono>
#include <map>
#include <random>

#include "tests/support/memory_segment.h"
#include "tests/support/record_builder.h"
#include "tests/support/snapshot_searches.h"

namespace modelzoo::query {
namespace {

using modelzoo::testing::memory_view;
using modelzoo::testing::record;
using modelzoo::testing::searched;
using Counts = std::map<std::string, std::uint64_t>;

const char* const kFrameworks[] = {"pytorch", "keras", "tensorflow"};
const char* const kLicenses[] = {"MIT", "Apache-2.0"};
const char* const kTopics[] = {"gan", "nlp", "rl", "cv"};

struct Given {
  std::vector<Record> records;
  std::vector<bool> deleted;
  index::Snapshot snapshot{1, {}};
};

Given random_records(std::mt19937& random) {
  Given given;
  std::vector<index::SegmentView> views;
  for (std::uint64_t segment = 1; segment <= 3; ++segment) {
    std::vector<Record> part;
    for (int i = 0; i < 60; ++i) {
      std::vector<std::string> frameworks;
      std::vector<std::string> topics;
      for (const char* framework : kFrameworks)
        if (random() % 3 == 0) frameworks.emplace_back(framework);
      for (const char* topic : kTopics)
        if (random() % 3 == 0) topics.emplace_back(topic);
      part.push_back(record("o/n" + std::to_string(segment * 100 + static_cast<unsigned>(i)))
                         .stars(random() % 100)
                         .description(random() % 2 == 0 ? "zebra" : "yak")
                         .frameworks(frameworks)
                         .topics(topics)
                         .license(kLicenses[random() % 2])
                         .created(random() % 2 == 0 ? "2017-03-01" : "2019-05-05"));
    }
    index::SegmentView view = memory_view(part, segment);
    auto live = std::make_shared<index::LiveDocs>(60);
    for (const Record& r : part) {
      const bool deleted = random() % 5 == 0;
      if (deleted) live->kill(*view.reader->find_name(r.full_name));
      given.records.push_back(r);
      given.deleted.push_back(deleted);
    }
    view.live = live;
    views.push_back(std::move(view));
  }
  given.snapshot = index::Snapshot(1, std::move(views));
  return given;
}

bool has(const std::optional<std::vector<std::string>>& values, const std::string& value) {
  return values && std::find(values->begin(), values->end(), value) != values->end();
}

// A question in both forms: filters as parameters, or as qualifiers in the text.
struct Question {
  std::string word, framework, topic, license;  // empty: not asked for
  bool recent = false;                          // created from 2018 on

  [[nodiscard]] bool matches(const Record& r, std::string_view ignored) const {
    return (word.empty() || *r.description == word) &&
           (framework.empty() || ignored == "framework" || has(r.frameworks, framework)) &&
           (topic.empty() || ignored == "topic" || has(r.topics, topic)) &&
           (license.empty() || ignored == "license" || *r.license == license) &&
           (!recent || ignored == "year" || r.created_at->substr(0, 4) >= "2018");
  }
  [[nodiscard]] SearchRequest request(bool in_text) const {
    SearchRequest request;
    request.query = word;
    request.facets = {"framework", "topic", "license", "year"};
    const auto ask = [&](const std::string& value, const char* name,
                         std::vector<std::string>& parameter) {
      if (value.empty()) return;
      if (in_text) {
        request.query += std::string(" ") + name + ":" + value;
      } else {
        parameter.push_back(value);
      }
    };
    ask(framework, "framework", request.frameworks);
    ask(topic, "topic", request.topics);
    ask(license, "license", request.licenses);
    if (recent && in_text) request.query += " created:>=2018";
    if (recent && !in_text)
      request.created_after = std::chrono::sys_days(std::chrono::January / 1 / 2018);
    return request;
  }
};

Counts plain_count(const Given& given, const Question& question, const std::string& facet) {
  Counts counts;
  for (std::size_t i = 0; i < given.records.size(); ++i) {
    const Record& r = given.records[i];
    if (given.deleted[i] || !question.matches(r, facet)) continue;
    if (facet == "license") ++counts[*r.license];
    if (facet == "year") ++counts[r.created_at->substr(0, 4)];
    if (facet == "framework")
      for (const std::string& value : *r.frameworks) ++counts[value];
    if (facet == "topic")
      for (const std::string& value : *r.topics) ++counts[value];
  }
  return counts;
}

TEST(FacetCounter, CountsExactlyAndIgnoresItsOwnFilterInTextAndParameters) {
  std::mt19937 random(41);
  for (int round = 0; round < 8; ++round) {
    const Given given = random_records(random);
    for (int asked = 0; asked < 20; ++asked) {
      Question question;
      if (random() % 3 != 0) question.word = random() % 2 == 0 ? "zebra" : "yak";
      if (random() % 2 == 0) question.framework = kFrameworks[random() % 3];
      if (random() % 2 == 0) question.topic = kTopics[random() % 4];
      if (random() % 2 == 0) question.license = kLicenses[random() % 2];
      question.recent = random() % 2 == 0;
      for (const bool in_text : {false, true}) {
        const SearchRequest request = question.request(in_text);
        const SearchResult result = searched(given.snapshot, request);
        std::uint64_t total = 0;
        for (std::size_t i = 0; i < given.records.size(); ++i)
          total += !given.deleted[i] && question.matches(given.records[i], "") ? 1 : 0;
        ASSERT_EQ(result.total, total) << request.query;
        for (const Facet& facet : result.facets) {
          Counts counts;
          for (const FacetCount& count : facet.values) counts[count.value] = count.count;
          ASSERT_EQ(counts, plain_count(given, question, facet.name))
              << facet.name << " of \"" << request.query << '"';
        }
      }
    }
  }
}

// Below an "or" or a minus a qualifier is a condition of the query, not the choice of a facet.
TEST(FacetCounter, KeepsConditionsThatAreNoChoice) {
  const index::Snapshot snapshot(
      1, {memory_view({record("a/a").frameworks({"keras"}), record("b/b").frameworks({"pytorch"}),
                       record("c/c").frameworks({"mxnet"})})});
  SearchRequest request;
  request.facets = {"framework"};
  request.query = "framework:keras OR framework:pytorch";
  EXPECT_EQ(searched(snapshot, request).facets[0].values.size(), 2U);
  request.query = "-framework:keras";
  EXPECT_EQ(searched(snapshot, request).facets[0].values.size(), 2U);
  request.query = "framework:keras";
  EXPECT_EQ(searched(snapshot, request).facets[0].values.size(), 3U);
  EXPECT_EQ(searched(snapshot, request).total, 1U);
}

TEST(FacetCounter, SearchesALabelThatNobodyKnowsAsWords) {
  const index::Snapshot snapshot(1, {memory_view({record("a/nosuch").frameworks({"mine"})})});
  SearchRequest request;
  request.query = "framework:nosuch";
  const SearchResult words = searched(snapshot, request);
  EXPECT_EQ(words.total, 1U);
  ASSERT_EQ(words.warnings.size(), 1U);
  EXPECT_EQ(words.warnings[0],
            "character 1: framework \"nosuch\" is not in the taxonomy; searched as words");
  request.query = "framework:mine";
  EXPECT_EQ(searched(snapshot, request).total, 1U);
}

}  // namespace
}  // namespace modelzoo::query
