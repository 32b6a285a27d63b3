#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <random>

#include "schemas/record_reader.h"
#include "schemas/record_writer.h"
#include "tools/ndjson_input.h"

namespace modelzoo {
namespace {

std::string reason(std::string_view json) {
  const auto record = RecordReader().read(json);
  return record ? "" : record.error().message;
}

TEST(RecordReader, ReadsAllFields) {
  const auto r = RecordReader().read(
      R"({"full_name":"o/n","github_id":7,"stars":3,"topics":["a","b"],"license":null,"archived":true,)"
      R"("imports":{"torch":12},"star_history":[{"date":"2026-10-01","stars":123}],"manifests":{"a.txt":"x"}})");
  ASSERT_TRUE(r);
  EXPECT_EQ(r->github_id, 7U);
  EXPECT_EQ(r->topics->at(1), "b");
  EXPECT_EQ(r->imports->at("torch"), 12U);
  EXPECT_EQ(r->star_history->at(0).stars, 123U);
  EXPECT_EQ(r->nulls, std::vector<std::string>{"license"});
}

TEST(RecordReader, NamesWhatIsWrong) {
  EXPECT_EQ(reason(R"({"full_name":"o/n","stars":"many"})"),
            "\"stars\" must be an integer >= 0, is a string");
  EXPECT_EQ(reason(R"({"full_name":"o/n","stars":-1})"),
            "\"stars\" must be an integer >= 0, is the number -1");
  EXPECT_EQ(reason(R"({"stars":1})"), "\"full_name\" is missing");
  EXPECT_NE(reason(R"({"full_name":"noslash"})").find("owner/name"), std::string::npos);
  EXPECT_NE(reason("{\"full_name\":\"o/n\",").find("not a JSON object"), std::string::npos);
  EXPECT_NE(reason("[1]").find("not a JSON object"), std::string::npos);
  EXPECT_NE(reason("{\"full_name\":\"o/n\",\"readme\":\"\xff\xfe\"}"), "");
  EXPECT_NE(reason(R"({"full_name":"o/n","topics":[1]})"), "");
  EXPECT_NE(reason(""), "");
}

TEST(RecordWriter, GivesUnknownFieldsAndNullsBack) {
  const std::string json =
      R"({"full_name":"o/n","description":null,"stars":18446744073709551615,"x":{"deep":[1,2.5,null]},"y":"z"})";
  EXPECT_EQ(record_json(*RecordReader().read(json)), json);
}

TEST(RecordWriter, KeepsNulAndEveryCharacter) {
  Record record;
  record.full_name = "o/n";
  record.readme = std::string("a\0b\n\"\\\t\x01 é学🚀", 18);
  EXPECT_EQ(*RecordReader().read(record_json(record)), record);
}

TEST(RecordWriter, WritesWhatTheReaderReads) {
  std::mt19937 random(4);
  const auto text = [&] {
    std::string out;
    for (auto n = random() % 20; n > 0; --n) out += static_cast<char>(random() % 128);
    return out;
  };
  RecordReader reader;
  for (int round = 0; round < 500; ++round) {
    Record record;
    record.full_name = "o/n" + std::to_string(round);
    if (random() % 2) record.description = text();
    if (random() % 2) record.stars = random();
    if (random() % 2) record.topics = std::vector<std::string>{text(), text()};
    if (random() % 2) record.manifests = std::map<std::string, std::string>{{text(), text()}};
    if (random() % 2) record.fork = random() % 2 == 0;
    if (random() % 2) record.unknown.emplace_back("extra", "[1,{\"a\":\"b\"}]");
    const auto read = reader.read(record_json(record));
    ASSERT_TRUE(read) << read.error().message;
    ASSERT_EQ(*read, record);
  }
}

TEST(RecordCorpus, RoundTripsEveryRealRecord) {
  const char* shared = std::getenv("MODELZOO_SHARED");
  const std::string folder =
      (shared != nullptr ? std::string(shared) : MODELZOO_SOURCE_DIR "/../shared") + "/corpus/";
  if (!std::filesystem::exists(folder + "models.ndjson.zst"))
    GTEST_SKIP() << "no shared corpus at " << folder;
  RecordReader reader;
  std::size_t count = 0;
  for (const char* file : {"models.ndjson.zst", "models2.ndjson.zst"}) {
    auto input = tools::NdjsonInput::open(folder + file);
    ASSERT_TRUE(input) << input.error().message;
    for (std::string_view line; *(*input)->next_line(line);) {
      const auto record = reader.read(line);
      ASSERT_TRUE(record) << file << ':' << (*input)->line_number() << ": "
                          << record.error().message;
      ASSERT_EQ(*reader.read(record_json(*record)), *record);
      ++count;
    }
  }
  EXPECT_EQ(count, 152U + 118U);
}

TEST(FullName, TellsNamesFromOtherText) {
  EXPECT_TRUE(is_full_name("a/b"));
  EXPECT_TRUE(is_full_name("A-1/b_c.d"));
  for (const char* text : {"", "a", "a/", "/b", "a/b/c", "a b/c", "a/..", "../b", "é/b"})
    EXPECT_FALSE(is_full_name(text)) << text;
}

}  // namespace
}  // namespace modelzoo
