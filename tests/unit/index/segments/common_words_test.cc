#include "index/segments/common_words.h"

#include <gtest/gtest.h>

#include <cstring>

#include "tests/support/memory_segment.h"
#include "tests/support/record_builder.h"

namespace modelzoo::index {
namespace {

using modelzoo::testing::memory_view;
using modelzoo::testing::record;

constexpr std::uint32_t kDocs = 9000;

// "often" in every third document, "filler" in each, "never" in a few.
std::vector<Record> records() {
  std::vector<Record> all;
  for (std::uint32_t i = 0; i < kDocs; ++i) {
    std::string text = "filler";
    for (std::uint32_t n = 0; i % 3 == 0 && n <= i % 7; ++n) text += " often";
    if (i % 1000 == 0) text += " never";
    all.push_back(record("o/n" + std::to_string(i)).description(text));
  }
  return all;
}

void expect_says_what_the_list_says(const SegmentReader& reader, const char* term, bool row) {
  const auto info = reader.find_term(term);
  ASSERT_TRUE(info);
  const auto list = reader.posting_list(*info, false);
  ASSERT_TRUE(list);
  const CommonWord* const word = reader.common_word(*info, *list);
  ASSERT_NE(word, nullptr);
  EXPECT_EQ(word->row == nullptr, !row);
  auto cursor = reader.postings(*info, false);
  std::uint32_t before = 0;
  for (DocId doc = 0; doc < reader.doc_count(); ++doc) {
    const bool there = cursor->doc() == doc;
    const std::uint8_t impact = there ? cursor->impact() : std::uint8_t{0};
    ASSERT_EQ(word->bits.contains(doc), there) << doc;
    if (there) {
      ASSERT_EQ(word->bits.rank(doc), before) << doc;
    }
    if (row) {
      ASSERT_EQ(word->row[doc], impact) << doc;
      ASSERT_GE(word->window_max[doc / CommonWord::kWindow], impact) << doc;
    }
    if (there) {
      ++before;
      cursor->next();
    }
  }
}

TEST(CommonWords, SayWhatTheirListsSay) {
  const auto view = memory_view(records());
  expect_says_what_the_list_says(*view.reader, "filler", true);
  expect_says_what_the_list_says(*view.reader, "often", true);
}

TEST(CommonWords, AreNoneThatAreRareOrHaveNoMemory) {
  const auto view = memory_view(records());
  const auto rare = view.reader->find_term("never");
  EXPECT_EQ(view.reader->common_word(*rare, *view.reader->posting_list(*rare, false)), nullptr);
  const auto poor = memory_view(records(), 1, 0);
  const auto often = poor.reader->find_term("often");
  EXPECT_EQ(poor.reader->common_word(*often, *poor.reader->posting_list(*often, false)), nullptr);
}

TEST(RankedBits, CountAcrossLines) {
  HugeSlabs memory(1);
  void* const zeros = memory.take(RankedBits::bytes(5000));
  std::memset(zeros, 0, RankedBits::bytes(5000));
  RankedBits bits(zeros);
  for (DocId doc = 5; doc < 5000; doc += 13) bits.add(doc);
  for (DocId doc = 5; doc < 5000; doc += 13) EXPECT_EQ(bits.rank(doc), (doc - 5) / 13);
  EXPECT_FALSE(bits.contains(4));
  EXPECT_EQ(bits.rank(0), 0U);
}

}  // namespace
}  // namespace modelzoo::index
