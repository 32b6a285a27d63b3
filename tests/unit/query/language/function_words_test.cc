#include "query/language/function_words.h"

#include <gtest/gtest.h>

#include "query/language/query_parser.h"
#include "query/planning/search_plan.h"
#include "schemas/taxonomy.h"
#include "tests/support/memory_segment.h"
#include "tests/support/record_builder.h"

namespace modelzoo::query {
namespace {

using modelzoo::testing::memory_view;
using modelzoo::testing::record;

// The weight of the last word of `text`, in a plan over one record that has it among others.
std::uint32_t weight_of_last(const std::string& text, Ranking ranking = Ranking::kStar) {
  const index::Snapshot snapshot(
      1, {memory_view({record("a/b").description(text), record("c/d"), record("e/f")})});
  SearchRequest request;
  request.ranking = ranking;
  std::vector<std::string> warnings;
  const SearchPlan plan =
      make_plan(parse_query(text), request, builtin_taxonomy(), snapshot, warnings);
  return plan.words[plan.scoring.back()].idf;
}

TEST(FunctionWords, SayLittle) {
  for (const char* word : {"the", "of", "how", "with"}) EXPECT_TRUE(is_stop_word(word)) << word;
  for (const char* word : {"provides", "implementation", "various", "lightweight"}) {
    EXPECT_FALSE(is_stop_word(word)) << word;
    EXPECT_TRUE(is_description_word(word)) << word;
  }
  for (const char* word : {"", "gan", "library", "image", "database", "Provides"}) {
    EXPECT_FALSE(is_stop_word(word)) << word;
    EXPECT_FALSE(is_description_word(word)) << word;
  }
}

TEST(FunctionWords, CountHalfInASentence) {
  const std::uint32_t whole = weight_of_last("nets for image translation tasks");
  EXPECT_EQ(weight_of_last("nets for image translation implementation"), whole / 2);
  EXPECT_EQ(weight_of_last("gan implementation"), whole);
  EXPECT_EQ(weight_of_last("nets for image translation implementation", Ranking::kBm25), whole);
}

}  // namespace
}  // namespace modelzoo::query
