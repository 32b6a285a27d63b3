#include "query/answers/highlight.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "query/language/query_parser.h"
#include "schemas/taxonomy.h"
#include "schemas/utf8.h"
#include "tests/support/memory_segment.h"
#include "tests/support/record_builder.h"

namespace modelzoo::query {
namespace {

using modelzoo::testing::memory_view;
using modelzoo::testing::record;

class Highlighting {
 public:
  explicit Highlighting(const Record& record) : snapshot_(1, {memory_view({record})}) {}
  explicit Highlighting(const std::string& readme)
      : Highlighting(record("o/n").readme(readme).build()) {}

  [[nodiscard]] SearchPlan plan(const std::string& query) const {
    std::vector<std::string> warnings;
    SearchRequest request;
    return make_plan(parse_query(query), request, builtin_taxonomy(), snapshot_, warnings);
  }
  [[nodiscard]] std::vector<std::string> passages(const std::string& query) const {
    const SearchPlan made = plan(query);
    auto found = Highlighter(made).passages(reader(), 0);
    EXPECT_TRUE(found);
    return found ? *found : std::vector<std::string>();
  }
  [[nodiscard]] std::vector<std::string> plain_passages(const std::string& query) const {
    const SearchPlan made = plan(query);
    return Highlighter(made).passages(text());
  }
  [[nodiscard]] std::string marked(const std::string& query, std::string_view field) const {
    const SearchPlan made = plan(query);
    return Highlighter(made).marked(field);
  }
  [[nodiscard]] index::PlainText text() const { return *reader().readme_text(0); }
  [[nodiscard]] const index::SegmentReader& reader() const {
    return *snapshot_.segments()[0].reader;
  }

 private:
  index::Snapshot snapshot_;
};

// What a reader sees: marks removed, the five escapes undone. Anything else with '<' or '&' is a
// leak.
std::string seen(std::string_view html) {
  static constexpr std::pair<std::string_view, std::string_view> kKnown[] = {
      {"<em>", ""},   {"</em>", ""},    {"&lt;", "<"}, {"&gt;", ">"},
      {"&amp;", "&"}, {"&quot;", "\""}, {"&#39;", "'"}};
  std::string out;
  while (!html.empty()) {
    const auto known = std::find_if(std::begin(kKnown), std::end(kKnown),
                                    [&](const auto& pair) { return html.starts_with(pair.first); });
    if (known != std::end(kKnown)) {
      out += known->second;
      html.remove_prefix(known->first.size());
      continue;
    }
    EXPECT_TRUE(html[0] != '<' && html[0] != '&' && html[0] != '>') << html;
    out += html[0];
    html.remove_prefix(1);
  }
  return out;
}

std::vector<std::string> marks(std::string_view html) {
  std::vector<std::string> out;
  for (std::size_t at = 0; (at = html.find("<em>", at)) != html.npos;) {
    const std::size_t end = html.find("</em>", at);
    EXPECT_NE(end, html.npos);
    out.push_back(seen(html.substr(at + 4, end - at - 4)));
    at = end;
  }
  return out;
}

TEST(Highlight, MarksWholeWordsHoweverTheyAreWritten) {
  const Highlighting page("# x");
  EXPECT_EQ(page.marked("cyclegan", "CycleGAN, cyclegans & GAN"),
            "<em>CycleGAN</em>, cyclegans &amp; GAN");
  EXPECT_EQ(page.marked("schrodinger", "Schrödinger: <b>"), "<em>Schrödinger</em>: &lt;b&gt;");
  EXPECT_EQ(page.marked("生成", "生成对抗网络"), "<em>生成</em>对抗网络");
  EXPECT_EQ(page.marked("zebra", "nothing"), "");
}

TEST(Highlight, MarksPhrasesOnlyWhereTheyStand) {
  const Highlighting page("# x");
  EXPECT_EQ(page.marked("\"deep learning\"", "deep nets, Deep Learning, learning"),
            "deep nets, <em>Deep</em> <em>Learning</em>, learning");
  // An identifier stands for its parts in a row, not for one of them.
  EXPECT_EQ(page.marked("pix2pix", "pix 2 pix; 2 of them"),
            "<em>pix</em> <em>2</em> <em>pix</em>; 2 of them");
}

TEST(Highlight, MarksWordsWithEitherApostrophe) {
  const Highlighting page("# x");
  EXPECT_EQ(page.marked("model’s don't", "The model’s owner don’t know the model's"),
            "The <em>model</em>’s owner <em>don’t</em> know the <em>model</em>&#39;s");
  EXPECT_EQ(page.marked("schrödinger", "Schrödinger's"), "<em>Schrödinger</em>&#39;s");
}

TEST(Highlight, MarksEveryTermOfAPrefix) {
  const Highlighting page("segments of segmentation, segmented by a segmenter; sage");
  EXPECT_EQ(page.passages("segm*").at(0),
            "<em>segments</em> of <em>segmentation</em>, <em>segmented</em> by a "
            "<em>segmenter</em>; sage");
}

TEST(Highlight, TakesThePassageWithMostOfTheWords) {
  std::string readme;
  for (int i = 0; i < 200; ++i) readme += "The network learns slowly here.\n\n";
  readme += "A recurrent network predicts weather.\n\n";
  for (int i = 0; i < 200; ++i) readme += "Again the network learns.\n\n";
  const auto found = Highlighting(readme).passages("recurrent weather network");
  ASSERT_FALSE(found.empty());
  EXPECT_TRUE(std::any_of(found.begin(), found.end(), [](const std::string& passage) {
    return passage.find("<em>recurrent</em> <em>network</em> predicts <em>weather</em>") !=
           passage.npos;
  }));
}

TEST(Highlight, ReadsNothingOfADocumentWithoutReadme) {
  const Highlighting page(record("o/n").build());
  EXPECT_TRUE(page.passages("n").empty());
}

// The way by positions gives what reading the whole text gives; what is shown is a part of the
// text, unbroken, and what is marked is a word of the query.
TEST(Highlight, ShowsExactWordsAndLeaksNoMarkup) {
  std::mt19937 random(7);
  static const std::string kWords[] = {"net",
                                       "nets",
                                       "CycleGAN",
                                       "cycle",
                                       "gan",
                                       "&lt;script&gt;",
                                       "`a<b&&c>d`",
                                       "é",
                                       "Ünïcode",
                                       "生成对抗网络",
                                       "強化学習",
                                       "\"quoted\"",
                                       "it's",
                                       "&amp;amp;",
                                       "x.y_z-w",
                                       "\n\n",
                                       "\n\n# ",
                                       "\n\n- ",
                                       "<b>bold</b>",
                                       "\xF0\x9F\x98\x80",
                                       "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
                                       "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
                                       "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"};
  static const std::string kQueries[] = {"net",        "cycle gan", "cyclegan ne*", "\"net nets\"",
                                         "生成 é",     "script b",  "x.y_z-w",      "amp OR quot",
                                         "unicode a*", "強化学習"};
  for (int round = 0; round < 300; ++round) {
    std::string readme;
    for (auto n = random() % 1500; n > 0; --n) readme += kWords[random() % std::size(kWords)] + " ";
    const Highlighting page(readme);
    const std::string& query = kQueries[random() % std::size(kQueries)];
    std::string text = page.text().text;
    std::replace(text.begin(), text.end(), '\n', ' ');
    const SearchPlan plan = page.plan(query);
    const std::vector<std::string> found = page.passages(query);
    ASSERT_EQ(found, page.plain_passages(query)) << query;
    ASSERT_LE(found.size(), kMaxPassages);
    for (const std::string& passage : found) {
      ASSERT_TRUE(is_valid_utf8(passage));
      ASSERT_NE(text.find(seen(passage)), text.npos) << passage;
      ASSERT_FALSE(marks(passage).empty()) << passage;
      for (const std::string& mark : marks(passage)) {
        const std::string letters = joined_letters(mark);
        ASSERT_TRUE(std::any_of(plan.words.begin(), plan.words.end(), [&](const QueryWord& word) {
          return std::any_of(
              word.alternatives.begin(), word.alternatives.end(), [&](const TermAlternative& a) {
                std::string together;  // parts without a space between are marked as one
                for (const auto& part : a.parts) together += part.term;
                return together == letters || word.text == letters ||
                       std::any_of(a.parts.begin(), a.parts.end(),
                                   [&](const auto& part) { return part.term == letters; });
              });
        })) << mark;
      }
    }
  }
}

}  // namespace
}  // namespace modelzoo::query
