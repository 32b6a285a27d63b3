// word*: every word that begins so, however many there are.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <set>

#include "tests/support/memory_segment.h"
#include "tests/support/record_builder.h"
#include "tests/support/snapshot_searches.h"

namespace modelzoo::query {
namespace {

using modelzoo::testing::memory_view;
using modelzoo::testing::record;

struct Given {
  std::vector<std::vector<std::string>> names, descriptions;  // words, by document
  std::vector<std::string> licenses;
  index::Snapshot snapshot{1, {}};
};

std::vector<std::string> random_words(std::mt19937& random, std::size_t count) {
  std::vector<std::string> words;
  for (; count > 0; --count) {
    std::string word;
    for (auto n = 3 + random() % 4; n > 0; --n) word += static_cast<char>('a' + random() % 6);
    words.push_back(word);
  }
  return words;
}

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : ", ") + word;
  return text;
}

Given random_documents(std::mt19937& random, std::size_t segments,
                       std::size_t most_reserved = std::size_t{1} << 30) {
  Given given;
  std::vector<index::SegmentView> views;
  for (std::size_t s = 0; s < segments; ++s) {
    std::vector<Record> records;
    for (int i = 0; i < 200; ++i) {
      const std::size_t number = given.names.size();
      given.names.push_back(random_words(random, 1));
      given.descriptions.push_back(random_words(random, random() % 6));
      given.licenses.emplace_back(random() % 2 == 0 ? "MIT" : "Apache-2.0");
      records.push_back(record("0" + std::to_string(number) + "/" + given.names.back()[0] + "-" +
                               std::to_string(number))
                            .description(joined(given.descriptions.back()))
                            .license(given.licenses.back()));
    }
    views.push_back(memory_view(records, s + 1, most_reserved));
  }
  given.snapshot = index::Snapshot(1, std::move(views));
  return given;
}

bool any_begins(const std::vector<std::string>& words, const std::string& prefix) {
  return std::any_of(words.begin(), words.end(),
                     [&](const std::string& word) { return word.starts_with(prefix); });
}

SearchResult search(const Given& given, const std::string& query) {
  SearchRequest request;
  request.query = query;
  request.facets = {"license"};
  request.highlight = true;
  request.limit = 100;
  return modelzoo::testing::searched(given.snapshot, request);
}

TEST(PrefixSearch, CountsAndMarksEveryWordThatBeginsSo) {
  std::mt19937 random(31);
  for (const std::size_t segments : {1U, 3U}) {
    const Given given = random_documents(random, segments);
    for (int round = 0; round < 60; ++round) {
      std::string prefix = random_words(random, 1)[0].substr(0, 1 + random() % 3);
      const bool in_name = random() % 3 == 0;
      std::uint64_t total = 0;
      std::map<std::string, std::uint64_t> licenses;
      for (std::size_t i = 0; i < given.names.size(); ++i) {
        if (!any_begins(given.names[i], prefix) &&
            (in_name || !any_begins(given.descriptions[i], prefix)))
          continue;
        ++total;
        ++licenses[given.licenses[i]];
      }
      if (total == 0) continue;  // what is similar, then
      const SearchResult found = search(given, prefix + (in_name ? "* in:name" : "*"));
      EXPECT_EQ(found.total, total) << prefix;
      std::map<std::string, std::uint64_t> counted;
      for (const FacetCount& count : found.facets[0].values) counted[count.value] = count.count;
      EXPECT_EQ(counted, licenses) << prefix;
      for (const Hit& hit : found.hits) {
        const std::string shown = hit.highlights->name + hit.highlights->description;
        EXPECT_NE(shown.find("<em>" + prefix), std::string::npos) << prefix << ": " << shown;
      }
    }
  }
}

TEST(PrefixSearch, TakesAllOfThemAway) {
  std::mt19937 random(32);
  const Given given = random_documents(random, 2);
  const std::uint64_t with = search(given, "a*").total;
  EXPECT_GT(with, 64U);
  EXPECT_EQ(search(given, "-a*").total, given.names.size() - with);
}

// With memory for prefixes and without, in one segment or several, they are the same hits.
TEST(PrefixSearch, FindsTheSameWithoutMemory) {
  std::mt19937 random(33);
  for (const std::size_t segments : {1U, 3U}) {
    std::mt19937 again = random;
    const Given given = random_documents(random, segments);
    const Given without = random_documents(again, segments, 0);
    for (int round = 0; round < 60; ++round) {
      std::string query = random() % 2 == 0 ? "" : random_words(random, 1)[0] + " ";
      query += random_words(random, 1)[0].substr(0, 1 + random() % 3) + "*";
      const SearchResult a = search(given, query);
      const SearchResult b = search(without, query);
      EXPECT_EQ(a.total, b.total) << query;
      ASSERT_EQ(a.hits.size(), b.hits.size()) << query;
      for (std::size_t i = 0; i < a.hits.size(); ++i) {
        EXPECT_EQ(a.hits[i].record.full_name, b.hits[i].record.full_name) << query;
        EXPECT_EQ(a.hits[i].score, b.hits[i].score) << query;
      }
    }
  }
}

// Each word of a prefix is worth what it is where it stands, however many there are.
TEST(PrefixSearch, RanksByTheWordThatFitsBest) {
  std::vector<Record> records;
  for (int i = 0; i < 300; ++i) {
    const std::string letters = {static_cast<char>('a' + i / 26), static_cast<char>('a' + i % 26)};
    records.push_back(record("o/x" + std::to_string(i)).readme("a long page of zeb" + letters));
  }
  for (int i = 0; i < 5; ++i)
    records.push_back(record("o/y" + std::to_string(i)).description("zebra"));
  for (int i = 0; i < 600; ++i)
    records.push_back(record("o/z" + std::to_string(i)).description("other"));
  Given given;
  given.snapshot = index::Snapshot(1, {memory_view(records)});
  const SearchResult found = search(given, "zeb*");
  EXPECT_EQ(found.total, 305U);
  const auto zebras = std::count_if(found.hits.begin(), found.hits.begin() + 5, [](const Hit& hit) {
    return hit.record.description == "zebra";
  });
  EXPECT_EQ(zebras, 5);
}

}  // namespace
}  // namespace modelzoo::query
