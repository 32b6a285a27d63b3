// Decodes the worked examples of schemas/storage.md: the page and the code cannot part.
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <sstream>

#include "index/documents/stored_text.h"
#include "index/postings/posting_list_builder.h"
#include "index/postings/posting_list_cursor.h"
#include "index/terms/term_dictionary.h"

namespace modelzoo::index {
namespace {

// The bytes in backquotes of the first table column below `heading`'s last table.
std::string example(const std::string& heading) {
  std::ifstream file(std::string(MODELZOO_SOURCE_DIR) + "/schemas/storage.md");
  std::stringstream page;
  page << file.rdbuf();
  const std::string text = page.str();
  const std::size_t begin = text.find("\n## " + heading + "\n");
  EXPECT_NE(begin, std::string::npos) << heading;
  const std::size_t end = std::min(text.find("\n## ", begin + 1), text.size());
  std::istringstream lines(text.substr(begin, end - begin));
  std::string bytes;
  for (std::string line; std::getline(lines, line);) {
    if (!line.starts_with("| `")) continue;
    std::string cell = line.substr(2, line.find(" |", 2) - 2);
    std::replace(cell.begin(), cell.end(), '`', ' ');
    std::istringstream words(cell);
    for (std::string word; words >> word;) {
      const bool byte = word.size() == 2 && word.find_first_not_of("0123456789abcdef") == word.npos;
      if (byte) bytes.push_back(static_cast<char>(std::stoi(word, nullptr, 16)));
    }
  }
  return bytes;
}

TEST(StoragePage, ShowsATermDictionaryThatDecodes) {
  const auto dictionary = TermDictionary::read(example("Term dictionary"));
  ASSERT_TRUE(dictionary) << dictionary.error().message;
  ASSERT_EQ(dictionary->size(), 2U);
  EXPECT_EQ(dictionary->term(0), "gan");
  EXPECT_EQ(dictionary->term(1), "gans");
  EXPECT_EQ(dictionary->entry(0).doc_freq, 5U);
  EXPECT_EQ(dictionary->entry(1).max_impact, 64);
  EXPECT_EQ(dictionary->entry(1).postings.offset, 26U);
  EXPECT_EQ(dictionary->entry(1).positions.offset, 12U);
  EXPECT_EQ(dictionary->find("gans"), 1U);
}

TEST(StoragePage, ShowsAPostingListThatDecodes) {
  const std::string list = example("Posting block");
  const std::string positions = example("Neighbours") + example("Positions");
  auto opened = PostingList::open({}, list, {}, positions, 10);
  ASSERT_TRUE(opened) << opened.error().message;
  auto cursor = PostingCursor::open(std::move(opened).value());
  ASSERT_TRUE(cursor) << cursor.error().message;
  struct Wanted {
    Posting posting;
    std::vector<Position> positions;
  };
  const Wanted wanted[] = {
      {{3, 200, field_bit(Field::kName), {0, 1U << 5}}, {make_position(Field::kName, 0)}},
      {{4, 17, field_bit(Field::kBody), {1U << 13, kAllWordClasses}},
       {make_position(Field::kBody, 5), make_position(Field::kBody, 6),
        make_position(Field::kBody, 300)}},
      {{9, 64, field_bit(Field::kName), {1U << 0, 0}}, {make_position(Field::kName, 2)}}};
  PostingListBuilder builder(true);
  std::vector<Position> found;
  for (const Wanted& w : wanted) {
    EXPECT_EQ((Posting{cursor->doc(), cursor->impact(), cursor->fields(), cursor->neighbours()}),
              w.posting);
    cursor->positions(found);
    EXPECT_EQ(found, w.positions);
    builder.add(w.posting, w.positions);
    cursor->next();
  }
  EXPECT_EQ(cursor->doc(), kEndOfPostings);
  std::string written;
  std::string written_positions;
  builder.finish(written, written_positions);
  EXPECT_EQ(written, list);
  EXPECT_EQ(written_positions, positions);
}

TEST(StoragePage, ShowsTheTextOfAReadmeThatDecodes) {
  const std::string bytes = example("Text of a README");
  const auto text = decode_text(bytes);
  ASSERT_TRUE(text) << text.error().message;
  EXPECT_EQ(text->text, "MUSE\na gan!\nls\n");
  ASSERT_EQ(text->blocks.size(), 3U);
  EXPECT_EQ(text->blocks[0].level, 1);
  EXPECT_TRUE(text->blocks[2].code);
  EXPECT_EQ(text->blocks[2].first_ordinal, 18U);
  EXPECT_EQ(encode_text(*text), bytes);
}

}  // namespace
}  // namespace modelzoo::index
