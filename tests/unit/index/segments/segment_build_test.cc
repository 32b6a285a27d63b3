// What a builder writes, against postings worked out plainly from the analyzer's tokens.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <random>
#include <set>

#include "index/analysis/document_analyzer.h"
#include "index/postings/impact.h"
#include "index/segments/segment_builder.h"
#include "index/segments/segment_reader.h"
#include "tests/support/memory_segment.h"
#include "tests/support/record_builder.h"

namespace modelzoo::index {
namespace {

using modelzoo::testing::MemorySegment;
using modelzoo::testing::record;

struct PlainPosting {
  std::uint8_t impact = 0;
  FieldMask fields = 0;
  std::vector<Position> positions;
  std::uint8_t neighbours = 0;  // as a code: exact for one class, and sets have more
  friend bool operator==(const PlainPosting&, const PlainPosting&) = default;
};
// Term, then document.
using PlainIndex = std::map<std::string, std::map<DocId, PlainPosting>>;

struct PlainTokens final : FieldTokenSink {
  void token(Position position, const Token& token) override {
    const Field field = position_field(position);
    if (!token.beside()) ++lengths[static_cast<std::size_t>(field)];
    Found& found = terms[std::string(token.term)];
    found.positions.insert(position);
    ++(token.repeat || token.pair ? found.spare : found.counts)[static_cast<std::size_t>(field)];
  }
  struct Found {
    std::set<Position> positions;
    FieldCounts counts{}, spare{};
  };
  std::map<std::string, Found> terms;
  FieldCounts lengths{};
};

// The formula of impact.h, written down once more.
std::uint8_t plain_impact(const FieldCounts& counts, const FieldCounts& lengths) {
  double weight = 0;
  for (std::size_t f = 0; f < kFieldCount; ++f) {
    const FieldNorm& norm = kFieldNorms[f];
    const double length = std::sqrt(std::max(lengths[f], 1U) / norm.reference);
    weight += norm.weight / length * counts[f];
  }
  return static_cast<std::uint8_t>(
      std::max(1.0, std::floor(255 * weight / (kSaturation + weight) + 0.5)));
}

PlainIndex plain_index(std::vector<Record> records) {
  std::sort(records.begin(), records.end(), [](const Record& a, const Record& b) {
    return *a.stars != *b.stars ? *a.stars > *b.stars : a.full_name < b.full_name;
  });
  PlainIndex index;
  DocumentAnalyzer analyzer;
  for (DocId doc = 0; doc < records.size(); ++doc) {
    PlainTokens tokens;
    analyzer.analyze(records[doc], tokens);
    for (const auto& [term, found] : tokens.terms) {
      PlainPosting& posting = index[term][doc];
      posting.impact = plain_impact(found.counts, tokens.lengths);
      if (found.counts == FieldCounts{})  // pairs of characters alone
        posting.impact = std::max<std::uint8_t>(plain_impact(found.spare, tokens.lengths) / 2, 1);
      posting.positions.assign(found.positions.begin(), found.positions.end());
      Neighbours beside;
      for (const Position p : posting.positions) {
        posting.fields |= field_bit(position_field(p));
        for (const auto& [other, places] : tokens.terms) {
          if (places.positions.contains(p - 1)) beside.before |= class_of_term(other);
          if (places.positions.contains(p + 1)) beside.after |= class_of_term(other);
        }
      }
      posting.neighbours = to_code(beside);
    }
    for (const std::string& term : keyword_terms(records[doc])) {
      index[term][doc] = {0, kAllFields, {}};
    }
  }
  return index;
}

PlainIndex read_index(const MemorySegment& segment) {
  const auto reader = *SegmentReader::open(std::make_shared<MemorySegment>(segment));
  PlainIndex index;
  for (std::uint32_t t = 0; t < reader->term_count(); ++t) {
    auto cursor = *reader->postings(reader->term_info(t));
    auto& list = index[std::string(reader->term(t))];
    for (DocId doc = cursor.doc(); doc != kEndOfPostings; doc = cursor.next()) {
      PlainPosting& posting = list[doc];
      posting.impact = cursor.impact();
      posting.fields = cursor.fields();
      cursor.positions(posting.positions);
      if (!posting.positions.empty()) posting.neighbours = to_code(cursor.neighbours());
    }
    EXPECT_FALSE(cursor.damaged());
  }
  return index;
}

std::vector<Record> random_records(std::mt19937& random, std::size_t count) {
  static constexpr const char* kWords[] = {
      "net",    "gan",      "deep_learning",  "CycleGAN", "image-to-image",
      "to",     "强化学习", "中和平均值です", "don't",    "a",
      "résumé", "x",        "pix2pix",        "the"};
  const auto words = [&](std::size_t n) {
    std::string text;
    for (; n > 0; --n) {
      text += kWords[random() % std::size(kWords)];
      if (random() % 9 == 0) text += std::to_string(random() % 300);
      text += random() % 8 == 0 ? ". " : " ";
    }
    return text;
  };
  std::vector<Record> records;
  for (std::size_t i = 0; i < count; ++i) {
    std::string readme;
    for (std::size_t part = random() % 5; part > 0; --part) {
      readme += "# " + words(random() % 5) + "\n\n" + words(random() % 60) + "\n\n";
    }
    records.push_back(record("o" + std::to_string(random() % 5) + "/n" + std::to_string(i))
                          .stars(random() % 20)
                          .description(words(random() % 8))
                          .topics({"t" + std::to_string(random() % 4), words(2)})
                          .license(random() % 2 == 0 ? "MIT" : "Apache-2.0")
                          .readme(readme));
  }
  return records;
}

MemorySegment build(const std::vector<Record>& records) {
  MemorySegment segment;
  SegmentBuilder builder;
  for (const Record& r : records) EXPECT_TRUE(builder.add(r));
  EXPECT_TRUE(builder.finish(segment));
  return segment;
}

TEST(SegmentBuild, WritesThePostingsOfEveryToken) {
  for (const std::uint32_t seed : {1U, 2U, 3U}) {
    std::mt19937 random(seed);
    const std::vector<Record> records = random_records(random, 400);
    EXPECT_TRUE(read_index(build(records)) == plain_index(records)) << "seed " << seed;
  }
}

TEST(SegmentBuild, KeepsAWordThatAPageRepeatsAHundredThousandTimes) {
  std::string readme;
  for (int i = 0; i < 100'000; ++i) readme += "again ";
  const std::vector<Record> records = {record("a/b").stars(1).readme(readme),
                                       record("a/c").stars(2).readme("once again")};
  EXPECT_TRUE(read_index(build(records)) == plain_index(records));
}

TEST(SegmentBuild, YieldsTheSameBytesFromSeveralBuilders) {
  std::mt19937 random(4);
  const std::vector<Record> records = random_records(random, 600);
  std::vector<SegmentBuilder> builders(3);
  for (const Record& r : records) ASSERT_TRUE(builders[random() % 3].add(r));
  std::vector<SegmentBuilder*> parts;
  for (SegmentBuilder& builder : builders) parts.push_back(&builder);
  MemorySegment together;
  ASSERT_TRUE(SegmentBuilder::finish_together(parts, together));
  EXPECT_TRUE(together.entries == build(records).entries);
}

TEST(SegmentBuild, YieldsTheSameBytesAsIfDroppedRecordsHadNeverCome) {
  std::mt19937 random(5);
  const std::vector<Record> records = random_records(random, 300);
  SegmentBuilder builder;
  std::vector<Record> kept;
  for (std::uint32_t i = 0; i < records.size(); ++i) {
    ASSERT_TRUE(builder.add(records[i]));
    EXPECT_EQ(builder.full_name(i), records[i].full_name);
    // All but one in ten go, so that terms vanish.
    if (random() % 10 != 0) {
      builder.drop(i);
      builder.drop(i);
    } else {
      kept.push_back(records[i]);
    }
  }
  EXPECT_EQ(builder.doc_count(), kept.size());
  EXPECT_EQ(builder.added_count(), records.size());
  MemorySegment segment;
  ASSERT_TRUE(builder.finish(segment));
  EXPECT_TRUE(segment.entries == build(kept).entries);
  EXPECT_EQ(builder.doc_count(), 0U);
}

}  // namespace
}  // namespace modelzoo::index
