#include "crawler/record_join.h"

#include <gtest/gtest.h>

#include "tests/support/record_builder.h"

namespace modelzoo::crawler {
namespace {

using modelzoo::testing::record;
using Names = std::vector<std::string>;

TEST(RecordJoin, HistoryGrowsByDateAndTheFreshCountHolds) {
  Record stored = record("a/b");
  stored.star_history = {{{"2026-01-03", 30}, {"2026-01-01", 10}}};
  Record fresh = record("a/b");
  fresh.star_history = {{{"2026-01-03", 33}}};
  keep_what_github_does_not_tell(fresh, stored);
  EXPECT_EQ(fresh.star_history, (std::vector<StarCount>{{"2026-01-01", 10}, {"2026-01-03", 33}}));
}

TEST(RecordJoin, HistoryGrowsByCountsThatTellSomething) {
  Record stored = record("a/b");
  EXPECT_TRUE(add_star_count(stored, {"2026-01-01", 10}));
  EXPECT_FALSE(add_star_count(stored, {"2026-01-02", 10})) << "the same";
  EXPECT_TRUE(add_star_count(stored, {"2026-01-03", 12}));
  EXPECT_TRUE(add_star_count(stored, {"2026-01-03", 13})) << "in place of the other";
  EXPECT_FALSE(add_star_count(stored, {"2026-01-02", 99})) << "before the newest";
  EXPECT_FALSE(add_star_count(stored, {"2026-01-09", 13}));
  EXPECT_TRUE(add_star_count(stored, {"2026-01-10", 13})) << "a week later";
  EXPECT_EQ(stored.star_history,
            (std::vector<StarCount>{{"2026-01-01", 10}, {"2026-01-03", 13}, {"2026-01-10", 13}}));
}

TEST(RecordJoin, GivenLabelsStayAndClassifiedOnesDoNot) {
  Record stored = record("a/b").frameworks({"caffe"}).categories({"robotics"}).kind("model");
  stored.classified = {{"categories"}};
  Record fresh = record("a/b").frameworks({"pytorch"}).categories({"multimodal"}).kind("library");
  fresh.classified = {{"frameworks", "categories", "kind"}};
  keep_what_github_does_not_tell(fresh, stored);
  EXPECT_EQ(fresh.frameworks, Names{"caffe"});
  EXPECT_EQ(fresh.categories, Names{"multimodal"});
  EXPECT_EQ(fresh.kind, "model");
  EXPECT_EQ(fresh.classified, Names{"categories"});
}

TEST(RecordJoin, WhatOnlyAnImportKnowsStays) {
  Record stored = record("a/b");
  stored.imports = {{{"torch", 3}}};
  stored.unknown = {{"paper", "\"arXiv\""}, {"x", "1"}};
  Record fresh = record("a/b");
  fresh.unknown = {{"x", "2"}};
  keep_what_github_does_not_tell(fresh, stored);
  EXPECT_EQ(fresh.imports->at("torch"), 3U);
  EXPECT_EQ(fresh.unknown,
            (std::vector<std::pair<std::string, std::string>>{{"x", "2"}, {"paper", "\"arXiv\""}}));
}

TEST(RecordJoin, WhatGitHubTellsIsNotKept) {
  Record stored = record("a/b").description("old").readme("old").license("MIT");
  Record fresh = record("a/b").stars(1);
  keep_what_github_does_not_tell(fresh, stored);
  EXPECT_EQ(fresh, Record(record("a/b").stars(1)));
}

}  // namespace
}  // namespace modelzoo::crawler
