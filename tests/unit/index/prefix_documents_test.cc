#include "index/prefix_documents.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <thread>

#include "index/segment_format.h"
#include "tests/support/memory_segment.h"
#include "tests/support/record_builder.h"

namespace modelzoo::index {
namespace {

using modelzoo::testing::memory_view;
using modelzoo::testing::MemorySegment;
using modelzoo::testing::record;
using modelzoo::testing::view_of;

std::string random_words(std::mt19937& random, std::size_t count) {
  std::string text;
  for (; count > 0; --count) {
    for (auto n = 1 + random() % 4; n > 0; --n) text += static_cast<char>('a' + random() % 3);
    text += ' ';
  }
  return text;
}

std::vector<Record> random_records(std::mt19937& random, std::size_t count) {
  std::vector<Record> records;
  for (std::size_t i = 0; i < count; ++i) {
    records.push_back(record("o/" + std::to_string(i))
                          .description(random_words(random, random() % 3))
                          .readme(random_words(random, random() % 30)));
  }
  return records;
}

DocBits scanned(const SegmentReader& reader, std::string_view prefix, FieldMask fields) {
  DocBits bits((reader.doc_count() + 63) / 64);
  for (std::uint32_t t = 0; t < reader.term_count(); ++t) {
    if (!reader.term(t).starts_with(prefix)) continue;
    auto cursor = *reader.postings(reader.term_info(t));
    for (DocId doc = cursor.doc(); doc != kEndOfPostings; doc = cursor.next()) {
      if ((cursor.fields() & fields) != 0) bits[doc / 64] |= std::uint64_t{1} << (doc % 64);
    }
  }
  return bits;
}

TEST(PrefixDocuments, AreThoseOfAScan) {
  std::mt19937 random(17);
  for (int round = 0; round < 5; ++round) {
    const SegmentView view = memory_view(random_records(random, 1 + random() % 400));
    for (int query = 0; query < 100; ++query) {
      std::string prefix = random_words(random, 1);
      prefix.pop_back();
      const FieldMask fields =
          random() % 2 == 0 ? kAllFields : static_cast<FieldMask>(random() & kAllFields);
      const auto found = view.reader->prefix_documents(prefix, fields);
      ASSERT_TRUE(found);
      ASSERT_EQ(**found, scanned(*view.reader, prefix, fields)) << prefix;
    }
  }
}

TEST(PrefixDocuments, ThatWereForgottenAreFoundAgain) {
  std::mt19937 random(18);
  const SegmentView view = memory_view(random_records(random, 100));
  const auto before = *view.reader->prefix_documents("a", kAllFields);
  for (int i = 0; i < 2000; ++i)
    ASSERT_TRUE(view.reader->prefix_documents("x" + std::to_string(i), kAllFields));
  EXPECT_EQ(**view.reader->prefix_documents("a", kAllFields), *before);
}

TEST(PrefixDocuments, AreGivenToManyThreads) {
  std::mt19937 random(19);
  const SegmentView view = memory_view(random_records(random, 200));
  const DocBits expected = scanned(*view.reader, "ab", kAllFields);
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < 300; ++i) {
        EXPECT_EQ(**view.reader->prefix_documents("ab", kAllFields), expected);
        EXPECT_TRUE(view.reader->prefix_documents(std::to_string(t * 300 + i), kAllFields));
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
}

TEST(PrefixDocuments, NameTheTermWhosePostingsAreDamaged) {
  auto segment = std::make_shared<MemorySegment>();
  SegmentBuilder builder;
  for (int i = 0; i < 300; ++i)
    ASSERT_TRUE(builder.add(record("o/" + std::to_string(i)).readme("word")));
  ASSERT_TRUE(builder.finish(*segment));
  for (auto& [key, bytes] : segment->entries) {
    if (key.starts_with(kPostingsPrefix)) std::fill(bytes.begin(), bytes.end(), '\xff');
  }
  const SegmentView view = view_of(segment, 1);
  const auto found = view.reader->prefix_documents("wo", kAllFields);
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().code, ErrorCode::kCorrupt);
}

}  // namespace
}  // namespace modelzoo::index
