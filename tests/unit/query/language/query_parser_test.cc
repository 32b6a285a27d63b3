#include "query/language/query_parser.h"

#include <gtest/gtest.h>

#include <fstream>
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
        Case{"WithoutGroup", "gan -(a b)", "gan -(a b)", 0}, Case{"Or", "a OR b c", "a OR b c", 0},
        Case{"Group", "(a OR b) c", "(a OR b) c", 0}, Case{"Prefix", "seg*", "seg*", 0},
        Case{"And", "a AND b", "a b", 0},
        Case{"Qualifier", "framework:pytorch gan", "framework:\"pytorch\" gan", 0},
        Case{"QuotedQualifier", "topic:\"deep learning\"", "topic:\"deep learning\"", 0},
        Case{"Alias", "user:torch", "owner:\"torch\"", 0},
        Case{"InName", "in:name unet", "in:name unet", 0},
        Case{"InTwo", "unet in:name in:readme", "in:name in:readme unet", 0},
        Case{"OpenQuote", "\"a b", "\"a b\"", 1}, Case{"OpenParenthesis", "(a b", "a b", 1},
        Case{"StrayClose", "a) b", "a b", 1}, Case{"EmptyOr", "OR b", "b", 1},
        Case{"UnknownQualifier", "foo:bar", "foo:bar", 1},
        Case{"BadRange", "stars:many", "stars:many", 1}, Case{"MinusAlone", "a - b", "a b", 0},
        Case{"MinusInGroup", "(a - )", "a", 0}, Case{"MinusTwice", "--a -(-b)", "--a -(-b)", 0},
        Case{"NoBreakSpace", "a\u00A0b\u3000c", "a b c", 0},
        Case{"EmptyValue", "topic:\"\" a", "\"topic\" a", 1},
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

// Anything is read, and what was read prints to a query that reads the same.
TEST(QueryParserLimits, ReadNoise) {
  std::mt19937 random(2);
  static constexpr std::string_view kPieces[] = {"a",        "b*",
                                                 "\"",       "(",
                                                 ")",        "-",
                                                 ":",        "*",
                                                 "OR",       "in:name",
                                                 "stars:>1", "topic:",
                                                 "foo:bar",  "\xff",
                                                 "“",        "stars:",
                                                 "AND",      "topic:\"x y\"",
                                                 "强化学习", "\u3000",
                                                 "\\",       "in:readme,topics",
                                                 "-in:name", "is:trending"};
  for (int round = 0; round < 20'000; ++round) {
    std::string text;
    for (auto n = random() % 40; n > 0; --n) {
      text += kPieces[random() % std::size(kPieces)];
      if (random() % 2 == 0) text += ' ';
    }
    const ParsedQuery query = parse_query(text);
    const ParsedQuery again = parse_query(print_query(query));
    ASSERT_TRUE(same_tree(query.root, again.root)) << text << " prints " << print_query(query);
    ASSERT_EQ(query.fields, again.fields) << text;
  }
}

TEST(QueryParserPlaces, AreThoseOfTheWords) {
  const ParsedQuery query = parse_query("强化 -\"a b\" topic:x");
  ASSERT_EQ(query.root.children.size(), 3U);
  const auto slice = [&](const Node& node) {
    return query.text.substr(node.begin, node.end - node.begin);
  };
  EXPECT_EQ(slice(query.root.children[0]), "强化");
  EXPECT_EQ(slice(query.root.children[1].children[0]), "\"a b\"");
  EXPECT_EQ(slice(query.root.children[2]), "topic:x");
  EXPECT_EQ(query.root.children[2].at, 11U);
}

// The tables of the grammar's page: query, what it reads as, and the warning where there is one.
TEST(QueryGrammarPage, ShowsExamplesThatReadAsItSays) {
  std::ifstream file(std::string(MODELZOO_SOURCE_DIR) + "/schemas/query_grammar.md");
  std::size_t examples = 0;
  bool table = false;
  for (std::string line; std::getline(file, line);) {
    if (!line.starts_with('|')) table = false;
    if (line.starts_with("| query |")) table = true;
    if (!table || !line.starts_with("| `")) continue;
    std::vector<std::string> cells;
    for (std::size_t begin = 2, end = 0; (end = line.find(" |", begin)) != line.npos;
         begin = end + 3) {
      cells.push_back(line.substr(begin, end - begin));
    }
    ASSERT_GE(cells.size(), 2U) << line;
    const auto unquoted = [](const std::string& cell) { return cell.substr(1, cell.size() - 2); };
    const ParsedQuery query = parse_query(unquoted(cells[0]));
    EXPECT_EQ(print_query(query), unquoted(cells[1]));
    EXPECT_EQ(query.warnings, std::vector<std::string>(cells.begin() + 2, cells.end())) << line;
    ++examples;
  }
  EXPECT_GE(examples, 20U);
}

TEST(QueryParserWarnings, NameTheCharacterNotTheByte) {
  EXPECT_EQ(parse_query("éé \"x").warnings.front().substr(0, 12), "character 4:");
}

}  // namespace
}  // namespace modelzoo::query
