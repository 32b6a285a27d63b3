#include "index/segments/prefix_words.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <thread>

#include "index/storage/segment_format.h"
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

using Postings = std::vector<std::pair<DocId, PrefixPosting>>;

Postings scanned(const SegmentReader& reader, std::string_view prefix, FieldMask fields) {
  std::map<DocId, PrefixPosting> found;
  for (std::uint32_t t = 0; t < reader.term_count(); ++t) {
    if (!reader.term(t).starts_with(prefix)) continue;
    auto cursor = *reader.postings(reader.term_info(t));
    for (DocId doc = cursor.doc(); doc != kEndOfPostings; doc = cursor.next()) {
      const auto in = static_cast<FieldMask>(cursor.fields() & fields);
      if (in == 0) continue;
      PrefixPosting& posting = found[doc];
      posting.impact = std::max(posting.impact, cursor.impact());
      posting.fields |= in;
    }
  }
  return {found.begin(), found.end()};
}

// Run by run, as a search reads them.
Postings listed(const PrefixPostings& postings) {
  Postings list;
  const auto& documents = postings.documents();
  const PrefixPosting* next = nullptr;
  for (std::size_t w = 0; w < documents.size(); ++w) {
    if (w % PrefixPostings::kRunWords == 0)
      next = postings.postings_of_run(w / PrefixPostings::kRunWords);
    for (DocId i = 0; i < 64; ++i) {
      if ((documents[w] >> i & 1) != 0) list.emplace_back(static_cast<DocId>(w * 64) + i, *next++);
    }
  }
  return list;
}

TEST(PrefixWords, ArePostedWhereAScanFindsThem) {
  std::mt19937 random(17);
  for (int round = 0; round < 5; ++round) {
    const SegmentView view = memory_view(random_records(random, 1 + random() % 400));
    for (int query = 0; query < 100; ++query) {
      std::string prefix = random_words(random, 1);
      prefix.pop_back();
      const FieldMask fields =
          random() % 2 == 0 ? kAllFields : static_cast<FieldMask>(random() & kAllFields);
      const auto found = view.reader->prefix_postings(prefix, fields);
      ASSERT_TRUE(found);
      ASSERT_EQ(listed(**found), scanned(*view.reader, prefix, fields)) << prefix;
    }
  }
}

TEST(PrefixWords, AreKeptWithinTheMemoryThatIsGranted) {
  std::mt19937 random(20);
  auto segment = std::make_shared<MemorySegment>();
  SegmentBuilder builder;
  for (const Record& given : random_records(random, 100)) ASSERT_TRUE(builder.add(given));
  ASSERT_TRUE(builder.finish(*segment));
  {
    const SegmentView view = view_of(segment, 1, 4'000);
    const auto kept = *view.reader->prefix_postings("a", kAllFields);
    EXPECT_EQ(*view.reader->prefix_postings("a", kAllFields), kept);  // the same object
    for (int i = 0; i < 100; ++i)
      ASSERT_TRUE(view.reader->prefix_postings("x" + std::to_string(i), kAllFields));
    EXPECT_LE(segment->reserved(), 4'000U);
    // What cost most to find stays; what nobody has costs nothing.
    EXPECT_EQ(*view.reader->prefix_postings("a", kAllFields), kept);
  }
  EXPECT_EQ(segment->reserved(), 0U);
}

TEST(PrefixWords, AreNamedTheMostFrequentFirst) {
  const auto word = [](char first, int number) {
    return std::string{'z', first, static_cast<char>('a' + number / 26),
                       static_cast<char>('a' + number % 26)};
  };
  std::vector<Record> records;
  for (int i = 0; i < 200; ++i) {
    std::string text = word('z', i);
    for (int j = 0; j < 100; ++j) {
      if (i % (j + 1) == 0) text += " " + word('a', j);
    }
    records.push_back(record("o/" + std::to_string(i)).readme(text));
  }
  const SegmentView view = memory_view(records);
  const auto all = view.reader->prefix_terms("z");
  EXPECT_EQ(all->count, 300U);
  ASSERT_EQ(all->frequent.size(), PrefixTerms::kMostFrequent);
  EXPECT_EQ(all->frequent[0].text, "zaaa");
  EXPECT_EQ(all->frequent[0].doc_freq, 200U);
  EXPECT_EQ(all->frequent[1].text, "zaab");
  EXPECT_EQ(view.reader->prefix_terms("z"), all);
  const auto some = view.reader->prefix_terms("zaa");
  EXPECT_EQ(some->count, 26U);
  EXPECT_EQ(some->frequent.size(), 26U);
  // The prefix itself is none of them.
  EXPECT_EQ(view.reader->prefix_terms("zaaa")->count, 0U);
  EXPECT_EQ(view.reader->prefix_terms("zaaa")->postings, 0U);
}

TEST(PrefixWords, ThatWereForgottenAreFoundAgain) {
  std::mt19937 random(18);
  const SegmentView view = memory_view(random_records(random, 100), 1, 20'000);
  const auto before = *view.reader->prefix_postings("a", kAllFields);
  for (int i = 0; i < 2000; ++i)
    ASSERT_TRUE(view.reader->prefix_postings("x" + std::to_string(i), kAllFields));
  EXPECT_EQ(listed(**view.reader->prefix_postings("a", kAllFields)), listed(*before));
}

TEST(PrefixWords, AreGivenToManyThreads) {
  std::mt19937 random(19);
  const SegmentView view = memory_view(random_records(random, 200));
  const Postings expected = scanned(*view.reader, "ab", kAllFields);
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < 300; ++i) {
        EXPECT_EQ(listed(**view.reader->prefix_postings("ab", kAllFields)), expected);
        EXPECT_TRUE(view.reader->prefix_postings(std::to_string(t * 300 + i), kAllFields));
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
}

TEST(PrefixWords, NameTheTermWhosePostingsAreDamaged) {
  auto segment = std::make_shared<MemorySegment>();
  SegmentBuilder builder;
  for (int i = 0; i < 300; ++i)
    ASSERT_TRUE(builder.add(record("o/" + std::to_string(i)).readme("word")));
  ASSERT_TRUE(builder.finish(*segment));
  for (auto& [key, bytes] : segment->entries) {
    if (key.starts_with(kPostingsPrefix)) std::fill(bytes.begin(), bytes.end(), '\xff');
  }
  const SegmentView view = view_of(segment, 1);
  const auto found = view.reader->prefix_postings("wo", kAllFields);
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().code, ErrorCode::kCorrupt);
}

}  // namespace
}  // namespace modelzoo::index
