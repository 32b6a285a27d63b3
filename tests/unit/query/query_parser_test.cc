#include "query/query_parser.h"

#include <gtest/gtest.h>

#include <random>

namespace modelzoo::query {
namespace {

std::string reprinted(std::string_view text) { return print_query(parse_query(text)); }

struct Case {
  const char* name;
  const char* query;
  const char* printed;
  std::size_t warnings;
};

class QueryParser : public ::testing::TestWithParam<Case> {};

TEST_P(QueryParser, Reads) {
  const ParsedQuery query = parse_query(GetParam().query);
  EXPECT_EQ(print_query(query), GetParam().printed);
  EXPECT_EQ(query.warnings.size(), GetParam().warnings);
  EXPECT_EQ(reprinted(print_query(query)), print_query(query));
}

INSTANTIATE_TEST_SUITE_P(
    Language, QueryParser,
    ::testing::Values(
        Case{"Empty", "  ", "", 0}, Case{"Words", "mask rcnn", "mask rcnn", 0},
        Case{"Phrase", "\"mask r-cnn\" keras", "\"mask r-cnn\" keras", 0},
        Case{"CurlyQuotes", "“a b”", "\"a b\"", 0}, Case{"Without", "gan -keras", "gan -keras", 0},
        Case{"WithoutGroup", "gan -(a b)", "gan -(a b)", 0},
        Case{"Or", "a OR b c", "a OR (b c)", 0}, Case{"Group", "(a OR b) c", "(a OR b) c", 0},
        Case{"Prefix", "seg*", "seg*", 0}, Case{"And", "a AND b", "a b", 0},
        Case{"Qualifier", "framework:pytorch gan", "framework:\"pytorch\" gan", 0},
        Case{"QuotedQualifier", "topic:\"deep learning\"", "topic:\"deep learning\"", 0},
        Case{"Alias", "user:torch", "owner:\"torch\"", 0},
        Case{"InName", "in:name unet", "unet in:name", 0},
        Case{"InTwo", "unet in:name in:readme", "unet in:name in:readme", 0},
        Case{"OpenQuote", "\"a b", "\"a b\"", 1}, Case{"OpenParenthesis", "(a b", "a b", 1},
        Case{"StrayClose", "a) b", "a b", 1}, Case{"EmptyOr", "OR b", "b", 1},
        Case{"UnknownQualifier", "foo:bar", "foo:bar", 1},
        Case{"BadRange", "stars:many", "stars:many", 1}, Case{"MinusAlone", "a - b", "a - b", 0},
        Case{"ColonAlone", "a: b", "a: b", 0}),
    [](const auto& given) { return given.param.name; });

TEST(QueryParserRanges, AreClosedAndOpen) {
  const auto bounds = [](const char* text) {
    const Qualifier q = parse_query(text).root.qualifier;
    return std::to_string(q.low.value_or(-1)) + ".." + std::to_string(q.high.value_or(-1));
  };
  EXPECT_EQ(bounds("stars:>1000"), "1001..-1");
  EXPECT_EQ(bounds("stars:>=1k"), "1000..-1");
  EXPECT_EQ(bounds("stars:<10"), "-1..9");
  EXPECT_EQ(bounds("stars:10..50"), "10..50");
  EXPECT_EQ(bounds("stars:*..50"), "-1..50");
  EXPECT_EQ(bounds("stars:7"), "7..7");
  EXPECT_EQ(bounds("created:1970..1970"), "0..31535999");
  EXPECT_EQ(bounds("pushed:>1970-01-01"), "86400..-1");
}

TEST(QueryParserLimits, CutLongQueriesWithAWarning) {
  std::string words;
  for (int i = 0; i < 10'000; ++i) words += "w" + std::to_string(i) + " ";
  const ParsedQuery query = parse_query(words);
  EXPECT_GE(query.warnings.size(), 1U);
  EXPECT_LE(query.root.children.size(), kMaxQueryTerms);
}

TEST(QueryParserLimits, SurviveNesting) {
  EXPECT_FALSE(parse_query(std::string(4000, '(') + "a").warnings.empty());
  EXPECT_FALSE(parse_query(std::string(4000, ')')).warnings.empty());
}

TEST(QueryParserLimits, ReadNoise) {
  std::mt19937 random(2);
  static constexpr std::string_view kAlphabet = "ab \"()-:*ORin:name stars:>1\\\xff\xe2\x80\x9c";
  for (int round = 0; round < 5000; ++round) {
    std::string text;
    for (auto n = random() % 40; n > 0; --n) text += kAlphabet[random() % kAlphabet.size()];
    EXPECT_NO_FATAL_FAILURE((void)parse_query(text));
  }
}

TEST(QueryParserWarnings, NameTheCharacterNotTheByte) {
  EXPECT_EQ(parse_query("éé \"x").warnings.front().substr(0, 12), "character 4:");
}

}  // namespace
}  // namespace modelzoo::query
