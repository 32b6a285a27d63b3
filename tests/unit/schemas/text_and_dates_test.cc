#include <gtest/gtest.h>

#include <limits>

#include "schemas/json_writer.h"
#include "schemas/rfc3339.h"
#include "schemas/taxonomy.h"
#include "schemas/utf8.h"

namespace modelzoo {
namespace {

std::string round(std::string_view text) {
  const auto time = parse_rfc3339(text);
  return time ? format_rfc3339(*time) : "none";
}

TEST(Rfc3339, ReadsDatesOffsetsAndFractions) {
  EXPECT_EQ(round("2026-11-24T10:00:00Z"), "2026-11-24T10:00:00Z");
  EXPECT_EQ(round("2026-11-24"), "2026-11-24T00:00:00Z");
  EXPECT_EQ(round("2026-11-24T10:00:00.123+01:30"), "2026-11-24T08:30:00Z");
  EXPECT_EQ(round("2024-02-29T23:59:60Z"), "2024-03-01T00:00:00Z");
}

TEST(Rfc3339, RefusesWhatIsNoDate) {
  for (const char* text :
       {"", "2026", "2026-13-01", "2026-02-30", "2026-11-24T", "2026-11-24T25:00:00Z", "24.11.2026",
        "2026-11-24T10:00:00", "2026-11-24T10:00:00Zx"}) {
    EXPECT_EQ(round(text), "none") << text;
  }
}

TEST(Utf8, RepairsEachMalformedPart) {
  EXPECT_TRUE(is_valid_utf8("aé学🚀"));
  for (const char* text : {"\xff", "\xc0\x80", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xe2\x82"}) {
    EXPECT_FALSE(is_valid_utf8(text));
    EXPECT_TRUE(is_valid_utf8(repaired_utf8(text)));
  }
  EXPECT_EQ(repaired_utf8("a\xffz"), "a\xEF\xBF\xBDz");
  EXPECT_EQ(repaired_utf8("\xe2\x82z"), "\xEF\xBF\xBDz");
}

TEST(Utf8, CutsOnACharacter) {
  EXPECT_EQ(utf8_prefix("aé", 2), "a");
  EXPECT_EQ(utf8_prefix("aé", 3), "aé");
  EXPECT_EQ(utf8_prefix("🚀", 3), "");
}

TEST(JsonWriter, KeepsCommasEscapesAndNumbersRight) {
  std::string out;
  JsonWriter json(out);
  json.begin_object()
      .member("a", "x\"y\n")
      .key("b")
      .begin_array()
      .value(1)
      .value(2.5)
      .value(true)
      .null()
      .end_array();
  json.member("c", std::numeric_limits<double>::infinity())
      .key("d")
      .begin_object()
      .end_object()
      .end_object();
  EXPECT_EQ(out, R"({"a":"x\"y\n","b":[1,2.5,true,null],"c":null,"d":{}})");
}

TEST(JsonWriter, RepairsMalformedText) {
  std::string out;
  append_json_string("a\xff", out);
  EXPECT_EQ(out, "\"a\xEF\xBF\xBD\"");
}

TEST(Taxonomy, HasWhatTheProductPromises) {
  const Taxonomy& taxonomy = builtin_taxonomy();
  EXPECT_EQ(taxonomy.frameworks.size(), 18U);
  EXPECT_EQ(taxonomy.categories.size(), 11U);
  EXPECT_EQ(taxonomy.framework_id("TF"), "tensorflow");
  EXPECT_EQ(taxonomy.framework_id("torch"), "torch");
  EXPECT_EQ(taxonomy.category_id("nlp"), "natural-language-processing");
  EXPECT_EQ(taxonomy.category_id("Computer vision"), "computer-vision");
  EXPECT_TRUE(taxonomy.framework_id("none").empty());
}

TEST(Taxonomy, NamesTheLineOfAMistake) {
  const auto message = [](const char* text) {
    return parse_taxonomy(text, "t.toml").error().message;
  };
  EXPECT_EQ(message("[[framework]]\nid = \"Bad Id\"\n").substr(0, 9), "t.toml:1:");
  EXPECT_EQ(message("[[framework]]\nid = \"a\"\n[[framework]]\nid = \"a\"\n"),
            "t.toml:3: \"a\" stands twice");
  EXPECT_NE(message("[[framework]]\nid = \"a\"\nlabels = 1\n").find("unknown key \"labels\""),
            std::string::npos);
  EXPECT_NE(message("[[gadget]]\nid = \"a\"\n").find("gadget"), std::string::npos);
  EXPECT_EQ(message("x = = 1").substr(0, 9), "t.toml:1:");
}

}  // namespace
}  // namespace modelzoo
