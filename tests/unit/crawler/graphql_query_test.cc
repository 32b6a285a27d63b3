// Our query texts against the schema that GitHub publishes, and the answers to them.

#include "crawler/graphql_query.h"

#include <gtest/gtest.h>
#include <zlib.h>

#include <algorithm>
#include <cstdlib>
#include <set>

#include "crawler/graphql_response_reader.h"
#include "tools/github_sim/graphql_document.h"

namespace modelzoo::crawler {
namespace {

using github_sim::GraphqlDocument;
using github_sim::GraphqlSelection;

// What of a schema a query can be held against: types, their fields, each field's type and
// arguments.
struct SchemaField {
  std::string type;
  std::string arguments;
};
using Schema = std::map<std::string, std::map<std::string, SchemaField>>;

std::string read_gzip(const std::string& path) {
  std::string text;
  gzFile file = gzopen(path.c_str(), "rb");
  if (file == nullptr) return text;
  char buffer[1 << 16];
  for (int got = 0; (got = gzread(file, buffer, sizeof buffer)) > 0;)
    text.append(buffer, static_cast<std::size_t>(got));
  gzclose(file);
  return text;
}

// Comments out, arguments joined to their field: enough to read the published file.
Schema parse_schema(const std::string& sdl) {
  std::string plain;
  bool comment = false;
  for (std::size_t i = 0; i < sdl.size(); ++i) {
    if (sdl.compare(i, 3, "\"\"\"") == 0) {
      comment = !comment;
      i += 2;
    } else if (!comment) {
      plain.push_back(sdl[i]);
    }
  }
  Schema schema;
  std::string type, arguments, field;
  int depth = 0;  // of parentheses
  std::size_t start = 0;
  while (start < plain.size()) {
    const std::size_t end = std::min(plain.find('\n', start), plain.size());
    const std::string line = plain.substr(start, end - start);
    start = end + 1;
    if (line.starts_with("type ") || line.starts_with("interface ")) {
      type = line.substr(line.find(' ') + 1);
      type = type.substr(0, type.find_first_of(" {"));
      schema[type];
    } else if (line.starts_with("}")) {
      type.clear();
    } else if (!type.empty() && line.starts_with("  ")) {
      const std::size_t name = line.find_first_not_of(' ');
      if (name == std::string::npos) continue;
      if (depth == 0) {
        const std::size_t stop = line.find_first_of("(:", name);
        if (stop == std::string::npos) continue;
        field = line.substr(name, stop - name);
        arguments.clear();
      }
      for (const char c : line) depth += c == '(' ? 1 : c == ')' ? -1 : 0;
      if (depth > 0) {
        arguments += line;
        continue;
      }
      arguments += line;
      const std::size_t colon = line.rfind("): ") != std::string::npos ? line.rfind("): ") + 3
                                                                       : line.find(": ", name) + 2;
      std::string result = line.substr(colon);
      result.resize(std::min(result.find(' '), result.size()));
      std::erase_if(result, [](char c) { return c == '[' || c == ']' || c == '!'; });
      schema[type][field] = {result, arguments};
    }
  }
  return schema;
}

void check(const Schema& schema, const GraphqlDocument& document, const std::string& type,
           const std::vector<GraphqlSelection>& selections) {
  ASSERT_TRUE(schema.count(type)) << type;
  for (const GraphqlSelection& selection : selections) {
    SCOPED_TRACE(type + "." + selection.name);
    if (selection.kind == GraphqlSelection::Kind::kFragment) {
      ASSERT_TRUE(document.fragments.count(selection.name));
      check(schema, document, type, document.fragments.at(selection.name).selections);
    } else if (selection.kind == GraphqlSelection::Kind::kInline) {
      check(schema, document, selection.name, selection.selections);
    } else {
      const auto field = schema.at(type).find(selection.name);
      ASSERT_NE(field, schema.at(type).end()) << "no such field";
      for (const auto& [name, value] : selection.arguments)
        EXPECT_NE(field->second.arguments.find(name + ":"), std::string::npos)
            << "no argument " << name;
      EXPECT_EQ(selection.selections.empty(), schema.count(field->second.type) == 0)
          << "an object needs a selection, a scalar has none";
      if (!selection.selections.empty())
        check(schema, document, field->second.type, selection.selections);
    }
  }
}

TEST(GraphqlQuery, AsksOnlyForWhatTheSchemaOffers) {
  const char* shared = std::getenv("MODELZOO_SHARED");
  const std::string path = std::string(shared ? shared : MODELZOO_SOURCE_DIR "/../shared") +
                           "/reference/specs/schema.graphql.gz";
  const std::string sdl = read_gzip(path);
  if (sdl.empty()) GTEST_SKIP() << "the published schema is not at " << path;
  const Schema schema = parse_schema(sdl);
  ASSERT_TRUE(schema.count("Repository"));
  ASSERT_FALSE(schema.at("Repository").count("readme")) << "the check can fail";
  const std::vector<FactsWanted> facts = {{"a/b", "README.md"}, {"c/d", "docs/x.rst"}};
  const std::vector<TextsWanted> texts = {{"a/b", "README.md", {"setup.py"}}, {"c/d", "", {}}};
  for (const std::string& query : {facts_query(facts), texts_query(texts)}) {
    auto document = github_sim::parse_graphql(query);
    ASSERT_TRUE(document.ok()) << document.error().message;
    check(schema, *document, "Query", document->selections);
  }
}

TEST(GraphqlQuery, PathsAreQuoted) {
  const std::vector<FactsWanted> wanted = {{"a/b", "READ\"ME\\.md"}};
  auto document = github_sim::parse_graphql(facts_query(wanted));
  ASSERT_TRUE(document.ok()) << document.error().message;
  EXPECT_EQ(document->selections.at(0).alias, "r0");
  EXPECT_EQ(document->selections.at(0).selections.at(1).arguments.at("expression").text,
            "HEAD:READ\"ME\\.md");
}

TEST(GraphqlResponse, ReadsARepository) {
  GraphqlResponseReader reader;
  const auto answer = reader.read_facts(R"({"data":{"r0":{"databaseId":5,"nameWithOwner":"a/b",
    "description":null,"homepageUrl":"","stargazerCount":12,"forkCount":3,"issues":{"totalCount":4},
    "isArchived":true,"isPrivate":false,"primaryLanguage":{"name":"Python"},"licenseInfo":null,
    "repositoryTopics":{"nodes":[{"topic":{"name":"gan"}}]},"readme":{"oid":"abc"},
    "root":{"entries":[{"name":"README.md","type":"blob","oid":"abc"},{"name":"docs","type":"tree","oid":"d"}]}},
    "rateLimit":{"cost":2,"remaining":1,"resetAt":"x"}}})",
                                        1);
  ASSERT_EQ(answer.failure, GraphqlFailure::kNone);
  EXPECT_EQ(answer.cost, 2u);
  ASSERT_EQ(answer.parts.at(0).kind, PartKind::kFound);
  const RepositoryFacts& facts = answer.parts[0].facts;
  EXPECT_EQ(facts.record.stars, 12u);
  EXPECT_EQ(facts.record.open_issues, 4u);
  EXPECT_FALSE(facts.record.description);
  EXPECT_FALSE(facts.record.homepage);
  EXPECT_EQ(facts.record.topics, std::vector<std::string>{"gan"});
  EXPECT_EQ(facts.readme_oid, "abc");
  EXPECT_EQ(facts.root.size(), 2u);
}

TEST(GraphqlResponse, KeepsTheGoodPartsOfAPartialAnswer) {
  GraphqlResponseReader reader;
  const auto answer =
      reader.read_facts(R"({"data":{"r0":{"nameWithOwner":"a/b"},"r1":null,"r2":null,"r3":null,
    "r4":{"nameWithOwner":"e/f","root":null}},
    "errors":[{"type":"NOT_FOUND","path":["r1"],"message":"Could not resolve 'x/abuse-rate limit'"},
      {"type":"INTERNAL","path":["r2"],"message":"Something went wrong"},
      {"type":"RESOURCE_LIMITS_EXCEEDED","path":["r4","root"],"message":"Resource limits"}]})",
                        5);
  ASSERT_EQ(answer.failure, GraphqlFailure::kNone);
  EXPECT_EQ(answer.parts.at(0).kind, PartKind::kFound);
  EXPECT_EQ(answer.parts.at(1).kind, PartKind::kMissing);
  EXPECT_EQ(answer.parts.at(2).kind, PartKind::kFailed) << "an outage is not a deletion";
  EXPECT_EQ(answer.parts.at(3).kind, PartKind::kUnclear);
  EXPECT_EQ(answer.parts.at(4).kind, PartKind::kFailed) << "a README may be missing here";
}

TEST(GraphqlResponse, TellsWhyAWholeAnswerFailed) {
  GraphqlResponseReader reader;
  const std::vector<std::pair<const char*, GraphqlFailure>> cases = {
      {R"({"errors":[{"type":"RATE_LIMITED","message":"API rate limit exceeded"}]})",
       GraphqlFailure::kLimited},
      {R"({"errors":[{"type":"RATE_LIMIT","code":"graphql_rate_limit","message":"x"}]})",
       GraphqlFailure::kLimited},
      {R"({"errors":[{"message":"Something went wrong while executing your query. This may be the result of a timeout"}]})",
       GraphqlFailure::kTimeout},
      {R"({"data":null,"errors":[{"message":"Field 'x' doesn't exist on type 'Repository'","extensions":{"code":"undefinedField"}}]})",
       GraphqlFailure::kRefused},
      {R"({"data":null})", GraphqlFailure::kMalformed},
      {R"({"data":{"r0":)", GraphqlFailure::kMalformed},
      {"", GraphqlFailure::kMalformed},
      {"[]", GraphqlFailure::kMalformed},
      {"<html>", GraphqlFailure::kMalformed},
  };
  for (const auto& [json, failure] : cases) {
    SCOPED_TRACE(json);
    const auto answer = reader.read_facts(json, 1);
    EXPECT_EQ(answer.failure, failure);
    EXPECT_TRUE(answer.parts.empty());
  }
}

TEST(GraphqlResponse, ReadsTextsAndManifests) {
  GraphqlResponseReader reader;
  const auto answer = reader.read_texts(R"({"data":{"r0":{"nameWithOwner":"a/b",
    "readme":{"oid":"abc","isBinary":false,"isTruncated":true,"text":"# T"},
    "m0":{"isBinary":false,"isTruncated":false,"text":"torch"},"m1":null}}})",
                                        {2});
  ASSERT_EQ(answer.parts.at(0).kind, PartKind::kFound);
  EXPECT_EQ(answer.parts[0].readme.text, "# T");
  EXPECT_TRUE(answer.parts[0].readme.is_truncated);
  EXPECT_EQ(answer.parts[0].manifests.at(0).text, "torch");
  EXPECT_FALSE(answer.parts[0].manifests.at(1).found);
}

TEST(GraphqlResponse, RepairsTextThatIsNotUtf8) {
  GraphqlResponseReader reader;
  const auto answer = reader.read_facts(
      "{\"data\":{\"r0\":{\"nameWithOwner\":\"a/b\",\"description\":\"caf\xE9\"}}}", 1);
  ASSERT_EQ(answer.parts.at(0).kind, PartKind::kFound);
  EXPECT_EQ(answer.parts[0].facts.record.description, "caf\uFFFD");
}

}  // namespace
}  // namespace modelzoo::crawler
