#include "query/ranking/proximity.h"

#include <gtest/gtest.h>

#include <map>
#include <random>

#include "query/language/query_parser.h"
#include "schemas/taxonomy.h"
#include "tests/support/memory_segment.h"
#include "tests/support/record_builder.h"

namespace modelzoo::query {
namespace {

using modelzoo::testing::memory_view;
using modelzoo::testing::record;

// Closeness of each record to the query, by name.
std::map<std::string, double> closeness(const std::vector<Record>& records,
                                        const std::string& query) {
  const index::SegmentView view = memory_view(records);
  const index::Snapshot snapshot(1, {view});
  std::vector<std::string> warnings;
  const SearchPlan plan =
      make_plan(parse_query(query), SearchRequest(), builtin_taxonomy(), snapshot, warnings);
  Proximity proximity = Proximity::open(view, plan).value();
  std::map<std::string, double> out;
  for (index::DocId doc = 0; doc < view.reader->doc_count(); ++doc)
    out[std::string(view.reader->full_name(doc))] = proximity.closeness(doc);
  return out;
}

TEST(Proximity, GivesMostToWordsInARowThenToNearOnesThenToThoseInTheWrongOrder) {
  auto found = closeness(
      {record("o/row").readme("fast neural search"), record("o/near").readme("fast and neural"),
       record("o/wrong").readme("neural fast"),
       record("o/far").readme("fast a b c d e f g h i j neural"),
       record("o/one").readme("fast fast")},
      "fast neural");
  EXPECT_GT(found["o/row"], found["o/wrong"]);
  EXPECT_GT(found["o/wrong"], found["o/far"]);
  EXPECT_GT(found["o/row"], found["o/near"]);
  EXPECT_GT(found["o/near"], 0);
  EXPECT_EQ(found["o/far"], 0);
  EXPECT_EQ(found["o/one"], 0);
}

TEST(Proximity, DoesNotJoinFields) {
  auto found = closeness({record("o/a").description("deep fast").readme("neural net"),
                          record("o/b").description("fast neural")},
                         "fast neural");
  EXPECT_EQ(found["o/a"], 0);
  EXPECT_GT(found["o/b"], 0);
}

TEST(Proximity, TakesRelatives) {
  EXPECT_GT(closeness({record("o/a").description("diffusion models")}, "diffusion model")["o/a"],
            0);
}

TEST(Proximity, IsNothingForOneWord) {
  EXPECT_EQ(closeness({record("o/a").description("fast fast")}, "fast")["o/a"], 0);
}

// The merge of two lists gives what a comparison of all pairs gives.
TEST(Proximity, IsTheBestOfAllPairs) {
  std::mt19937 random(5);
  const std::vector<std::string> words = {"alpha", "beta", "gamma", "delta"};
  std::vector<Record> records;
  std::map<std::string, double> wanted;
  for (int i = 0; i < 200; ++i) {
    std::vector<std::size_t> text;
    std::string readme;
    for (int n = 0; n < 12; ++n) {
      text.push_back(random() % words.size());
      readme += words[text.back()] + " ";
    }
    double best = 0;
    for (int a = 0; a < 12; ++a) {
      for (int b = 0; b < 12; ++b) {
        if (text[static_cast<std::size_t>(a)] != 0 || text[static_cast<std::size_t>(b)] != 1)
          continue;
        const double distance = b > a ? b - a : (a - b) * 1.5;
        if (distance <= kFurthest) best = std::max(best, 1 / (1 + (distance - 1) / 2));
      }
    }
    const std::string name = "o/n" + std::to_string(i);
    records.push_back(record(name).readme(readme));
    wanted[name] = best;
  }
  double unit = 0;  // idf, from the documents where both stand side by side
  const auto found = closeness(records, "alpha beta");
  for (const auto& [name, value] : found) unit = std::max(unit, value);
  for (const auto& [name, value] : found) EXPECT_NEAR(value, wanted[name] * unit, 1e-9) << name;
}

}  // namespace
}  // namespace modelzoo::query
