#include "index/postings/posting_list.h"

#include <gtest/gtest.h>

#include <random>

#include "index/postings/posting_list_builder.h"
#include "index/postings/posting_list_cursor.h"

namespace modelzoo::index {
namespace {

// std::mt19937 in 32 bits.
class Random {
 public:
  explicit Random(std::uint32_t seed) : engine_(seed) {}
  std::uint32_t operator()() { return static_cast<std::uint32_t>(engine_()); }

 private:
  std::mt19937 engine_;
};

constexpr std::uint32_t kDocs = 1U << 31;

struct Entry {
  Posting posting;
  std::vector<Position> positions;
};

struct Bytes {
  std::string postings, positions;
};

Neighbours random_neighbours(Random& random) {
  Neighbours n;
  for (unsigned bits = random() % 4; bits > 0; --bits) {
    const auto one = static_cast<WordClasses>(1U << random() % kWordClasses);
    (random() % 2 == 0 ? n.before : n.after) |= one;
  }
  return n;
}

// `gap`: the largest distance of two documents.
std::vector<Entry> random_entries(Random& random, std::size_t count, std::uint32_t gap) {
  std::vector<Entry> entries;
  DocId doc = random() % gap;
  for (std::size_t i = 0; i < count; ++i, doc += 1 + random() % gap) {
    Entry entry;
    entry.posting.doc = doc;
    entry.posting.impact = static_cast<std::uint8_t>(1 + random() % 255);
    entry.posting.fields = static_cast<FieldMask>(1 + random() % kAllFields);
    entry.posting.neighbours = random_neighbours(random);
    for (unsigned f = 0; f < kFieldCount; ++f) {
      if ((entry.posting.fields >> f & 1U) == 0) continue;
      std::uint32_t ordinal = random() % 300;
      for (unsigned n = 1 + random() % 4; n > 0; --n, ordinal += 1 + random() % 200) {
        entry.positions.push_back(make_position(static_cast<Field>(f), ordinal));
      }
    }
    entries.push_back(entry);
  }
  return entries;
}

Bytes encoded(const std::vector<Entry>& entries, bool scored = true) {
  PostingListBuilder builder(scored);
  for (const Entry& entry : entries) builder.add(entry.posting, entry.positions);
  Bytes bytes;
  builder.finish(bytes.postings, bytes.positions);
  return bytes;
}

Result<PostingList> open_list(const Bytes& bytes, std::uint32_t doc_count = kDocs) {
  return PostingList::open({}, bytes.postings, {}, bytes.positions, doc_count);
}

Result<PostingCursor> open(const Bytes& bytes, std::uint32_t doc_count = kDocs) {
  auto list = open_list(bytes, doc_count);
  return list ? PostingCursor::open(std::move(list).value())
              : Result<PostingCursor>(std::move(list).error());
}

void expect_reads_back(const std::vector<Entry>& entries) {
  const Bytes bytes = encoded(entries);
  auto cursor = open(bytes);
  ASSERT_TRUE(cursor) << cursor.error().message;
  std::vector<Position> positions;
  for (const Entry& entry : entries) {
    ASSERT_EQ(cursor->doc(), entry.posting.doc);
    ASSERT_EQ(cursor->impact(), entry.posting.impact);
    ASSERT_EQ(cursor->fields(), entry.posting.fields);
    cursor->positions(positions);
    ASSERT_EQ(positions, entry.positions);
    if (!positions.empty()) {
      std::string wanted(positions.size() * kMostPositionBytes, '\0');
      wanted.resize(
          static_cast<std::size_t>(encode_positions(positions, wanted.data()) - wanted.data()));
      ASSERT_EQ(cursor->encoded_positions(), wanted);
    }
    const Neighbours& beside = entry.posting.neighbours;
    ASSERT_EQ(cursor->neighbours(),
              cursor->list().neighbours_are_sets() ? beside : from_code(to_code(beside)));
    cursor->next();
  }
  EXPECT_EQ(cursor->doc(), kEndOfPostings);
  EXPECT_FALSE(cursor->damaged());
}

TEST(PostingList, ReadsBackWhatWasWritten) {
  Random random(1);
  for (const std::size_t count : {1U, 2U, 127U, 128U, 129U, 255U, 256U, 257U, 1000U}) {
    for (const std::uint32_t gap : {1U, 2U, 3U, 60U, 1000U, 1'000'000U}) {
      expect_reads_back(random_entries(random, count, gap));
    }
  }
}

TEST(PostingList, PacksDeltasOfEveryWidth) {
  for (unsigned bits = 0; bits <= 31; ++bits) {
    std::vector<Entry> entries;
    DocId doc = 0;
    for (std::size_t i = 0; i < kPostingsPerBlock; ++i) {
      entries.push_back({{doc, 1, 1}, {make_position(Field::kName, 0)}});
      doc += 1 + (i == 77 && bits > 0 ? (1U << (bits - 1)) : 0);
    }
    expect_reads_back(entries);
  }
}

TEST(PostingList, SeeksToTheFirstPostingNotBefore) {
  Random random(2);
  const std::vector<Entry> entries = random_entries(random, 2000, 30);
  const Bytes bytes = encoded(entries);
  for (int round = 0; round < 300; ++round) {
    auto cursor = open(bytes);
    DocId target = 0;
    while (cursor->doc() != kEndOfPostings) {
      target += random() % 3000;
      const auto wanted =
          std::lower_bound(entries.begin(), entries.end(), target,
                           [](const Entry& entry, DocId doc) { return entry.posting.doc < doc; });
      const DocId doc = cursor->seek(target);
      if (wanted == entries.end()) {
        ASSERT_EQ(doc, kEndOfPostings);
      } else {
        ASSERT_EQ(doc, wanted->posting.doc);
        ASSERT_EQ(cursor->impact(), wanted->posting.impact);
      }
    }
  }
}

TEST(PostingList, BoundsEachBlockByItsLargestImpact) {
  Random random(3);
  const std::vector<Entry> entries = random_entries(random, 1500, 9);
  const Bytes bytes = encoded(entries);
  const auto list = open_list(bytes);
  ASSERT_EQ(list->block_count(), 12U);
  DecodedBlock block;
  for (std::size_t b = 0; b < list->block_count(); ++b) {
    ASSERT_TRUE(list->decode(b, block));
    const auto end = block.impacts.begin() + static_cast<std::ptrdiff_t>(block.count);
    EXPECT_EQ(*std::max_element(block.impacts.begin(), end), list->max_impact_of(b));
    EXPECT_TRUE(
        std::equal(block.impacts.begin(), end, list->impacts_of(b).begin(),
                   [](std::uint8_t a, char c) { return a == static_cast<std::uint8_t>(c); }));
    EXPECT_EQ(block.docs[block.count - 1], list->last_doc_of(b));
  }
}

TEST(PostingList, NamesTheBestPostingsOfALongList) {
  Random random(7);
  EXPECT_EQ(open_list(encoded(random_entries(random, 128, 9)))->top_count(), 0U);
  EXPECT_EQ(open_list(encoded(random_entries(random, 500, 9), false))->top_count(), 0U);
  for (const std::uint32_t impacts : {1U, 3U, 255U}) {
    std::vector<Entry> entries = random_entries(random, 1000, 9);
    for (Entry& entry : entries)
      entry.posting.impact = static_cast<std::uint8_t>(1 + random() % impacts);
    const Bytes bytes = encoded(entries);
    const auto list = open_list(bytes);
    ASSERT_EQ(list->top_count(), kTopPostings);
    std::stable_sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) {
      return a.posting.impact > b.posting.impact;
    });
    for (std::size_t i = 0; i < kTopPostings; ++i) {
      EXPECT_EQ(list->top(i), (TopPosting{entries[i].posting.doc, entries[i].posting.impact}));
    }
  }
}

TEST(PostingList, ReadsThePositionsOfAnyPostingAlone) {
  Random random(8);
  for (const std::size_t count : {1U, 4U, 5U, 128U, 129U, 700U}) {
    const std::vector<Entry> entries = random_entries(random, count, 40);
    const Bytes bytes = encoded(entries);
    const auto list = open_list(bytes);
    std::vector<Position> positions;
    for (int round = 0; round < 300; ++round) {
      const std::size_t i = random() % count;
      ASSERT_TRUE(list->positions(i / kPostingsPerBlock, i % kPostingsPerBlock, positions));
      ASSERT_EQ(positions, entries[i].positions);
    }
  }
}

TEST(PostingList, KeepsSetsOfNeighboursWhereWordsStandAtManyPlaces) {
  Random random(9);
  std::vector<Entry> entries = random_entries(random, 500, 9);
  EXPECT_TRUE(open_list(encoded(entries))->neighbours_are_sets());
  for (Entry& entry : entries) entry.positions.resize(1);
  for (Entry& entry : entries) entry.posting.fields = field_bit(position_field(entry.positions[0]));
  EXPECT_FALSE(open_list(encoded(entries))->neighbours_are_sets());
  expect_reads_back(entries);
  const Bytes bytes = encoded(entries);
  const auto without = PostingList::open({}, bytes.postings, {}, {}, kDocs);
  EXPECT_EQ(without->neighbours(2, 3), kAnyNeighbours);
  EXPECT_EQ(without->neighbours_of(0), nullptr);
}

TEST(PostingList, RefusesPositionsShorterThanTheNeighbours) {
  Random random(10);
  Bytes bytes = encoded(random_entries(random, 300, 9));
  bytes.positions.resize(299);
  EXPECT_FALSE(open_list(bytes));
}

TEST(PostingList, SaysNothingTwiceOfASinglePosting) {
  const std::vector<Entry> entries = {
      {{77'000, 200, field_bit(Field::kBody)}, {make_position(Field::kBody, 3)}}};
  const Bytes bytes = encoded(entries);
  EXPECT_EQ(bytes.postings.size(), 8U);
  expect_reads_back(entries);
  for (std::size_t size = 0; size < bytes.postings.size(); ++size) {
    auto cursor = PostingList::open({}, std::string_view(bytes.postings).substr(0, size), {},
                                    bytes.positions, kDocs);
    std::vector<Position> positions;
    if (cursor) {
      EXPECT_FALSE(cursor->positions(0, 0, positions)) << size;
    }
  }
}

TEST(PostingList, KeywordsHaveNoImpacts) {
  Random random(4);
  const std::vector<Entry> entries = random_entries(random, 300, 5);
  const Bytes bytes = encoded(entries, false);
  EXPECT_TRUE(bytes.positions.empty());
  auto cursor = open(bytes);
  EXPECT_EQ(cursor->impact(), 0);
  EXPECT_EQ(cursor->seek(entries.back().posting.doc), entries.back().posting.doc);
}

TEST(PostingList, RefusesDocumentsBeyondTheSegment) {
  Random random(5);
  const std::vector<Entry> entries = random_entries(random, 300, 5);
  const Bytes bytes = encoded(entries);
  EXPECT_TRUE(open(bytes, entries.back().posting.doc + 1));
  EXPECT_FALSE(open(bytes, entries.back().posting.doc));
}

TEST(PostingList, EndsADamagedListAndSaysSo) {
  Random random(6);
  const std::vector<Entry> entries = random_entries(random, 1000, 50);
  const Bytes whole = encoded(entries);
  const std::uint32_t doc_count = entries.back().posting.doc + 1;
  std::size_t noticed = 0;
  for (int round = 0; round < 3000; ++round) {
    Bytes bytes = whole;
    std::string& part = round % 4 == 0 ? bytes.positions : bytes.postings;
    part[random() % part.size()] ^= static_cast<char>(1U << random() % 8);
    if (round % 5 == 0) part.resize(random() % part.size());
    auto cursor = open(bytes, doc_count);
    if (!cursor) {
      ++noticed;
      continue;
    }
    std::vector<Position> positions;
    std::int64_t before = -1;
    for (std::size_t i = 0; i < cursor->list().top_count(); ++i)
      ASSERT_LT(cursor->list().top(i).doc, doc_count);
    const std::size_t any = random() % cursor->list().block_count();
    (void)cursor->list().positions(any, random() % cursor->list().size_of(any), positions);
    for (; cursor->doc() != kEndOfPostings; cursor->next()) {
      ASSERT_GT(static_cast<std::int64_t>(cursor->doc()), before);
      ASSERT_LT(cursor->doc(), doc_count);
      before = cursor->doc();
      cursor->positions(positions);
      ASSERT_TRUE(std::is_sorted(positions.begin(), positions.end()));
    }
    noticed += cursor->damaged() ? 1 : 0;
  }
  EXPECT_GT(noticed, 1000U);
}

}  // namespace
}  // namespace modelzoo::index
