#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>

#include "index/segments/segment_reader.h"
#include "index/segments/view_editor.h"
#include "index/storage/segment_format.h"
#include "tests/support/memory_segment.h"
#include "tests/support/record_builder.h"

namespace modelzoo::index {
namespace {

using modelzoo::testing::memory_view;
using modelzoo::testing::MemorySegment;
using modelzoo::testing::record;

std::vector<DocId> docs_of(const SegmentReader& reader, std::string_view term) {
  std::vector<DocId> docs;
  const auto info = reader.find_term(term);
  if (!info) return docs;
  auto cursor = reader.postings(*info);
  for (DocId d = cursor->doc(); d != kEndOfPostings; d = cursor->next()) docs.push_back(d);
  return docs;
}

TEST(Segment, NumbersDocumentsByFallingStars) {
  const auto view =
      memory_view({record("a/low").stars(1), record("b/high").stars(9), record("c/mid").stars(5)});
  EXPECT_EQ(view.reader->full_name(0), "b/high");
  EXPECT_EQ(view.reader->full_name(2), "a/low");
}

TEST(Segment, FindsWordsInEveryField) {
  const auto view = memory_view(
      {record("owner/alpha").description("beta").topics({"gamma"}).readme("# Delta\n\nepsilon")});
  const std::pair<const char*, Field> cases[] = {{"alpha", Field::kName},
                                                 {"beta", Field::kDescription},
                                                 {"gamma", Field::kTopics},
                                                 {"delta", Field::kHeadings},
                                                 {"epsilon", Field::kBody}};
  for (const auto& [word, field] : cases) {
    const auto info = view.reader->find_term(word);
    ASSERT_TRUE(info) << word;
    EXPECT_EQ(view.reader->postings(*info)->fields(), field_bit(field)) << word;
  }
}

TEST(Segment, GivesDocumentsBackWhole) {
  const Record whole = record("o/n").stars(3).readme("# T\n\ntext").license("MIT");
  const auto view = memory_view({whole});
  EXPECT_EQ(*view.reader->document(0), whole);
  const Record summary = *view.reader->summary(0);
  EXPECT_FALSE(summary.readme);
  EXPECT_EQ(summary.license, "MIT");
}

TEST(Segment, FindsKeywordsInAnyCase) {
  const auto view =
      memory_view({record("Owner/Name").id(7).frameworks({"pytorch"}).license("MIT")});
  EXPECT_EQ(docs_of(*view.reader, keyword_term(KeywordField::kLicense, "mit")).size(), 1U);
}

TEST(Segment, FindsDocumentsByNameInAnyCaseAndById) {
  const auto view = memory_view({record("Owner/Name").id(7), record("other/one").id(8)});
  ASSERT_TRUE(view.reader->find_name("oWNER/nAME"));
  EXPECT_EQ(view.reader->full_name(*view.reader->find_name("oWNER/nAME")), "Owner/Name");
  EXPECT_EQ(view.reader->full_name(*view.reader->find_id(8)), "other/one");
  EXPECT_FALSE(view.reader->find_name("owner/nam"));
  EXPECT_FALSE(view.reader->find_id(9));
}

TEST(Segment, KeepsPositionsOfLongLists) {
  std::vector<Record> records;
  for (int i = 0; i < 1000; ++i) {
    std::string readme;
    for (int k = 0; k < i % 7; ++k) readme += "filler ";
    records.push_back(record("o/n" + std::to_string(i))
                          .stars(static_cast<std::uint64_t>(1000 - i))
                          .readme(readme + "needle"));
  }
  const auto view = memory_view(records);
  auto cursor = view.reader->postings(*view.reader->find_term("needle"));
  std::vector<Position> positions;
  for (const DocId target : {3U, 128U, 500U, 999U}) {
    ASSERT_EQ(cursor->seek(target), target);
    cursor->positions(positions);
    ASSERT_EQ(positions, std::vector<Position>{make_position(Field::kBody, target % 7)});
  }
  EXPECT_EQ(cursor->next(), kEndOfPostings);
}

TEST(Segment, MergesLiveDocumentsWithTheirNewestNumbers) {
  std::vector<SegmentView> views = {memory_view({record("a/a").stars(1), record("b/b").stars(2)}),
                                    memory_view({record("c/c").stars(3)}, 2)};
  auto live = std::make_shared<LiveDocs>(2);
  live->kill(0);  // b/b
  views[0].live = live;
  DocNumbers numbers = views[0].doc_numbers(1);
  numbers.stars = 50;
  ViewEditor(views[0]).set_numbers(1, numbers);
  MemorySegment merged;
  ASSERT_TRUE(merge_segments(views, merged));
  const auto reader = *SegmentReader::open(std::make_shared<MemorySegment>(merged));
  ASSERT_EQ(reader->doc_count(), 2U);
  EXPECT_EQ(reader->full_name(0), "a/a");
  EXPECT_EQ(reader->document(0)->stars, 50U);
}

// Words that repeat, several blocks, deletions: a merge must yield the very bytes of a build.
TEST(Segment, MergesToWhatBuildingAtOnceYields) {
  std::mt19937 random(11);
  const char* const words[] = {"net",   "gan", "deep_learning", "CycleGAN",
                               "image", "to",  "强化学习"};
  const auto some_words = [&](std::size_t n) {
    std::string text;
    for (; n > 0; --n) text += std::string(words[random() % std::size(words)]) + " ";
    return text;
  };
  std::vector<std::vector<Record>> parts(3);
  std::vector<Record> kept;
  std::vector<std::shared_ptr<LiveDocs>> live;
  std::vector<SegmentView> views;
  for (std::size_t part = 0; part < parts.size(); ++part) {
    for (int i = 0; i < 150; ++i) {
      parts[part].push_back(record("o" + std::to_string(random() % 5) + "/n" +
                                   std::to_string(part * 1000 + static_cast<std::size_t>(i)))
                                .id(part * 1000 + static_cast<std::size_t>(i) + 1)
                                .stars(random() % 40)
                                .description(some_words(random() % 6))
                                .topics({"t" + std::to_string(random() % 4)})
                                .readme("# " + some_words(3) + "\n\n" + some_words(random() % 80)));
    }
    views.push_back(memory_view(parts[part], part + 1));
    auto alive = std::make_shared<LiveDocs>(150);
    for (const Record& r : parts[part]) {
      const DocId doc = *views.back().reader->find_name(r.full_name);
      if (random() % 4 == 0) {
        alive->kill(doc);
      } else {
        kept.push_back(r);
      }
    }
    views.back().live = alive;
  }
  MemorySegment merged;
  ASSERT_TRUE(merge_segments(views, merged));
  MemorySegment built;
  SegmentBuilder builder;
  for (const Record& r : kept) ASSERT_TRUE(builder.add(r));
  ASSERT_TRUE(builder.finish(built));
  ASSERT_EQ(merged.entries.size(), built.entries.size());
  for (const auto& [key, value] : built.entries) EXPECT_EQ(merged.entries[key], value) << key;
}

TEST(Segment, RefusesDamageInsteadOfReadingIt) {
  auto segment = std::make_shared<MemorySegment>();
  SegmentBuilder builder;
  for (int i = 0; i < 300; ++i) {
    ASSERT_TRUE(builder.add(record("o/n" + std::to_string(i)).readme("same words in each one")));
  }
  ASSERT_TRUE(builder.finish(*segment));
  std::mt19937 random(3);
  for (int round = 0; round < 400; ++round) {
    auto damaged = std::make_shared<MemorySegment>(*segment);
    auto entry = std::next(damaged->entries.begin(),
                           static_cast<std::ptrdiff_t>(random() % damaged->entries.size()));
    if (random() % 2 == 0) {
      entry->second.resize(random() % (entry->second.size() + 1));
    } else if (!entry->second.empty()) {
      entry->second[random() % entry->second.size()] ^= static_cast<char>(1 << (random() % 8));
    }
    const auto reader = SegmentReader::open(damaged);
    if (!reader) continue;
    // Whatever it says, it must not read out of bounds (AddressSanitizer watches).
    (*reader)->visit_terms("", [&](std::string_view, const TermInfo& info) {
      auto cursor = (*reader)->postings(info);
      std::vector<Position> positions;
      while (cursor && cursor->doc() != kEndOfPostings) {
        cursor->positions(positions);
        cursor->next();
      }
      return true;
    });
    for (DocId doc = 0; doc < std::min(4U, (*reader)->doc_count()); ++doc)
      (void)(*reader)->document(doc);
  }
}

TEST(Segment, TellsAMissingBlockFromDocumentsThatAreNotStored) {
  const auto refusal = [](const std::shared_ptr<MemorySegment>& segment) {
    return modelzoo::testing::view_of(segment, 1).reader->summary(0).error();
  };
  std::vector<Record> records;
  for (int i = 0; i < 200; ++i) records.push_back(record("o/" + std::to_string(i)));
  for (const bool stored : {true, false}) {
    auto segment = std::make_shared<MemorySegment>();
    SegmentBuilder builder(SegmentBuildOptions{.store_documents = stored});
    for (const Record& given : records) ASSERT_TRUE(builder.add(given));
    ASSERT_TRUE(builder.finish(*segment));
    if (stored) {
      const auto first = segment->entries.lower_bound(kSummaryPrefix);
      ASSERT_TRUE(first->first.starts_with(kSummaryPrefix));
      segment->entries.erase(first);
    }
    const Error error = refusal(segment);
    EXPECT_EQ(error.code, stored ? ErrorCode::kCorrupt : ErrorCode::kNotFound);
    EXPECT_NE(error.message.find(stored ? "block 0 is missing" : "not stored"), std::string::npos)
        << error.message;
  }
}

// Counts what is asked for in passing and what a reader would hold.
class CountingSource final : public SegmentSource {
 public:
  explicit CountingSource(std::shared_ptr<const MemorySegment> segment)
      : segment_(std::move(segment)) {}
  Result<PinnedBytes> get(std::string_view key) const override { return segment_->get(key); }
  Result<PinnedBytes> get_once(std::string_view key) const override {
    ++once[std::string(key)];
    return segment_->get(key);
  }
  Status scan(std::string_view prefix,
              const std::function<bool(std::string_view, std::string_view)>& visit) const override {
    return segment_->scan(prefix, visit);
  }
  bool reserve(std::size_t bytes) const override {
    held += bytes;
    return true;
  }
  void release(std::size_t bytes) const override { held -= bytes; }

  mutable std::map<std::string, int> once;
  mutable std::size_t held = 0;

 private:
  std::shared_ptr<const MemorySegment> segment_;
};

std::shared_ptr<MemorySegment> segment_of_many_words() {
  std::mt19937 random(9);
  auto segment = std::make_shared<MemorySegment>();
  SegmentBuilder builder;
  for (int i = 0; i < 800; ++i) {
    std::string text;
    for (int w = 0; w < 150; ++w) text += "w" + std::to_string(random() % 4000) + " ";
    EXPECT_TRUE(builder.add(record("o/n" + std::to_string(i)).readme(text)));
  }
  EXPECT_TRUE(builder.finish(*segment));
  return segment;
}

TEST(Segment, IsMergedWithEachChunkReadOnceAndNothingHeld) {
  const auto segment = segment_of_many_words();
  const auto source = std::make_shared<CountingSource>(segment);
  const SegmentView view(1, *SegmentReader::open(source, SegmentReader::Terms::kWhenAsked));
  EXPECT_TRUE(source->once.empty());
  MemorySegment merged;
  ASSERT_TRUE(merge_segments({&view, 1}, merged));
  EXPECT_EQ(source->held, 0U);
  EXPECT_GT(source->once.size(), 4U);  // the terms, and chunks of postings and positions
  for (const auto& [key, times] : source->once) EXPECT_EQ(times, 1);
  EXPECT_EQ(merged.entries, segment->entries);
}

TEST(Segment, ReadsItsTermsWhenTheyAreAskedFor) {
  const auto segment = segment_of_many_words();
  const auto early = *SegmentReader::open(segment);
  const auto late = *SegmentReader::open(segment, SegmentReader::Terms::kWhenAsked);
  EXPECT_EQ(late->find_term("w17")->doc_freq, early->find_term("w17")->doc_freq);
  EXPECT_FALSE(late->find_term("w4001"));
  EXPECT_EQ(late->term_count(), early->term_count());
}

TEST(Segment, SaysThatItsTermsCannotBeRead) {
  auto segment = segment_of_many_words();
  segment->entries.find(kDictionaryKey)->second.resize(20);
  EXPECT_FALSE(SegmentReader::open(segment));
  const auto opened = SegmentReader::open(segment, SegmentReader::Terms::kWhenAsked);
  ASSERT_TRUE(opened);
  const SegmentReader& reader = **opened;
  EXPECT_FALSE(reader.read_terms());
  // Not as if there were no such word: a search must fail.
  const auto info = reader.find_term("w17");
  ASSERT_TRUE(info);
  EXPECT_FALSE(reader.posting_list(*info, true));
  EXPECT_EQ(reader.term_count(), 0U);
  EXPECT_EQ(reader.term(0), "");
  const SegmentView view(1, *opened);
  MemorySegment merged;
  EXPECT_FALSE(merge_segments({&view, 1}, merged));
}

TEST(Segment, NamesTheWayUpFromANewerFormat) {
  auto segment = std::make_shared<MemorySegment>();
  SegmentBuilder builder;
  ASSERT_TRUE(builder.add(record("o/n")));
  ASSERT_TRUE(builder.finish(*segment));
  segment->entries["0"][0] = 99;
  const auto reader = SegmentReader::open(segment);
  ASSERT_FALSE(reader);
  EXPECT_EQ(reader.error().code, ErrorCode::kUnsupported);
  EXPECT_NE(reader.error().message.find("modelzoo reindex"), std::string::npos);
}

}  // namespace
}  // namespace modelzoo::index
